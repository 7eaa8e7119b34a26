import type { ProblemCode, Source } from '../../domain/fact-set.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { FhirQuery } from '../client/fhir-query.js';
import { asObject, typeOf } from '../elements/json.js';
import {
  type BundleContent,
  type BundleEntry,
  NOTHING_RECEIVED,
  readBundle,
  readList,
  type Received,
  received,
} from './bundle.js';
import { SOURCE_TYPES } from './source-types.js';

/** The meanings of a prefetch key, kept apart (CDS Hooks "Providing FHIR Resources to a CDS Service"). */
export type PrefetchedSource =
  /** null, or an empty Bundle that answers our query: asked, and there is none. `self` is the question that was answered. */
  | { readonly kind: 'absent'; readonly received: Received; readonly self: string | null }
  /** Entries, and perhaps a next link. */
  | { readonly kind: 'bundle'; readonly bundle: BundleContent }
  /** Entries that are known not to be all, with no link to the rest. */
  | { readonly kind: 'part'; readonly received: Received; readonly problem: ProblemCode }
  /** Not provided, or provided and unusable. */
  | { readonly kind: 'failed'; readonly received: Received; readonly problem: ProblemCode };

/** One prefetch value, taken apart. */
interface OpenedPrefetch {
  readonly shape: 'missing' | 'null' | 'message' | 'bundle' | 'list' | 'resource' | 'unusable';
  readonly content: BundleContent;
}

/** Finds a prefetch key. Keys typed into Epic may have a leading hyphen. */
export function prefetchKey(prefetch: ReadonlyMap<string, unknown>, source: Source): string {
  return prefetch.has(source) ? source : `-${source}`;
}

/** Takes the value of one prefetch key apart; `undefined` stands for a missing key. */
export function openPrefetch(value: unknown): OpenedPrefetch {
  if (value === undefined) return { shape: 'missing', content: readList([]) };
  if (value === null) return { shape: 'null', content: readList([]) };
  if (Array.isArray(value)) return { shape: 'list', content: readList(value) };
  const resource = asObject(value);
  if (resource === null) return { shape: 'unusable', content: readList([]) };
  const type = typeOf(resource);
  // Without its type it is still a Bundle to whoever looks at it.
  if (type === null && resource.entry !== undefined) return { shape: 'list', content: readBundle(resource) };
  if (type === null) return { shape: 'unusable', content: readList([]) };
  if (type === 'Bundle') return { shape: 'bundle', content: readBundle(resource) };
  return { shape: type === 'OperationOutcome' ? 'message' : 'resource', content: readList([resource]) };
}

/** Judges the value of one prefetch key. */
export function judgePrefetch(
  { shape, content }: OpenedPrefetch,
  source: Source,
  query: FhirQuery | null,
  patientId: string,
): PrefetchedSource {
  const failed = (problem: ProblemCode) => ({ kind: 'failed', received: received(content), problem }) as const;
  switch (shape) {
    case 'missing':
      return failed('not-provided');
    case 'null':
      return { kind: 'absent', received: NOTHING_RECEIVED, self: null };
    case 'message':
      return failed('operation-outcome');
    case 'unusable':
      return failed('fetch-failed');
    case 'bundle':
      return judgeBundle(content, source, query, patientId);
    case 'list':
    case 'resource': {
      const matches = countOfTypes(content, SOURCE_TYPES[source]);
      if (matches === 0) return failed('fetch-failed');
      // What it holds is read; that it is all there is, nobody has said - but for a read, which asks for one resource.
      return shape === 'resource' && query?.kind === 'read'
        ? { kind: 'bundle', bundle: content }
        : { kind: 'part', received: received(content), problem: 'not-an-answer' };
    }
  }
}

