import type { Client } from 'fhir-kit-client';
import { request, type Dispatcher } from 'undici';

type Transport = Client['httpClient'];
type Resource = Awaited<ReturnType<Transport['request']>>;

/** What `fhirFailure` looks for, as fhir-kit-client's own errors have it. Without URL and body: they name a patient. */
class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly response: { readonly status: number };
  readonly config: { readonly headers: Headers };
  constructor(status: number, retryAfter: string | null) {
    super('The FHIR server answered with an error.');
    this.response = { status };
    this.config = { headers: new Headers(retryAfter === null ? {} : { 'retry-after': retryAfter }) };
  }
}

/**
 * Lets a fhir-kit-client send by undici's `request` in place of the global `fetch`: the same connections, caps and address
 * guard, without the web streams and Request objects that made up half of a search's cost. fhir-kit-client still writes
 * the queries. Nothing is redirected, and only GET is known: this service reads.
 */
export function useUndici(client: Client, dispatcher: Dispatcher, token: string | null): void {
  const headers = {
    accept: 'application/fhir+json',
    'accept-encoding': 'gzip, deflate',
    'user-agent': 'tacrolimus-cds',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const transport: Transport = client.httpClient;
  transport.request = async (method, requestUrl, { signal } = {}): Promise<Resource> => {
    if (method !== 'GET') throw new TypeError('This service only reads.');
    const answer = await request(transport.expandUrl(requestUrl), { headers, dispatcher, signal: signal ?? null });
    const text = await answer.body.text();
    const { statusCode } = answer;
    if (statusCode < 200 || statusCode > 299) throw new HttpStatusError(statusCode, retryAfterOf(answer.headers));
    return parsed(text, statusCode);
  };
}

/** A server that answers something that is not JSON has been heard, and has failed. */
function parsed(text: string, status: number): Resource {
  try {
    return JSON.parse(text) as Resource;
  } catch {
    throw new HttpStatusError(status, null);
  }
}

function retryAfterOf(headers: Dispatcher.ResponseData['headers']): string | null {
  const value = headers['retry-after'];
  return typeof value === 'string' ? value : null;
}
