import express from 'express';
import type { ErrorRequestHandler, Express, Request, Response, Router } from 'express';
import type { FhirResource } from 'fhir/r4.js';
import { answerBatch } from './answer-batch.js';
import { answerGet, problemAnswer, requireType, search, searchPairs } from './answer.js';
import type { FhirService } from './answer.js';
import { FhirProblem } from './fhir-problem.js';
import { negotiate } from './negotiate.js';
import type { PageLimits } from './parse-search.js';
import type { WritableRequestLog } from './request-log.js';
import type { ResourceStore } from './resource-store.js';
import { holdToToken, smartRoutes } from './smart-launch.js';
import { createSmartTokens, HONEST, type SmartTokens } from './smart-tokens.js';

export const BASE_PATH = '/fhir';
const JSON_BODY_LIMIT = '1mb';
const FORM_BODY_LIMIT = '64kb';
const JSON_TYPES = ['application/fhir+json', 'application/json', 'application/json+fhir'];
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * The HTTP face of the sandbox server. Everything it answers is JSON; every refusal is an OperationOutcome.
 *
 * @param page - mounted beside the FHIR base, and answers what it knows there
 * @param smart - who may read what after a SMART launch
 */
export function createFhirApp(
  store: ResourceStore,
  limits: PageLimits,
  log: WritableRequestLog,
  page?: Router,
  smart: SmartTokens = createSmartTokens(HONEST),
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // The query is read from the raw URL: a repeated parameter is an AND, and Express would merge the two.
  app.set('query parser', false);

  app.use((request, response, next) => {
    response.on('finish', () => log.add(logEntry(request, response)));
    allowAnyOrigin(response);
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  });
  app.use(smartRoutes(BASE_PATH, store, smart));
  const service = (request: Request): FhirService => ({ store, base: baseOf(request), limits });
  const fhir = express.Router();
  fhir.use((request, _response, next) => {
    negotiate(request.get('accept'), searchPairs(queryOf(request)));
    next();
  });
  const opened = holdToToken(smart);
  fhir.post(
    '/',
    requireBody(JSON_TYPES),
    express.json({ type: JSON_TYPES, limit: JSON_BODY_LIMIT }),
    (request, response) => send(response, 200, answerBatch(service(request), request.body)),
  );
  fhir.post(
    '/:type/_search',
    requireBody([FORM_TYPE]),
    express.text({ type: FORM_TYPE, limit: FORM_BODY_LIMIT }),
    opened,
    (request, response) => {
      const [type = ''] = pathBelowBase(request).split('/');
      requireType(type);
      // FHIR R4 3.1.0.5.1: parameters of the URL and of the form are taken together.
      const pairs = [...searchPairs(queryOf(request)), ...searchPairs(formOf(request))];
      send(response, 200, search(service(request), type, pairs));
    },
  );
  fhir.get('/{*path}', opened, (request, response) => {
    const { status, body } = answerGet(service(request), pathBelowBase(request), searchPairs(queryOf(request)));
    send(response, status, body);
  });
  fhir.use((_request, response) => {
    response.set('Allow', 'GET, POST, OPTIONS');
    throw new FhirProblem(405, 'not-supported', 'This server reads and searches; nothing can be written');
  });

  app.use(BASE_PATH, fhir);
  if (page !== undefined) app.use(page);
  app.use(() => {
    throw new FhirProblem(404, 'not-found', `The FHIR base of this server is ${BASE_PATH}`);
  });
  app.use(answerProblem);
  return app;
}

/** It is a sandbox of synthetic patients: pages of any origin may read it, also the hosted CDS Hooks Sandbox. */
function allowAnyOrigin(response: Response): void {
  response.set('Access-Control-Allow-Origin', '*');
  response.set('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
  response.set('Access-Control-Allow-Headers', 'Accept, Authorization, Content-Type, Prefer, X-Request-Id');
  response.set('Access-Control-Max-Age', '600');
}

function requireBody(types: readonly string[]): express.RequestHandler {
  return (request, _response, next) => {
    const sent = request.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (sent !== undefined && !types.includes(sent)) {
      throw new FhirProblem(415, 'not-supported', `The body has to be ${types[0] ?? ''}`);
    }
    next();
  };
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, body } = problemAnswer(bodyProblem(error) ?? error);
  send(response, status, body);
};

/** What Express' body parsers throw, in FHIR's words. */
function bodyProblem(error: unknown): FhirProblem | null {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed') return new FhirProblem(400, 'structure', 'The body is not JSON');
  if (type === 'entity.too.large') return new FhirProblem(413, 'too-long', 'The body is too large');
  if (error instanceof URIError) return new FhirProblem(400, 'invalid', 'The path is not well encoded');
  return null;
}

function send(response: Response, status: number, body: FhirResource): void {
  response.status(status).set('Cache-Control', 'no-store').type('application/fhir+json').send(JSON.stringify(body));
}

/** The base the caller used, so that links and fullUrls work through a port mapping too. */
function baseOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}${BASE_PATH}`;
}

function pathBelowBase(request: Request): string {
  return decodeURIComponent(request.path).replace(/^\//, '');
}

function queryOf(request: Request): string {
  return request.originalUrl.split('?', 2)[1] ?? '';
}

function formOf(request: Request): string {
  const body: unknown = request.body;
  return typeof body === 'string' ? body : '';
}

function logEntry(request: Request, response: Response): Parameters<WritableRequestLog['add']>[0] {
  const url = request.originalUrl;
  return {
    method: request.method,
    target: url.startsWith(`${BASE_PATH}/`) ? url.slice(BASE_PATH.length + 1) : url,
    form: searchPairs(formOf(request)),
    authorized: request.get('authorization') !== undefined,
    accept: request.get('accept') ?? null,
    status: response.statusCode,
  };
}