function judgeBundle(
  bundle: BundleContent,
  source: Source,
  query: FhirQuery | null,
  patientId: string,
): PrefetchedSource {
  const types = SOURCE_TYPES[source];
  const matches = countOfTypes(bundle, types);
  const came = received(bundle);
  if (bundle.saysFailed) {
    return { kind: matches > 0 ? 'part' : 'failed', received: came, problem: 'operation-outcome' };
  }
  if (matches === 0 && bundle.next === null) {
    const isEmpty = bundle.unreadable === 0 && !bundle.isPart && (bundle.total ?? 0) === 0;
    return isEmpty && answersQuery(bundle, query, types, patientId)
      ? { kind: 'absent', received: came, self: bundle.self }
      : { kind: 'failed', received: came, problem: 'not-an-answer' };
  }
  // Some clients strip the links: `total` is then the only sign that this is a first page.
  if (bundle.isPart || (bundle.next === null && (bundle.total ?? 0) > matches)) {
    return { kind: 'part', received: came, problem: 'pages-missing' };
  }
  return { kind: 'bundle', bundle };
}

/** How many entries are of one of these types. */
export function countOfTypes({ entries }: Pick<Received, 'entries'>, types: readonly string[]): number {
  let count = 0;
  for (const { resource } of entries) if (types.includes(typeOf(resource) ?? '')) count += 1;
  return count;
}

type Search = FhirQuery & { readonly kind: 'search' };

/** A longer link is not looked at: no server's own is a tenth of it. */
const LONGEST_LINK = 16_384;

/**
 * Whether a prefetched Bundle without a fitting entry means "there is none" (docs/clinical/facts.md#empty-answers: "An
 * empty Bundle counts as absent only if it answers our query"). A lenient server answers a query with an unresolved
 * `{{token}}` with an empty Bundle too; its self link gives it away.
 * @param query what we would have asked; null when that cannot be told
 */
function answersQuery(
  bundle: Pick<BundleContent, 'self' | 'type'>,
  query: FhirQuery | null,
  types: readonly string[],
  patientId: string,
): boolean {
  if (query?.kind !== 'search') return false;
  if (bundle.self === null) return bundle.type === 'searchset';
  const self = readSelf(bundle.self);
  if (self === null) return false;
  const path = self.pathname.split('/').filter((segment) => segment !== '' && segment !== '_search');
  if (!types.includes(path.at(-1) ?? '')) return false;
  return namesPatient(self.searchParams, path, patientId) && sharesCode(self.searchParams, query);
}

/**
 * Whether the question that was answered had limits that "all there is" has not: a date or a status in our own template, or
 * any search parameter in the self link that we did not send. Then an empty answer does not say that there is none.
 */
export function isNarrower(self: string | null, query: FhirQuery | null): boolean {
  if (query?.kind !== 'search') return false;
  for (const name in query.params) if (LIMITS_IN_TEMPLATE.has(baseName(name))) return true;
  if (self === null || self.length > LONGEST_LINK) return false;
  const names = plainNames(self) ?? [...(readSelf(self)?.searchParams.keys() ?? [])].map(baseName);
  for (const name of names) if (isLimit(name, query)) return true;
  return false;
}

/** The beginning of a link that certainly is one. What is spelt in other ways is taken apart by `URL`. */
const PLAIN_LINK = /^https?:\/\/(?!xn--)[a-z][a-z0-9-]*(?:\.(?!xn--)[a-z][a-z0-9-]*)*(?::\d{1,4})?\/[\w./-]*\?/i;
const NAME = /^[\w-]*$/;

/**
 * The names of the parameters of a link in which none has to be decoded, without taking it apart: every source of every call has
 * such a link. null for any other.
 */
