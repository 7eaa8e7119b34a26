import { Router } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import type { Logger } from './app-deps.js';
import { showsToken } from './bearer-token.js';
import { recordOf } from './request-record.js';
import { sendJson } from './send-json.js';
import type { TraceReader } from './trace-reader.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `GET /traces/<card uuid>`: the explanation of a card that this process answered with. Every look at a chart leaves a log
 * line with the id of the card, which is random, and nothing of what was read.
 */
export function traceRoutes({ token, explain }: TraceReader, log: Pick<Logger, 'info'>): Router {
  const router = Router();
  router
    .route('/traces/:card')
    .get((request, response) => {
      if (!showsToken(request, token)) throw new CdsError('unauthorized', 'Traces are for administrators.');
      const { card } = request.params;
      const explanation = UUID.test(card) ? explain(card) : null;
      if (explanation === null) {
        throw new CdsError('unknown-service', 'No trace of this card is kept here (any more).');
      }
      log.info({ requestId: recordOf(response).requestId, card: card.toLowerCase() }, 'trace read');
      sendJson(response, 200, explanation);
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'GET');
      throw new CdsError('method-not-allowed', 'Traces are read with GET.');
    });
  return router;
}
