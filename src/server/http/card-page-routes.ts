import { Router } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import type { Logger } from '../../domain/ports.js';
import type { CardPages } from '../card-page/card-pages.js';
import { GONE_PAGE } from '../card-page/card-page.js';
import { recordOf } from './request-record.js';
import { sendPage } from './send-page.js';

/** `GET /why/<card uuid>?until=&signature=`. A look leaves a log line with the card's random id, and nothing of what was read. */
export function cardPageRoutes(pages: Pick<CardPages, 'read'>, log: Pick<Logger, 'info'>): Router {
  const router = Router();
  router
    .route('/why/:card')
    .get((request, response) => {
      recordOf(response).route = 'card-page';
      const query = new URL(request.url, 'http://localhost').searchParams;
      const page = pages.read(request.params.card, query.get('until') ?? '', query.get('signature') ?? '');
      if (page !== null)
        log.info({ requestId: recordOf(response).requestId, card: request.params.card }, 'card page read');
      sendPage(response, page === null ? 404 : 200, page ?? GONE_PAGE);
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'GET');
      throw new CdsError('method-not-allowed', 'The page behind a card is read with GET.');
    });
  return router;
}
