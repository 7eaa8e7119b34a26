import type { Bundle, BundleEntry, BundleEntryRequest } from 'fhir/r4.js';
import { answerGet, problemAnswer, searchPairs } from './answer.js';
import type { FhirService } from './answer.js';
import { FhirProblem } from './fhir-problem.js';

const MAX_ENTRIES = 100;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: '200 OK',
  400: '400 Bad Request',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  500: '500 Internal Server Error',
};

/**
 * Answers a batch (FHIR R4 3.1.0.11): as many answers as entries, in the same order; one that fails spoils no other.
 *
 * @param body - the parsed JSON body, not yet trusted
 * @throws FhirProblem 400 when the body is no batch at all
 */
export function answerBatch(service: FhirService, body: unknown): Bundle {
  const requests = batchRequests(body);
  return {
    resourceType: 'Bundle',
    type: 'batch-response',
    ...(requests.length > 0 ? { entry: requests.map((request) => answerEntry(service, request)) } : {}),
  };
}

function batchRequests(body: unknown): readonly (BundleEntryRequest | null)[] {
  if (!isRecord(body) || body.resourceType !== 'Bundle' || body.type !== 'batch') {
    throw new FhirProblem(400, 'not-supported', 'POST to the base takes a Bundle of type batch');
  }
  const entries: unknown = body.entry ?? [];
  if (!Array.isArray(entries)) throw new FhirProblem(400, 'structure', 'Bundle.entry is not a list');
  if (entries.length > MAX_ENTRIES) {
    throw new FhirProblem(400, 'too-costly', `A batch may have ${MAX_ENTRIES} entries`);
  }
  return entries.map((entry: unknown) => (isRecord(entry) ? readRequest(entry.request) : null));
}

function readRequest(request: unknown): BundleEntryRequest | null {
  if (!isRecord(request)) return null;
  const { method, url } = request;
  return typeof method === 'string' && typeof url === 'string'
    ? { method: method as BundleEntryRequest['method'], url }
    : null;
}

function answerEntry(service: FhirService, request: BundleEntryRequest | null): BundleEntry {
  try {
    if (request === null) throw new FhirProblem(400, 'required', 'A batch entry needs request.method and request.url');
    if (request.method !== 'GET') throw new FhirProblem(405, 'not-supported', 'Only GET entries are answered');
    const below = request.url.startsWith(`${service.base}/`) ? request.url.slice(service.base.length + 1) : request.url;
    const [path = '', query = ''] = below.split('?', 2);
    const { status, body } = answerGet(service, path, searchPairs(query));
    return { resource: body, response: { status: STATUS_TEXT[status] ?? String(status) } };
  } catch (error) {
    const { status, body } = problemAnswer(error);
    return { response: { status: STATUS_TEXT[status] ?? String(status), outcome: body } };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
