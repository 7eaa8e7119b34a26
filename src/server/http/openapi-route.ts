import { Router } from 'express';
import { openApiDocument } from '../openapi/document.js';
import type { OptionalPart } from '../openapi/operations.js';
import type { AppDeps } from './app-deps.js';
import { sendJson } from './error-reply.js';
import { recordOf } from './request-record.js';

/** `GET /openapi.json`: what this very service offers, for whoever builds a client. No data, so it is open to everybody. */
export function openApiRoute(deps: AppDeps): Router {
  const document = openApiDocument(deps.version, partsOf(deps));
  const router = Router();
  router.get('/openapi.json', (_request, response) => {
    recordOf(response).route = 'home';
    sendJson(response, 200, document);
  });
  return router;
}

function partsOf({ home, feedback, reports, cardPages, smart, traces, fhir }: AppDeps): ReadonlySet<OptionalPart> {
  const hasReports = reports && (reports.token !== null || reports.proxyHeader !== null);
  const parts: Readonly<Partial<Record<OptionalPart, boolean>>> = {
    home: home !== undefined,
    feedback: Boolean(feedback),
    reports: Boolean(hasReports),
    cardPages: Boolean(cardPages),
    smart: Boolean(smart),
    traces: Boolean(traces),
    fhir: fhir !== undefined,
  };
  return new Set((Object.keys(parts) as OptionalPart[]).filter((part) => parts[part]));
}
