import { type Request, type RequestHandler, Router } from 'express';
import { feedbackAnswer, feedbackOutcome, parseFeedback } from '../../cds-hooks/feedback/feedback.js';
import { CdsError } from '../../domain/cds-error.js';
import type { FeedbackKeeper } from './app-deps.js';
import { recordOf } from './request-record.js';
import { sendJson } from './error-reply.js';

export interface FeedbackRouteDeps {
  /** null where nothing can be kept: then feedback is not offered. */
  readonly keeper: FeedbackKeeper | null;
  /** Authentication and rate limit, the same as for the service itself (CDS Hooks "Feedback"). */
  readonly admit: readonly RequestHandler[];
  /** Reads the JSON body, within the limits of every other body, and holds its share of memory until it has been used. */
  readonly withBody: <T>(request: Request, use: (body: unknown) => Promise<T>) => Promise<T>;
}

/** `POST /cds-services/{id}/feedback` (CDS Hooks 2.0 and 3.0 "Feedback"). */
export function feedbackRoutes({ keeper, admit, withBody }: FeedbackRouteDeps): Router {
  const router = Router();
  const path = '/cds-services/:id/feedback';
  router.use(path, (_request, response, next) => {
    recordOf(response).route = 'feedback';
    next();
  });
  if (keeper === null) {
    router.all(path, () => {
      throw new CdsError('unknown-service', 'Feedback is not offered by this service.');
    });
    return router;
  }

  router
    .route(path)
    .post(...admit, async (request, response) => {
      const record = recordOf(response);
      record.route = 'feedback';
      const { id } = request.params;
      if (typeof id !== 'string' || !keeper.isService(id)) {
        throw new CdsError('unknown-service', 'There is no CDS service of this id.');
      }
      record.service = id;
      const origin = { service: id, client: record.caller?.id ?? null };
      const { kept, faults } = await withBody(request, async (body) => {
        const { entries, faults: found } = parseFeedback(body);
        return { kept: entries.length === 0 ? [] : await keeper.keep(entries, origin), faults: found };
      });
      if (faults.length === 0) {
        sendJson(response, 200, feedbackAnswer(kept));
        return;
      }
      record.errorCode = 'invalid-request';
      sendJson(response, 400, feedbackOutcome(faults, kept.length));
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'POST, OPTIONS');
      throw new CdsError('method-not-allowed', 'Feedback is sent with POST.');
    });
  return router;
}
