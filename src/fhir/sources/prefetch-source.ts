import type { ProblemCode, Source } from '../../domain/fact-set.js';
import { answersQuery } from './answers-query.js';
import { readBundle } from './bundle.js';
import type { BundleContent } from './bundle.js';
import type { FhirQuery } from '../client/fhir-query.js';
import { asObject, typeOf } from '../elements/json.js';
import { SOURCE_TYPES } from './source-types.js';

/** The meanings of a prefetch key, kept apart (CDS Hooks "Providing FHIR Resources to a CDS Service"). */
export type PrefetchedSource =
  /** null, or an empty Bundle that answers our query: asked, and there is none. */
  | { readonly kind: 'absent' }
  /** Entries, and perhaps a next link. */
  | { readonly kind: 'bundle'; readonly bundle: BundleContent }
  /** Entries that are known not to be all, with no link to the rest. */
  | { readonly kind: 'part'; readonly bundle: BundleContent; readonly problem: ProblemCode }
  /** Not provided, or provided and unusable. */
  | { readonly kind: 'failed'; readonly problem: ProblemCode };

/** Finds a prefetch key. Keys typed into Epic may have a leading hyphen. */
export function prefetchValue(prefetch: ReadonlyMap<string, unknown>, source: Source): unknown {
  return prefetch.has(source) ? prefetch.get(source) : prefetch.get(`-${source}`);
}

/** Judges the value of one prefetch key; `undefined` stands for a missing key. */
export function judgePrefetch(
  value: unknown,
  source: Source,
  query: FhirQuery | null,
  patientId: string,
): PrefetchedSource {
  if (value === undefined) return { kind: 'failed', problem: 'not-provided' };
  if (value === null) return { kind: 'absent' };
  const resource = asObject(value);
  const type = resource === null ? null : typeOf(resource);
  if (resource === null || type === null) return { kind: 'failed', problem: 'fetch-failed' };
  if (type === 'OperationOutcome') return { kind: 'failed', problem: 'operation-outcome' };
  if (type === 'Bundle') return judgeBundle(readBundle(resource), source, query, patientId);
  if (query?.kind === 'read' && SOURCE_TYPES[source].includes(type)) {
    return { kind: 'bundle', bundle: { ...EMPTY, entries: [{ fullUrl: null, resource }] } };
  }
  return { kind: 'failed', problem: 'fetch-failed' };
}

function judgeBundle(
  bundle: BundleContent,
  source: Source,
  query: FhirQuery | null,
  patientId: string,
): PrefetchedSource {
  const types = SOURCE_TYPES[source];
  const matches = bundle.entries.filter(({ resource }) => types.includes(typeOf(resource) ?? '')).length;
  if (bundle.saysFailed) {
    return matches > 0
      ? { kind: 'part', bundle, problem: 'operation-outcome' }
      : { kind: 'failed', problem: 'operation-outcome' };
  }
  if (matches === 0 && bundle.next === null) {
    const isEmpty = !bundle.unreadable && (bundle.total ?? 0) === 0;
    const answered = isEmpty && answersQuery(bundle, query, types, patientId);
    return answered ? { kind: 'absent' } : { kind: 'failed', problem: 'not-an-answer' };
  }
  // Some clients strip the links: `total` is then the only sign that this is a first page.
  if (bundle.next === null && (bundle.total ?? 0) > matches) return { kind: 'part', bundle, problem: 'pages-missing' };
  return { kind: 'bundle', bundle };
}

const EMPTY: BundleContent = {
  type: null,
  entries: [],
  saysFailed: false,
  unreadable: false,
  total: null,
  self: null,
  next: null,
};
