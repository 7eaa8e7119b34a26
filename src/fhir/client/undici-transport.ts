import type { Client } from 'fhir-kit-client';
import { request, type Dispatcher } from 'undici';
import { costlyShape } from '../../cds-hooks/request/json-body.js';
import { namedParameters } from './named-parameters.js';

type Transport = Client['httpClient'];
type Resource = Awaited<ReturnType<Transport['request']>>;

/**
 * The JSON of every release: the media type of STU3 and later, that of DSTU2, and the plain one of servers that know neither.
 * Without weights, which some servers cannot read.
 */
const ACCEPT = 'application/fhir+json, application/json+fhir, application/json';

/** What `fhirFailure` looks for, as fhir-kit-client's own errors have it. Without URL and body: they name a patient. */
class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly response: { readonly status: number };
  readonly config: { readonly headers: Headers };
  constructor(
    status: number,
    retryAfter: string | null,
    /** Parameters of our own search that the server's OperationOutcome names. */
    readonly named: readonly string[] = [],
  ) {
    super('The FHIR server answered with an error.');
    this.response = { status };
    this.config = { headers: new Headers(retryAfter === null ? {} : { 'retry-after': retryAfter }) };
  }
}

/** The request ended before the head of an answer: the server has not been heard, and a read can be sent again. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  constructor(cause: unknown) {
    super('The FHIR server did not answer.', { cause });
  }
}

/**
 * Lets a fhir-kit-client send by undici's `request` in place of the global `fetch`: the same connections, caps and address
 * guard, without the web streams and Request objects that made up half of a search's cost. fhir-kit-client still writes
 * the queries. Nothing is redirected. This service reads: a GET, or a search that is too long for one.
 */
export function useUndici(client: Client, dispatcher: Dispatcher, token: string | null): void {
  const headers = {
    accept: ACCEPT,
    'accept-encoding': 'gzip, deflate',
    'user-agent': 'tacrolimus-cds',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const transport: Transport = client.httpClient;
  transport.request = async (method, requestUrl, { signal } = {}, body): Promise<Resource> => {
    const url = transport.expandUrl(requestUrl);
    const form = formOf(method, url, body);
    const options = { dispatcher, signal: signal ?? null };
    const sent = request(
      url,
      form === null
        ? { ...options, headers }
        : { ...options, method: 'POST', headers: { ...headers, 'content-type': FORM }, body: form },
    );
    const answer = await sent.catch((cause: unknown) => {
      throw new NoAnswerError(cause);
    });
    const bytes = await answer.body.bytes();
    const { statusCode } = answer;
    if (statusCode < 200 || statusCode > 299) {
      const text = new TextDecoder().decode(bytes);
      const named = statusCode < 500 || statusCode === 501 ? namedParameters(text, form ?? new URL(url).search) : [];
      throw new HttpStatusError(statusCode, retryAfterOf(answer.headers), named);
    }
    return parsed(bytes, statusCode);
  };
}

const FORM = 'application/x-www-form-urlencoded';

function formOf(method: string, url: string, body: unknown): string | null {
  if (method === 'GET') return null;
  if (method === 'POST' && url.endsWith('/_search') && typeof body === 'string') return body;
  throw new TypeError('This service only reads.');
}

/**
 * A server that answers something that is not JSON has been heard, and has failed; so has one whose answer is so many objects, or so
 * deep, that taking it apart would keep everybody else waiting.
 */
function parsed(bytes: Uint8Array, status: number): Resource {
  if (costlyShape(bytes) !== null) throw new HttpStatusError(status, null);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Resource;
  } catch {
    throw new HttpStatusError(status, null);
  }
}

function retryAfterOf(headers: Dispatcher.ResponseData['headers']): string | null {
  const value = headers['retry-after'];
  return typeof value === 'string' ? value : null;
}
