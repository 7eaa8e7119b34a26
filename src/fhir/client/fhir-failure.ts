import type { ProblemCode } from '../../domain/fact-set.js';
import { asNumber, asObject } from '../elements/json.js';

/** A failed FHIR call without anything that could identify a patient: no URL, no body, no headers. */
export interface FhirFailure {
  readonly problem: ProblemCode;
  /** Milliseconds after which one more try is reasonable; null when it is not. */
  readonly retryAfterMs: number | null;
  /** The server did answer, whatever it said. */
  readonly heard: boolean;
}

const TIMEOUT_CODES: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);
const GATEWAY_PAUSE_MS = 100;

/**
 * Turns whatever fhir-kit-client or fetch threw into a code. The error itself is dropped here: its message holds the URL,
 * hence the patient id, and `response.data` the body.
 */
export function fhirFailure(error: unknown, aborted: boolean): FhirFailure {
  if (aborted) return { problem: 'timeout', retryAfterMs: null, heard: false };
  const thrown = asObject(error);
  const status = asNumber(asObject(thrown?.response)?.status);
  if (status === null) {
    const code = asObject(thrown?.cause)?.code ?? thrown?.code;
    return { problem: TIMEOUT_CODES.has(code) ? 'timeout' : 'fetch-failed', retryAfterMs: null, heard: false };
  }
  return {
    problem: problemOfStatus(status),
    retryAfterMs: retryAfter(status, asObject(thrown?.config)?.headers),
    heard: true,
  };
}

function problemOfStatus(status: number): ProblemCode {
  switch (status) {
    case 401:
    case 403:
      return 'refused';
    case 400:
    case 404:
    case 405:
    case 501:
      return 'not-offered';
    default:
      return 'fetch-failed';
  }
}

/** RFC 9110 10.2.3: seconds or a date. A gateway error without it gets a short pause; a 429 without it is not pressed. */
function retryAfter(status: number, headers: unknown): number | null {
  if (![429, 502, 503, 504].includes(status)) return null;
  const header = headers instanceof Headers ? headers.get('retry-after') : null;
  if (header === null) return status === 429 ? null : GATEWAY_PAUSE_MS;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
