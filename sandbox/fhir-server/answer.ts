import type { Bundle, FhirResource, OperationOutcome } from 'fhir/r4.js';
import { capabilityStatement } from './capability-statement.js';
import { FhirProblem, operationOutcome } from './fhir-problem.js';
import { parseSearch } from './parse-search.js';
import type { PageLimits, SearchPairs } from './parse-search.js';
import type { ResourceStore } from './resource-store.js';
import { runSearch } from './run-search.js';
import { searchParameters } from './search-parameter-table.js';

/** A FHIR server without HTTP: what it holds, where it says it lives, how big its pages are. */
export interface FhirService {
  readonly store: ResourceStore;
  /** Absolute base URL, no slash at the end. */
  readonly base: string;
  readonly limits: PageLimits;
}

export interface FhirAnswer {
  readonly status: number;
  readonly body: FhirResource;
}

/**
 * Answers a read or a type-level search.
 *
 * @param path - below the base, without a slash in front: `Patient/1`, `Observation`, `metadata`
 * @throws FhirProblem for everything that is not a 200
 */
export function answerGet(service: FhirService, path: string, pairs: SearchPairs): FhirAnswer {
  const [type = '', id, ...rest] = path.split('/').filter((part) => part !== '');
  if (type === 'metadata' && id === undefined) return { status: 200, body: capabilityStatement(service.base) };
  requireType(type);
  if (rest.length > 0)
    throw new FhirProblem(404, 'not-supported', 'Only reads and type-level searches are answered here');
  if (id === undefined) return { status: 200, body: search(service, type, pairs) };
  const resource = service.store.read(type, id);
  if (resource === null) throw new FhirProblem(404, 'not-found', `There is no ${type} with that id`);
  return { status: 200, body: resource };
}

/** @throws FhirProblem as `parseSearch` does */
export function search(service: FhirService, type: string, pairs: SearchPairs): Bundle {
  const query = parseSearch(type, pairs, service.base, service.limits);
  return runSearch(service.store, query, pairs, service.base);
}

/** @throws FhirProblem 404 when the server does not serve that type */
export function requireType(type: string): void {
  if (searchParameters(type) === null) {
    throw new FhirProblem(404, 'not-supported', 'This server has no resource type of that name');
  }
}

/** What a caller is told of anything that was thrown; an unforeseen fault says nothing about itself. */
export function problemAnswer(error: unknown): { readonly status: number; readonly body: OperationOutcome } {
  if (error instanceof FhirProblem) {
    return { status: error.status, body: operationOutcome(error.issueCode, error.message) };
  }
  return { status: 500, body: operationOutcome('exception', 'The server could not answer') };
}

/** The parameters of a query string or a form body, in order. */
export function searchPairs(encoded: string): SearchPairs {
  return [...new URLSearchParams(encoded)];
}
