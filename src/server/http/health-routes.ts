import { Router } from 'express';
import type { AppDeps } from './app-deps.js';
import { recordOf } from './request-record.js';
import { sendJson } from './send-json.js';

/** Probes for an orchestrator. They pass by authentication and the in-flight limit, and ask nobody but the database. */
export function healthRoutes(health: AppDeps['health']): Router {
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
