import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import { dateRange, referenceLiteral, valuesAt } from './element-values.js';
import type { SearchPairs, SearchQuery } from './parse-search.js';
import type { ResourceStore } from './resource-store.js';
import type { SearchParameter } from './search-parameter-table.js';

/** Answers a search with one page: a searchset Bundle with `self`, and with `next` while there is more. */
export function runSearch(store: ResourceStore, query: SearchQuery, pairs: SearchPairs, base: string): Bundle {
  const candidates =
    query.patientId === null ? store.all(query.type) : candidatesOf(store, query.type, query.patientId);
  const found = candidates.filter((resource) => query.filters.every((matches) => matches(resource)));
  const sorted = query.sort.length === 0 ? found : found.toSorted(comparison(query));
  const page = sorted.slice(query.offset, query.offset + query.count);
  const next = query.offset + query.count;
  const link = [{ relation: 'self', url: searchUrl(base, query.type, pairs) }];
  if (query.count > 0 && next < sorted.length) {
    link.push({ relation: 'next', url: searchUrl(base, query.type, withPage(pairs, next, query.count)) });
  }
  const entry = [
    ...page.map((resource) => entryOf(base, resource, 'match')),
    ...included(store, page, query, base).map((resource) => entryOf(base, resource, 'include')),
  ];
  // R4 forbids an empty list: a Bundle without results has no entry at all.
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: sorted.length,
    link,
    ...(entry.length > 0 ? { entry } : {}),
  };
}

/** The index is by the reference as written; a Patient is not its own subject, so that type is scanned. */
function candidatesOf(store: ResourceStore, type: string, patientId: string): readonly FhirResource[] {
  return type === 'Patient' ? store.all(type) : store.ofPatient(type, patientId);
}

function entryOf(base: string, resource: FhirResource, mode: 'match' | 'include'): BundleEntry {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id ?? ''}`, resource, search: { mode } };
}

function included(
  store: ResourceStore,
  page: readonly FhirResource[],
  query: SearchQuery,
  base: string,
): readonly FhirResource[] {
  const byKey = new Map<string, FhirResource>();
  for (const path of query.includes) {
    for (const literal of page.flatMap((resource) => valuesAt(resource, path)).map(referenceLiteral)) {
      const relative = literal?.startsWith(`${base}/`) === true ? literal.slice(base.length + 1) : (literal ?? '');
      const [type = '', id = ''] = relative.split('/');
      const resource = store.read(type, id);
      if (resource !== null) byKey.set(relative, resource);
    }
  }
  return [...byKey.values()];
}

/** Sorted by each key in turn, then by id: two pages of one search never overlap. What lacks the value comes last. */
function comparison(query: SearchQuery): (a: FhirResource, b: FhirResource) => number {
  return (a, b) => {
    for (const { parameter, descending } of query.sort) {
      const [left, right] = [sortKey(a, parameter), sortKey(b, parameter)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return left < right === descending ? 1 : -1;
    }
    return (a.id ?? '') < (b.id ?? '') ? -1 : 1;
  };
}

function sortKey(resource: FhirResource, parameter: SearchParameter): number | string | null {
  const [value] = parameter.paths.flatMap((path) => valuesAt(resource, path));
  if (parameter.kind === 'date') return dateRange(value)?.from ?? null;
  return typeof value === 'string' ? value : null;
}

function withPage(pairs: SearchPairs, offset: number, count: number): SearchPairs {
  return [
    ...pairs.filter(([name]) => name !== '_offset' && name !== '_count'),
    ['_count', String(count)],
    ['_offset', String(offset)],
  ];
}

function searchUrl(base: string, type: string, pairs: SearchPairs): string {
  const query = new URLSearchParams();
  for (const [name, value] of pairs) query.append(name, value);
  return query.size === 0 ? `${base}/${type}` : `${base}/${type}?${query.toString()}`;
}
