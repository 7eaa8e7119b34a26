import type { ConnectionFault, ProblemCode, ProblemDetail } from '../../domain/fact-set.js';
import { asNumber, asObject } from '../elements/json.js';
import { connectionFault } from './connection-fault.js';
import { NoAnswerError } from './undici-transport.js';

/** A failed FHIR call without anything that could identify a patient: no URL, no body, no headers. */
export interface FhirFailure {
  readonly problem: ProblemCode;
  /** Why the connection failed; null where it did not, or nobody knows. */
  readonly fault: ConnectionFault | null;
  /** Milliseconds after which one more try is reasonable; null when it is not. */
  readonly retryAfterMs: number | null;
  /** The server did answer, whatever it said. */
  readonly heard: boolean;
  /** The status of its answer; null where there was none. */
  readonly status: number | null;
  /** Parameters of our search that it names in its refusal. */
  readonly named: readonly string[];
  /** A connection that had served before died under the request: the server had closed it meanwhile. */
  readonly staleConnection: boolean;
}

/** What is kept of a failure without any answer of the server. */
export type Unheard = { readonly problem: ProblemCode } & Pick<ProblemDetail, 'fault'>;

const TIMEOUT_CODES: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);
/** The connection stood, and ended without a byte of an answer. */
const DROPPED_CODES: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const GATEWAY_PAUSE_MS = 100;
/** A 429 that names no time: between these, by chance, so that many callers do not come back at one moment. */
const BUSY_PAUSE_MS = { least: 50, most: 250 };

/**
 * Turns whatever fhir-kit-client or undici threw into a code. The error itself is dropped here: its message holds the URL,
 * hence the patient id, and `response.data` the body.
 * @param random from 0 to 1, for the pause after a 429
 */
export function fhirFailure(error: unknown, aborted: boolean, random: () => number): FhirFailure {
  const none = {
    fault: null,
    retryAfterMs: null,
    heard: false,
    status: null,
    named: [],
    staleConnection: false,
  } as const;
  if (aborted) return { ...none, problem: 'timeout' };
  const thrown = asObject(error);
  const status = asNumber(asObject(thrown?.response)?.status);
  if (status !== null) {
    const retryAfterMs = retryAfter(status, asObject(thrown?.config)?.headers, random);
    const named = Array.isArray(thrown?.named) ? (thrown.named as readonly string[]) : [];
    return { ...none, problem: problemOfStatus(status), retryAfterMs, heard: true, status, named };
  }
  const cause = asObject(error instanceof NoAnswerError ? error.cause : error);
  const code = asObject(cause?.cause)?.code ?? cause?.code;
  if (TIMEOUT_CODES.has(code)) return { ...none, problem: 'timeout' };
  const isDropped = error instanceof NoAnswerError && DROPPED_CODES.has(code);
  const staleConnection = isDropped && (asNumber(asObject(cause?.socket)?.bytesRead) ?? 0) > 0;
  return {
    ...none,
    problem: 'fetch-failed',
    fault: connectionFault(error),
    retryAfterMs: isDropped ? 0 : null,
    staleConnection,
  };
}

/** Of something that failed, what is known beyond the code. */
export function detailOf({ parameter, fault }: ProblemDetail): ProblemDetail {
  return { ...(parameter === undefined ? {} : { parameter }), ...(fault === undefined ? {} : { fault }) };
}

function problemOfStatus(status: number): ProblemCode {
  switch (status) {
    case 401:
    case 403:
      return 'refused';
    case 400:
    case 404:
    case 405:
    case 422:
    case 501:
      return 'not-offered';
    default:
      return 'fetch-failed';
  }
}

/** RFC 9110 10.2.3: seconds or a date. A gateway error, and a server that is asked too much, may name no time. */
function retryAfter(status: number, headers: unknown, random: () => number): number | null {
  if (![429, 502, 503, 504].includes(status)) return null;
  const header = headers instanceof Headers ? headers.get('retry-after') : null;
  if (header !== null && /^\d{1,6}(\.\d{1,6})?$/.test(header)) return Number(header) * 1000;
  const date = header === null ? NaN : Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  // No time, or none that can be read.
  if (status !== 429) return GATEWAY_PAUSE_MS;
  return BUSY_PAUSE_MS.least + random() * (BUSY_PAUSE_MS.most - BUSY_PAUSE_MS.least);
}
