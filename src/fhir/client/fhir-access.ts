import { Client } from 'fhir-kit-client';
import type { Dispatcher } from 'undici';
import { typeNameIn } from '../../cds-hooks/discovery/release-spelling.js';
import type { FhirRelease } from '../../domain/card-context.js';
import type { ProblemCode, ProblemDetail } from '../../domain/fact-set.js';
import type { SearchLimits } from '../../domain/service-definition.js';
import { asObject, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { parseReference } from '../elements/references.js';
import { baseKey, linkInside, pageInside } from './base-url.js';
import { fhirFailure, type FhirFailure, type Unheard } from './fhir-failure.js';
import type { FhirQuery } from './fhir-query.js';
import type { FhirServer } from './fhir-servers.js';
import type { FhirLimits } from './limits.js';
import { askRelease, type ReleaseHints } from './server-release.js';
import { type Answer, search } from './search.js';
import { wait, withTimeLimit } from './time-limit.js';
import { useUndici } from './undici-transport.js';

export type FhirResult =
  | { readonly ok: true; readonly resource: JsonObject }
  | ({ readonly ok: false; readonly problem: ProblemCode } & ProblemDetail);

/** The only way out to a FHIR server, for one hook call. Remote faults come back as values. */
export interface FhirAccess {
  /** The FHIR base, as it is told apart from others. */
  readonly base: string;
  /**
   * Reads or searches, in R4 spelling; the server is asked in its own. A search answers with a Bundle, a read with the resource
   * type asked for, else it has failed.
   */
  get(query: FhirQuery): Promise<FhirResult>;
  /** The page behind `Bundle.link[next]`, asked of the base whatever host the link names; see `pageInside`. */
  page(link: string): Promise<FhirResult>;
  /** The id in a reference to this server (`Medication/1`, or an absolute one inside the base); null for any other. */
  localId(reference: string, resourceType: string): string | null;
  /** Whether the server was asked in this hook call, and whether any HTTP answer came back. */
  state(): 'not-asked' | 'asked-not-heard' | 'heard';
  /** Why the last call that was not heard failed; null where none did. */
  unheard(): Unheard | null;
  /** Codes that one search may list; null: no limit known. */
  readonly codesMax: number | null;
  /**
   * The same server, for what is asked only with what is left: it waits for `others` to end and leaves a few calls for
   * what comes after them.
   */
  after(others: Promise<unknown>): FhirAccess;
}

export interface FhirAccessOptions {
  readonly server: FhirServer;
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
  /** What the profile of its EHR says that a search may hold; without it, the settings of the server count. */
  readonly searchLimits?: SearchLimits;
  /** What the client's own resources tell of the release; looked at where the server is asked. */
  readonly release?: () => ReleaseHints;
  /** From 0 to 1; for pauses. */
  readonly random?: () => number;
}

type Send = (init: { signal: AbortSignal }) => Promise<unknown>;

/** FHIR allows 64 characters; Epic's ids are longer. */
const ID = /^[A-Za-z0-9\-.]{1,256}$/;
/** A pool can hold more than one connection that the server has closed meanwhile. */
const MAX_STALE = 2;
/** Calls that optional questions leave for what follows from the required ones: the Medications that orders refer to. */
const KEPT_CALLS = 3;

/**
 * Opens a FHIR server for one hook call. The fhir-kit-client object, which holds the token, lives as long as that call.
 * Of the client, `read`, `search` and `request` are used; never `nextPage` or `resolve`, which send the token to whatever
 * host a server names.
 */
export function openFhirAccess(options: FhirAccessOptions): FhirAccess {
  const { server, token, limits, random = Math.random } = options;
  const { base, learned, slots, settings } = server;
  // A limit of the EHR's profile comes with the call, one of the server with its entry.
  const searchLimits = options.searchLimits ?? settings;
  const client = new Client({ baseUrl: base.href });
  // A redirect is an answer of its own, and a failure: another host's body is no chart.
  useUndici(client, settings.dispatcher ?? options.dispatcher, token);
  let callsLeft = options.maxCalls;
  let retriesLeft = limits.maxRetries;
  let asked = false;
  let heard = false;
  let unheard: Unheard | null = null;

  async function sendOnce(signal: AbortSignal, send: Send, keep: number, isRetry = false): Promise<unknown> {
    const give = await slots.take(signal);
    if (give === null) throw new NotSent('timeout');
    try {
      // Looked at when it is our turn: others may have used up the calls, and the token's life, meanwhile.
      if (options.tokenExpired?.() === true) throw new NotSent('token-expired');
      if (!isRetry && callsLeft <= keep) throw new NotSent('fetch-failed');
      if (isRetry) retriesLeft -= 1;
      else callsLeft -= 1;
      asked = true;
      return await send({ signal });
    } finally {
      give();
    }
  }

  async function callUnder(signal: AbortSignal, expectedType: string, send: Send, keep: number): Promise<Answer> {
    const started = performance.now();
    let stale = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await sendOnce(signal, send, keep, attempt + stale > 1);
        heard = true;
        return ofType(expectedType, answer);
      } catch (error) {
        if (error instanceof NotSent) return failed({ ...NOT_HEARD, problem: error.problem });
        const failure = fhirFailure(error, signal.aborted, random);
        heard ||= failure.heard;
        const { problem, fault } = failure;
        if (!failure.heard) unheard = fault === null ? { problem } : { problem, fault };
        if (failure.status === 429) slots.tooMany();
        const timeLeft = limits.perCallTimeoutMs - (performance.now() - started);
        const pause = failure.retryAfterMs;
        if (failure.staleConnection && stale < MAX_STALE) {
          stale += 1;
          attempt -= 1;
        } else if (attempt > 1) return failed(failure);
        if (pause === null || pause >= timeLeft || retriesLeft <= 0) return failed(failure);
        if (pause > 0) await wait(pause, signal);
      }
    }
  }

  function call(expectedType: string, send: Send, keep: number): Promise<Answer> {
    return withTimeLimit(options.signal, limits.perCallTimeoutMs, (signal) =>
      callUnder(signal, expectedType, send, keep),
    );
  }

  /** The release that the server speaks, asked for only where somebody needs to know. */
  const release = (): Promise<FhirRelease> =>
    askRelease(server, options.release?.(), async () => {
      const read: Send = (init) => client.request('metadata', { options: init });
      const limit = Math.ceil(limits.perCallTimeoutMs / 3);
      return withTimeLimit(options.signal, limit, async (signal) => {
        const statement = await sendOnce(signal, read, 0).catch((error: unknown) => {
          const failure = error instanceof NotSent ? null : fhirFailure(error, signal.aborted, random);
          heard ||= failure?.heard ?? false;
          return doesNotTell(failure?.status ?? null) ? 'unknown' : null;
        });
        heard ||= asObject(statement) !== null;
        return statement;
      });
    });

  async function read(resourceType: string, id: string, keep: number): Promise<FhirResult> {
    if (!isSafeId(id)) return { ok: false, problem: 'fetch-failed' };
    const result = await call(resourceType, (init) => client.read({ resourceType, id, options: init }), keep);
    // "Not offered" is said of a question; here the record itself is missing.
    return !result.ok && result.problem === 'not-offered' ? { ok: false, problem: 'fetch-failed' } : toResult(result);
  }

  function ask(query: FhirQuery, keep: number): Promise<FhirResult> {
    if (query.kind === 'read') return read(query.resourceType, query.id, keep);
    const { urlMax } = searchLimits;
    const ways = { learned, urlMax, base, release, isSettled: settings.release !== null };
    return search(query, ways, ({ resourceType, params }, postSearch) => {
      const searchParams = Object.fromEntries(Object.entries(params).map(([name, values]) => [name, [...values]]));
      const send: Send = (init) =>
        client.search({ resourceType, searchParams, options: postSearch ? { ...init, postSearch } : init });
      return call('Bundle', send, keep);
    }).then(toResult);
  }

  function view(others: Promise<unknown> | null, keep: number): FhirAccess {
    return {
      base: baseKey(base),
      codesMax: searchLimits.codesMax,
      state() {
        if (heard) return 'heard';
        // A client that hung up says nothing about the server.
        const reason: unknown = options.signal.reason;
        const leftByClient =
          options.signal.aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');
        return asked && !leftByClient ? 'asked-not-heard' : 'not-asked';
      },
      unheard: () => unheard,
      async get(query) {
        if (!mayAsk(query.resourceType)) return { ok: false, problem: 'refused' };
        await others;
        return ask(query, keep);
      },
      async page(link) {
        const url = pageInside(base, link);
        if (url === null) return { ok: false, problem: 'pages-missing' };
        await others;
        return toResult(await call('Bundle', (init) => client.request(url.href, { options: init }), keep));
      },
      localId(reference, resourceType) {
        const parsed = parseReference(reference);
        if (parsed.kind !== 'literal' || parsed.type !== resourceType || !isSafeId(parsed.id)) return null;
        const absolute = URL.canParse(reference);
        return absolute && linkInside(base, reference) === null ? null : parsed.id;
      },
      after: (promise) => view(Promise.all([others, promise.catch(() => undefined)]), Math.max(keep, KEPT_CALLS)),
    };
  }

  /** Scopes name a type as its release does. */
  function mayAsk(resourceType: string): boolean {
    const names = new Set((['R4', 'STU3', 'DSTU2'] as const).map((each) => typeNameIn(each, resourceType)));
    return [...names].some((name) => options.mayAsk(name));
  }

  return view(null, 0);
}

