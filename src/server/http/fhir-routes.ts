import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { FhirResource, ValueSet } from 'fhir/r4.js';
import { CdsError } from '../../domain/cds-error.js';
import { capabilityStatement, type ShownType } from '../fhir-face/capability-statement.js';
import { search, type ShownResource, wholeNumber } from '../fhir-face/search.js';
import { expand, validateCode } from '../fhir-face/value-sets.js';
import type { FhirFaceDeps } from './app-deps.js';
import { recordOf } from './request-record.js';

type Face = ReturnType<FhirFaceDeps['current']>['face'];

const LISTED: Readonly<Record<ShownType, (face: Face) => readonly ShownResource[]>> = {
  ValueSet: ({ valueSets }) => valueSets,
  PlanDefinition: ({ planDefinitions }) => planDefinitions,
  Library: ({ libraries }) => libraries,
};

/**
 * `/fhir`: the content in force, read-only. Value sets hold licensed terminology, so all but the CapabilityStatement is for those
 * who may call the service.
 * @param version of the program: `0.1.0`
 */
export function fhirRoutes(version: string, deps: FhirFaceDeps, admit: readonly RequestHandler[]): Router {
  const router = Router();
  router.use('/fhir', (_request, response, next) => {
    recordOf(response).route = 'fhir';
    next();
  });
  router.get('/fhir/metadata', (_request, response) => {
    const { since } = deps.current();
    sendFhir(response, capabilityStatement(version, deps.baseUrl(), new Date(since).toISOString()));
  });

  const setOf = (request: Request): ValueSet => {
    const [query, { face }] = [queryOf(request), deps.current()];
    const { id } = request.params;
    const [name, value] = typeof id === 'string' ? (['id', id] as const) : (['url', required(query, 'url')] as const);
    return found(face.valueSets.find((each) => each[name] === value));
  };
  router.get(['/fhir/ValueSet/$expand', '/fhir/ValueSet/:id/$expand'], ...admit, (request, response) => {
    const query = queryOf(request);
    sendFhir(
      response,
      expand(setOf(request), {
        now: new Date(deps.now()).toISOString(),
        filter: query.get('filter'),
        offset: wholeNumber(query, 'offset') ?? 0,
        count: wholeNumber(query, 'count'),
      }),
    );
  });
  router.get(['/fhir/ValueSet/$validate-code', '/fhir/ValueSet/:id/$validate-code'], ...admit, (request, response) => {
    const query = queryOf(request);
    const asked = { system: required(query, 'system'), code: required(query, 'code'), display: query.get('display') };
    sendFhir(response, validateCode(deps.current(), setOf(request), asked));
  });

  for (const type of Object.keys(LISTED) as ShownType[]) {
    const all = () => LISTED[type](deps.current().face);
    router.get(`/fhir/${type}`, ...admit, (request, response) => {
      sendFhir(response, search(all(), queryOf(request), `${deps.baseUrl()}/fhir/${type}`));
    });
    router.get(`/fhir/${type}/:id`, ...admit, (request, response) => {
      sendFhir(response, found(all().find(({ id }) => id === request.params.id)));
    });
  }
  router.all(['/fhir', '/fhir/*rest'], (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') throw notThere();
    response.setHeader('Allow', 'GET');
    throw new CdsError('method-not-allowed', 'The content is read with GET. Nothing can be applied or changed here.');
  });
  return router;
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url, 'http://localhost').searchParams;
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  if (value === '') throw new CdsError('invalid-request', `${name} is required.`, name);
  return value;
}

function found<T>(resource: T | undefined): T {
  if (resource === undefined) throw notThere();
  return resource;
}

function notThere(): CdsError {
  return new CdsError('unknown-service', 'There is no such resource here; GET /fhir/metadata says what there is.');
}

function sendFhir(response: Response, resource: FhirResource): void {
  response.setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  response.status(200).end(Buffer.from(JSON.stringify(resource), 'utf8'));
}
