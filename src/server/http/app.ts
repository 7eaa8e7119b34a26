import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { CdsError } from '../../domain/cds-error.js';
import { cardPageRoutes } from './card-page-routes.js';
import type { AppDeps, CorsPolicy, TraceReader } from './app-deps.js';
import { cdsRoutes } from './cds-routes.js';
import { replyToErrors, sendJson } from './error-reply.js';
import { homeRoutes } from './home-page.js';
import { reportRoutes } from './report-routes.js';
import { recordOf, recordRequests, showsToken } from './request-record.js';
import type { Logger } from '../../domain/ports.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `GET /traces/<card uuid>`: the explanation of a card that this process answered with. Every look at a chart leaves a log
 * line with the id of the card, which is random, and nothing of what was read.
 */
function traceRoutes({ token, explain }: TraceReader, log: Pick<Logger, 'info'>): Router {
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

const PREFLIGHT_SECONDS = 600;

/**
 * Cross-origin access for browser clients such as the CDS Hooks Sandbox. Comes before authentication, because a
 * preflight carries no credentials, and sets its headers on errors too, because a browser hides an answer without them.
 * Credentials (cookies) are never allowed: callers present a JWT.
 */
function allowOrigins({ allowedOrigins }: CorsPolicy): RequestHandler {
  const allowed = allowedOrigins === '*' ? null : new Set(allowedOrigins);
  return (request, response, next) => {
    const origin = request.get('origin');
    if (allowed === null) response.setHeader('Access-Control-Allow-Origin', '*');
    else response.vary('Origin');
    if (origin !== undefined && allowed?.has(origin) === true) {
      response.setHeader('Access-Control-Allow-Origin', origin);
    }
    response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    recordOf(response).route = 'preflight';
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-request-id');
    response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}

/** The HTTP face of the service: routes, limits, CORS and the one error mapper. It knows nothing of cards or charts. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(recordRequests(deps.log));
  app.use(helmet());
  app.use((_request, response, next) => {
    // Answers hold patient data: no cache may keep them.
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.use(allowOrigins(deps.cors));
  app.use(healthRoutes(() => deps.health()));
  if (deps.home) app.use(homeRoutes(deps.home));
  app.use(cdsRoutes(deps));
  if (deps.reports) app.use(reportRoutes(deps.reports));
  if (deps.cardPages) app.use(cardPageRoutes(deps.cardPages, deps.log));
  if (deps.traces) app.use(traceRoutes(deps.traces, deps.log));
  app.use(() => {
    throw new CdsError('unknown-service', 'There is nothing at this path. GET /cds-services lists the services.');
  });
  app.use(replyToErrors(deps.log));
  return app;
}

/** Probes for an orchestrator. They pass by authentication and the in-flight limit, and ask nobody but the database. */
function healthRoutes(health: AppDeps['health']): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    recordOf(response).route = 'health';
    sendJson(response, 200, { status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    recordOf(response).route = 'health';
    const { ready, detail } = await health();
    sendJson(response, ready ? 200 : 503, { ...detail, ready });
  });
  return router;
}
