import express, { type Express } from 'express';
import helmet from 'helmet';
import { CdsError } from '../../domain/cds-error.js';
import type { AppDeps } from './app-deps.js';
import { cdsRoutes } from './cds-routes.js';
import { allowOrigins } from './cors.js';
import { replyToErrors } from './error-reply.js';
import { healthRoutes } from './health-routes.js';
import { reportRoutes } from './report-routes.js';
import { recordRequests } from './request-record.js';
import { traceRoutes } from './trace-routes.js';

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
  app.use(cdsRoutes(deps));
  if (deps.reports) app.use(reportRoutes(deps.reports));
  if (deps.traces) app.use(traceRoutes(deps.traces, deps.log));
  app.use(() => {
    throw new CdsError('unknown-service', 'There is nothing at this path. GET /cds-services lists the services.');
  });
  app.use(replyToErrors(deps.log));
  return app;
}
