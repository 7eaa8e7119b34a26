import type { BundleContent, BundleEntry } from '../sources/bundle.js';
import { readBundle } from '../sources/bundle.js';
import type { ProblemCode, ProblemDetail } from '../../domain/fact-set.js';
import { asObject, asString, type JsonObject, typeOf } from '../elements/json.js';
import type { FhirAccess } from './fhir-access.js';
import type { FhirQuery } from './fhir-query.js';
import type { FhirLimits } from './limits.js';

export interface Pages {
  readonly entries: readonly BundleEntry[];
  /**
   * False when a next link could not be followed to its end (refused, failed, a loop, or past the limits), when a page holds
   * something that cannot be read or nothing of what the first one held, or when the list moved while it was read.
   */
  readonly complete: boolean;
  readonly saysFailed: boolean;
  /** Entries in which nothing can be read, OperationOutcomes, and entries beyond the limit. */
  readonly unreadable: number;
  readonly messages: number;
  readonly overLimit: number;
  /** The question that the server says it has answered, by its first page. */
  readonly self: string | null;
}

/**
 * Follows `Bundle.link[next]` from a first page, within the limits.
 * @param access null when nothing may be fetched; then a next link means that pages are missing
 */
export async function collectPages(
  first: BundleContent,
  access: Pick<FhirAccess, 'page'> | null,
  limits: Pick<FhirLimits, 'maxPages' | 'maxEntries'>,
): Promise<Pages> {
  if (first.next === null) return onlyPage(first, limits.maxEntries);
  const entries = [...first.entries];
  const seen = new Set<string>();
  let saysFailed = first.saysFailed;
  let next: string | null = first.next;
  let complete = true;
  let { unreadable, messages, isPart } = first;
  const goesOn = listBegunBy(first.entries);
  for (let pages = 1; next !== null; pages += 1) {
    complete = false;
    if (access === null || pages >= limits.maxPages || entries.length >= limits.maxEntries || seen.has(next)) break;
    seen.add(next);
    const result = await access.page(next);
    if (!result.ok) break;
    const page = readBundle(result.resource);
    // Not spread: an answer may hold more entries than a call takes arguments.
    for (const entry of page.entries) entries.push(entry);
    saysFailed ||= page.saysFailed;
    unreadable += page.unreadable;
    messages += page.messages;
    isPart ||= page.isPart || !goesOn(page.entries);
    next = page.next;
    complete = true;
  }
  const overLimit = Math.max(0, entries.length - limits.maxEntries);
  if (overLimit > 0) entries.length = limits.maxEntries;
  const isAll = complete && overLimit === 0 && unreadable === 0 && !isPart;
  return { entries, complete: isAll, saysFailed, unreadable, messages, overLimit, self: first.self };
}

/**
 * Tells whether a page goes on with the list that the first began: with records of the same type, each for the first time. A record
 * that comes again says that the list moved by one meanwhile, and what moved it was never seen. A first page of several types does
 * not tell which of them was asked for.
 */
function listBegunBy(first: readonly BundleEntry[]): (entries: readonly BundleEntry[]) => boolean {
  const [type, ...others] = new Set(first.map(({ resource }) => typeOf(resource)));
  if (type === undefined || others.length > 0) return () => true;
  const seen = new Set<string>();
  const take = (entries: readonly BundleEntry[]): boolean => {
    const ours = entries.filter(({ resource }) => typeOf(resource) === type);
    const keys = ours.flatMap(({ resource, isIncluded }) => (isIncluded === true ? [] : (keyOf(resource) ?? [])));
    const isNew = !keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isNew && (entries.length === 0 || ours.length > 0);
  };
  take(first);
  return take;
}

function keyOf({ id, meta }: JsonObject): string | null {
  const name = asString(id);
  return name === null ? null : `${name}/${asString(asObject(meta)?.versionId) ?? ''}`;
}

/** @param maxEntries of which the page may hold more */
export function onlyPage(page: BundleContent, maxEntries: number): Pages {
  const { entries, saysFailed, unreadable, messages, isPart, self } = page;
  const overLimit = Math.max(0, entries.length - maxEntries);
  return {
    entries: overLimit === 0 ? entries : entries.slice(0, maxEntries),
    complete: overLimit === 0 && unreadable === 0 && !isPart,
    saysFailed,
    unreadable,
    messages,
    overLimit,
    self,
  };
}

export type SearchQuery = FhirQuery & { readonly kind: 'search' };

export type Searched =
  | {
      readonly ok: true;
      readonly pages: Pages;
      /** How many the server says there are; null where it does not. */
      readonly total: number | null;
      /** Why a part of the question was not answered; null where all of it was. */
      readonly problem: ProblemCode | null;
    }
  | ({ readonly ok: false; readonly problem: ProblemCode } & ProblemDetail);

/**
 * Asks a search to its end. Where the server takes only so many codes at once, it is asked in several searches, each of which
 * has its pages.
 * @returns not ok when no part of the question was answered
 */
export async function searchAll(
  query: SearchQuery,
  access: FhirAccess,
  limits: Pick<FhirLimits, 'maxPages' | 'maxEntries'>,
): Promise<Searched> {
  const parts = await Promise.all(
    splitByCodes(query, access.codesMax).map(async (part) => {
      const result = await access.get(part);
      if (!result.ok) return result;
      const first = readBundle(result.resource);
      return { ok: true, first, pages: await collectPages(first, access, limits) } as const;
    }),
  );
  const answered = parts.filter((part) => part.ok);
  const [failure] = parts.filter((part) => !part.ok);
  if (answered.length === 0 && failure !== undefined) return failure;
  const totals = answered.map(({ first }) => first.total);
  return {
    ok: true,
    pages: {
      entries: answered.flatMap(({ pages }) => pages.entries),
      complete: failure === undefined && answered.every(({ pages }) => pages.complete),
      saysFailed: answered.some(({ pages }) => pages.saysFailed),
      unreadable: sumOf(answered.map(({ pages }) => pages.unreadable)),
      messages: sumOf(answered.map(({ pages }) => pages.messages)),
      overLimit: sumOf(answered.map(({ pages }) => pages.overLimit)),
      self: answered[0]?.pages.self ?? null,
    },
    total: totals.every((total) => total === null) ? null : sumOf(answered.map(countOf)),
    problem: failure?.problem ?? null,
  };
}

/** How many the server says that there are; where it does not, as many as came. */
function countOf({ first, pages }: { readonly first: BundleContent; readonly pages: Pages }): number {
  return first.total ?? pages.entries.filter(({ isIncluded }) => isIncluded !== true).length;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Lists in a search that may be asked in parts: each of their members is an alternative. */
const LISTS: readonly string[] = ['code', '_id'];

function splitByCodes(query: SearchQuery, codesMax: number | null): readonly SearchQuery[] {
  const name = LISTS.find((each) => query.params[each]?.length === 1);
  const codes = name === undefined ? [] : (query.params[name]?.[0]?.split(',') ?? []);
  if (name === undefined || codesMax === null || codes.length <= codesMax) return [query];
  const parts = Array.from({ length: Math.ceil(codes.length / codesMax) }, (_, index) =>
    codes.slice(index * codesMax, (index + 1) * codesMax),
  );
  return parts.map((part) => ({ ...query, params: { ...query.params, [name]: [part.join(',')] } }));
}
