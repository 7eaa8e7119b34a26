import { Router } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import type { Logger } from '../../domain/ports.js';
import type { CardPages } from '../card-page/card-pages.js';
import { GONE_PAGE } from '../card-page/card-page.js';
import { recordOf } from './request-record.js';

/** Nothing is loaded, nothing runs, no other page may frame it, and its address goes nowhere. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `GET /why/<card uuid>?until=&signature=`. A look leaves a log line with the card's random id, and nothing of what was read. */
export function cardPageRoutes(pages: Pick<CardPages, 'read'>, log: Pick<Logger, 'info'>): Router {
  const router = Router();
  router
    .route('/why/:card')
    .get((request, response) => {
      recordOf(response).route = 'card-page';
      const query = new URL(request.url, 'http://localhost').searchParams;
      const page = pages.read(request.params.card, query.get('until') ?? '', query.get('signature') ?? '');
      response.setHeader('Content-Security-Policy', PAGE_POLICY);
      response.setHeader('Referrer-Policy', 'no-referrer');
      if (page !== null)
        log.info({ requestId: recordOf(response).requestId, card: request.params.card }, 'card page read');
      response
        .status(page === null ? 404 : 200)
        .type('html')
        .send(page ?? GONE_PAGE);
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'GET');
      throw new CdsError('method-not-allowed', 'The page behind a card is read with GET.');
    });
  return router;
}