/** Nobody was asked, and why. */
class NotSent extends Error {
  constructor(readonly problem: ProblemCode) {
    super('Nobody was asked.');
  }
}

/** Whether the answer to `/metadata` would be the same the next time, and not one of a bad moment. */
function doesNotTell(status: number | null): boolean {
  return status !== null && (status < 500 || status === 501) && status !== 429;
}

/** An id such as `..` or `1/../../Observation` would change what is asked. */
function isSafeId(id: string): boolean {
  return ID.test(id) && !/^\.+$/.test(id);
}

const NOT_HEARD = { fault: null, status: null, named: [] } as const;

function failed({
  problem,
  fault,
  status,
  named,
}: Pick<FhirFailure, 'problem' | 'fault' | 'status' | 'named'>): Answer {
  return { ok: false, problem, fault, status, named };
}

function ofType(expectedType: string, answer: unknown): Answer {
  const resource = asObject(answer);
  return resource !== null && typeOf(resource) === expectedType
    ? { ok: true, resource }
    : failed({ ...NOT_HEARD, problem: 'fetch-failed' });
}

function toResult(answer: Answer): FhirResult {
  if (answer.ok) return answer;
  const [parameter] = answer.named;
  const { problem, fault } = answer;
  return {
    ok: false,
    problem,
    ...(parameter === undefined ? {} : { parameter }),
    ...(fault === null ? {} : { fault }),
  };
}

/**
 * Stands in for a server that is left alone for a moment: every question has failed before it was asked, for the reason for which
 * the server was left alone.
 */
export function silentAccess({ base }: Pick<FhirAccess, 'base'>, why: Unheard | null = null): FhirAccess {
  const failure = Promise.resolve({ ok: false, problem: 'fetch-failed', ...why } as const);
  const access: FhirAccess = {
    base,
    codesMax: null,
    get: () => failure,
    page: () => failure,
    localId: () => null,
    state: () => 'not-asked',
    unheard: () => null,
    after: () => access,
  };
  return access;
}
