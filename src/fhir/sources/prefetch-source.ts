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
import { answersQuery } from './self-link.js';
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

const EMPTY = readList([]);
const MISSING: OpenedPrefetch = { shape: 'missing', content: EMPTY };
const NULL: OpenedPrefetch = { shape: 'null', content: EMPTY };
const UNUSABLE: OpenedPrefetch = { shape: 'unusable', content: EMPTY };

/** Takes the value of one prefetch key apart; `undefined` stands for a missing key. */
export function openPrefetch(value: unknown): OpenedPrefetch {
  if (value === undefined) return MISSING;
  if (value === null) return NULL;
  if (Array.isArray(value)) return { shape: 'list', content: readList(value) };
  const resource = asObject(value);
  if (resource === null) return UNUSABLE;
  const type = typeOf(resource);
  // Without its type it is still a Bundle to whoever looks at it.
  if (type === null && resource.entry !== undefined) return { shape: 'list', content: readBundle(resource) };
  if (type === null) return UNUSABLE;
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

/** How many entries are of one of these types; of those that were sent along only where there is no other. */
export function countOfTypes({ entries }: Pick<Received, 'entries'>, types: readonly string[]): number {
  let count = 0;
  let included = 0;
  for (const { resource, isIncluded } of entries) {
    if (!types.includes(typeOf(resource) ?? '')) continue;
    if (isIncluded === true) included += 1;
    else count += 1;
  }
  return count === 0 ? included : count;
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
  let openedOrders: readonly BundleEntry[] | null = null;
  const prefetch = (key: string): OpenedPrefetch => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const value = openPrefetch(request.prefetch.get(key));
    opened.set(key, value);
    return value;
  };
  const orders = () =>
    (openedOrders ??= request.orders.map(({ fullUrl, resource }) => ({ fullUrl, resource: asObject(resource) ?? {} })));
  return { prefetch, orders, entries: () => entriesOf(request, prefetch, orders) };
}

function* entriesOf(
  request: HookRequest,
  prefetch: OpenedRequest['prefetch'],
  orders: OpenedRequest['orders'],
): Generator<BundleEntry> {
  yield* orders();
  for (const key of request.prefetch.keys()) yield* prefetch(key).content.entries;
}

/** Everything FHIR that came with the hook request itself. */
export function hookResources(request: HookRequest): readonly BundleEntry[] {
  return [...openRequest(request).entries()];
}
