import { Client } from 'fhir-kit-client';
import type { Dispatcher } from 'undici';
import type { ProblemCode } from '../../domain/fact-set.js';
import { linkInside, pageInside } from './base-url.js';
import { fhirFailure } from './fhir-failure.js';
import type { FhirQuery } from './fhir-query.js';
import { asObject, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { FhirLimits } from './limits.js';
import { parseReference } from '../elements/references.js';
import { withTimeLimit } from './time-limit.js';
import { useUndici } from './undici-transport.js';

export type FhirResult =
  { readonly ok: true; readonly resource: JsonObject } | { readonly ok: false; readonly problem: ProblemCode };

/** The only way out to a FHIR server, for one hook call. Remote faults come back as values. */
export interface FhirAccess {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Reads or searches. A search answers with a Bundle, a read with the resource type asked for, else it has failed. */
  get(query: FhirQuery): Promise<FhirResult>;
  /** The page behind `Bundle.link[next]`, asked of the base whatever host the link names; see `pageInside`. */
  page(link: string): Promise<FhirResult>;
  /** The id in a reference to this server (`Medication/1`, or an absolute one inside the base); null for any other. */
  localId(reference: string, resourceType: string): string | null;
  /** Whether the server was asked in this hook call, and whether any HTTP answer came back. */
  state(): 'not-asked' | 'asked-not-heard' | 'heard';
}

export interface FhirAccessOptions {
  /** Already checked: see `parseFhirBase`. */
  readonly base: URL;
  /** Bearer token, or null for an open server. */
  readonly token: string | null;
  readonly signal: AbortSignal;
  readonly limits: FhirLimits;
  /** How many requests this access may make. */
  readonly maxCalls: number;
  readonly dispatcher: Dispatcher;
  /** False where the token's scopes rule the type out: then nobody is asked, and the answer is `refused`. */
  readonly mayAsk: (resourceType: string) => boolean;
  /** True once the life of the token is over: then nobody is asked, by a retry neither. Without it, it never is. */
  readonly tokenExpired?: () => boolean;
}

type Send = (init: { signal: AbortSignal }) => Promise<unknown>;

/** FHIR allows 64 characters; Epic's ids are longer. */
const ID = /^[A-Za-z0-9\-.]{1,256}$/;

/**
 * Opens a FHIR server for one hook call. The fhir-kit-client object, which holds the token, lives as long as that call.
 * Of the client, `read`, `search` and `request` are used; never `nextPage` or `resolve`, which send the token to whatever
 * host a server names.
 */
export function openFhirAccess(options: FhirAccessOptions): FhirAccess {
  const { base, token, limits, dispatcher } = options;
  const client = new Client({ baseUrl: base.href });
  // A redirect is an answer of its own, and a failure: another host's body is no chart.
  useUndici(client, dispatcher, token);
  let callsLeft = options.maxCalls;
  let asked = false;
  let heard = false;

  function call(expectedType: string, send: Send): Promise<FhirResult> {
    return withTimeLimit(options.signal, limits.perCallTimeoutMs, (signal) => callUnder(signal, expectedType, send));
  }

  async function callUnder(signal: AbortSignal, expectedType: string, send: Send): Promise<FhirResult> {
    const started = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      if (options.tokenExpired?.() === true) return { ok: false, problem: 'token-expired' };
      if (callsLeft <= 0) return { ok: false, problem: 'fetch-failed' };
      callsLeft -= 1;
      asked = true;
      try {
        const answer = await send({ signal });
        heard = true;
        return ofType(expectedType, answer);
      } catch (error) {
        const failure = fhirFailure(error, signal.aborted);
        heard ||= failure.heard;
        const timeLeft = limits.perCallTimeoutMs - (performance.now() - started);
        const pause = failure.retryAfterMs;
        if (attempt > 1 || pause === null || pause >= timeLeft) return { ok: false, problem: failure.problem };
        await wait(pause, signal);
      }
    }
  }

  return {
    origin: base.origin,
    state() {
      if (heard) return 'heard';
      // A client that hung up says nothing about the server.
      const reason: unknown = options.signal.reason;
      const leftByClient =
        options.signal.aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');
      return asked && !leftByClient ? 'asked-not-heard' : 'not-asked';
    },
    async get(query) {
      if (!options.mayAsk(query.resourceType)) return { ok: false, problem: 'refused' };
      if (query.kind === 'search') {
        const searchParams = Object.fromEntries(
          Object.entries(query.params).map(([name, values]) => [name, [...values]]),
        );
        return call('Bundle', (init) =>
          client.search({ resourceType: query.resourceType, searchParams, options: init }),
        );
      }
      const { resourceType, id } = query;
      if (!isSafeId(id)) return { ok: false, problem: 'fetch-failed' };
      const result = await call(resourceType, (init) => client.read({ resourceType, id, options: init }));
      // "Not offered" is said of a question; here the record itself is missing.
      return !result.ok && result.problem === 'not-offered' ? { ok: false, problem: 'fetch-failed' } : result;
    },
    async page(link) {
      const url = pageInside(base, link);
      if (url === null) return { ok: false, problem: 'pages-missing' };
      return call('Bundle', (init) => client.request(url.href, { options: init }));
    },
    localId(reference, resourceType) {
      const parsed = parseReference(reference);
      if (parsed.kind !== 'literal' || parsed.type !== resourceType || !isSafeId(parsed.id)) return null;
      const absolute = URL.canParse(reference);
      return absolute && linkInside(base, reference) === null ? null : parsed.id;
    },
  };
}

/** An id such as `..` or `1/../../Observation` would change what is asked. */
function isSafeId(id: string): boolean {
  return ID.test(id) && !/^\.+$/.test(id);
}

function ofType(expectedType: string, answer: unknown): FhirResult {
  const resource = asObject(answer);
  return resource !== null && typeOf(resource) === expectedType
    ? { ok: true, resource }
    : { ok: false, problem: 'fetch-failed' };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Stands in for a server that is left alone for a moment: every question has failed before it was asked. */
export function silentAccess(origin: string): FhirAccess {
  const failed = Promise.resolve({ ok: false, problem: 'fetch-failed' } as const);
  return { origin, get: () => failed, page: () => failed, localId: () => null, state: () => 'not-asked' };
}