function plainNames(link: string): readonly string[] | null {
  if (!PLAIN_LINK.test(link) || /[#{]|%7b/i.test(link)) return null;
  const names: string[] = [];
  for (let at = link.indexOf('?') + 1; ;) {
    const next = link.indexOf('&', at);
    const end = next === -1 ? link.length : next;
    const equals = link.indexOf('=', at);
    const name = link.slice(at, equals === -1 || equals > end ? end : equals);
    const base = baseName(name);
    if (!NAME.test(base)) return null;
    if (end > at) names.push(base);
    if (next === -1) return names;
    at = next + 1;
  }
}

function isLimit(base: string, query: Search): boolean {
  return (LIMITS_IN_TEMPLATE.has(base) || OTHER_LIMITS.has(base)) && !isOurs(base, query);
}

function isOurs(base: string, { params }: Search): boolean {
  for (const name in params) if (baseName(name) === base) return true;
  return false;
}

/** Times and statuses, by their names in R4 and before. */
const LIMITS_IN_TEMPLATE: ReadonlySet<string> = new Set([
  ...['date', '_lastupdated', 'authoredon', 'authored', 'datewritten', 'effective', 'effective-time', 'effectivetime'],
  ...['whenhandedover', 'whenprepared', 'onset-date', 'onset', 'recorded-date', 'date-recorded', 'asserted-date'],
  ...['period', 'occurrence', 'performed', 'abatement-date', 'status', 'clinical-status', 'clinicalstatus'],
]);

/** What else a FHIR search may be narrowed by; the parameters by which servers turn pages are none of these. */
const OTHER_LIMITS: ReadonlySet<string> = new Set([
  ...['category', 'encounter', 'context', 'performer', 'requester', 'author', 'specimen', 'device', 'method', 'intent'],
  ...[
    'value-quantity',
    'value-string',
    'value-concept',
    'verification-status',
    'medication',
    'criticality',
    'type',
    '_id',
  ],
]);

function baseName(name: string): string {
  const end = name.search(/[:.]/);
  return (end < 0 ? name : name.slice(0, end)).toLowerCase();
}

function readSelf(link: string): URL | null {
  if (link.length > LONGEST_LINK || /\{\{|%7b%7b/i.test(link)) return null;
  const base = 'http://self.invalid/';
  try {
    return new URL(link, base);
  } catch {
    return null;
  }
}

function namesPatient(params: URLSearchParams, path: readonly string[], patientId: string): boolean {
  if (path.at(-3) === 'Patient' && path.at(-2) === patientId) return true;
  const values = ['patient', 'subject', 'patient:Patient', 'subject:Patient'].flatMap((name) => params.getAll(name));
  return values.length > 0 && values.every((value) => value === patientId || value.endsWith(`Patient/${patientId}`));
}

/** Without a `code` the question was wider than ours, which is as good. */
function sharesCode(params: URLSearchParams, query: Search): boolean {
  const values = params.getAll('code');
  // Most servers repeat the question as it was asked, and it may name hundreds of codes.
  if (values.length === 0 || query.params.code?.includes(values[0] ?? '') === true) return true;
  const asked = codesIn(values);
  const ours = new Set(codesIn(query.params.code ?? []));
  return asked.length === 0 || ours.size === 0 || asked.some((code) => ours.has(code));
}

/** `system|code,code` to bare codes. */
function codesIn(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((token) => token.slice(token.lastIndexOf('|') + 1));
}

/** What came with a hook request, each prefetch value taken apart once and when somebody looks. */
export interface OpenedRequest {
  /** @param key of the prefetch, as sent */
  prefetch(key: string): OpenedPrefetch;
  orders(): readonly BundleEntry[];
  /** The orders, then whatever any prefetch key holds. */
  entries(): Iterable<BundleEntry>;
}

export function openRequest(request: HookRequest): OpenedRequest {
  const opened = new Map<string, OpenedPrefetch>();
  const prefetch = (key: string): OpenedPrefetch => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const value = openPrefetch(request.prefetch.get(key));
    opened.set(key, value);
    return value;
  };
  const orders = () => request.orders.map(({ fullUrl, resource }) => ({ fullUrl, resource: asObject(resource) ?? {} }));
  return {
    prefetch,
    orders,
    *entries() {
      yield* orders();
      for (const key of request.prefetch.keys()) yield* prefetch(key).content.entries;
    },
  };
}

/** Everything FHIR that came with the hook request itself. */
export function hookResources(request: HookRequest): readonly BundleEntry[] {
  return [...openRequest(request).entries()];
}
