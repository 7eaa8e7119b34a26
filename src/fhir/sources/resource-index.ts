import type { JsonObject } from '../../domain/json.js';
import { asCode, asObject, asString, objectsIn, typeOf } from '../elements/json.js';
import { parseReference } from '../elements/references.js';
import type { BundleEntry } from './bundle.js';

/** The resources at hand, by what refers to them. Nothing is fetched. */
export interface ResourceIndex {
  /** @param from the resource that holds the reference, whose `contained` is searched for `#id` */
  find(reference: string, from: JsonObject): JsonObject | null;
  /** The work of the first question, in pieces: for whoever has many resources and lets others have a turn between. */
  prepare(): Generator<void, void>;
  /** Whether the same record (type and id) is at hand in a newer version. */
  isEarlierVersion(resource: JsonObject): boolean;
}

interface Keyed {
  /** By type, then by id: the newest version. A key of both would be a text made for every resource. */
  readonly byType: ReadonlyMap<string, ReadonlyMap<string, BundleEntry>>;
  readonly earlier: ReadonlySet<JsonObject> | null;
}

/**
 * Indexes entries by `Type/id`, of which the newest version is kept, and by fullUrl. The work is done at the first question
 * that needs it: an order that names its drug in place asks none, and hardly any chart has a reference by fullUrl.
 */
export function indexResources(entries: Iterable<BundleEntry>): ResourceIndex {
  let keyed: Keyed | null = null;
  const contained = containedIndex();
  let fullUrls: ReadonlyMap<string, JsonObject> | null = null;
  const ready = (): Keyed => (keyed ??= drained(keyEntries(entries)));
  const byIdentity = (type: string, id: string) => ready().byType.get(type)?.get(id)?.resource ?? null;
  const byUrl = (url: string) => (fullUrls ??= urlsOf(entries)).get(url) ?? null;
  return {
    prepare: () => prepared(keyed, entries, (made) => (keyed = made)),
    find(reference, from) {
      const parsed = parseReference(reference);
      if (parsed.kind === 'contained') return contained(from, parsed.id);
      if (parsed.kind === 'literal' && isRelative(reference, parsed)) {
        return byIdentity(parsed.type, parsed.id) ?? byUrl(reference);
      }
      // What refers to something in another way names a fullUrl, or its tail says what it is.
      const exact = byUrl(reference);
      if (exact !== null) return exact;
      if (parsed.kind === 'literal') return byIdentity(parsed.type, parsed.id) ?? byUrl(`${parsed.type}/${parsed.id}`);
      const slash = reference.indexOf('/');
      return slash < 0 ? null : byIdentity(reference.slice(0, slash), reference.slice(slash + 1));
    },
    isEarlierVersion: (resource) => ready().earlier?.has(resource) === true,
  };
}

function* prepared(
  known: Keyed | null,
  entries: Iterable<BundleEntry>,
  keep: (made: Keyed) => void,
): Generator<void, void> {
  if (known === null) keep(yield* keyEntries(entries));
}

/** `Type/id` and nothing else. */
function isRelative(reference: string, { type, id }: { readonly type: string; readonly id: string }): boolean {
  return reference.length === type.length + 1 + id.length && reference.startsWith(type);
}

function urlsOf(entries: Iterable<BundleEntry>): ReadonlyMap<string, JsonObject> {
  const urls = new Map<string, JsonObject>();
  for (const { fullUrl, resource } of entries) if (fullUrl !== null && !urls.has(fullUrl)) urls.set(fullUrl, resource);
  return urls;
}

function drained<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Entries that are indexed before others may have a turn. */
const PIECE = 250;

function* keyEntries(entries: Iterable<BundleEntry>): Generator<void, Keyed> {
  let count = 0;
  const byType = new Map<string, Map<string, BundleEntry>>();
  /** By the first version that came. */
  let versions: Map<BundleEntry, JsonObject[]> | null = null;
  for (const entry of entries) {
    const { resource } = entry;
    count += 1;
    if (count % PIECE === 0) yield;
    const type = typeOf(resource);
    const id = asString(resource.id);
    if (type === null || id === null) continue;
    const known = byType.get(type);
    const ids = known ?? new Map<string, BundleEntry>();
    if (known === undefined) byType.set(type, ids);
    const first = ids.get(id);
    if (first === undefined) ids.set(id, entry);
    else if (first.resource !== resource && !isOfAnotherServer(entry, first)) {
      versions ??= new Map();
      const copies = versions.get(first);
      if (copies === undefined) versions.set(first, [resource]);
      else copies.push(resource);
    }
  }
  if (versions === null) return { byType, earlier: null };
  const earlier = new Set<JsonObject>();
  for (const [first, others] of versions) {
    let newest = first.resource;
    for (const copy of others) {
      if (isNewer(copy, newest)) newest = copy;
      yield;
    }
    byType.get(typeOf(newest) ?? '')?.set(asString(newest.id) ?? '', { ...first, resource: newest });
    for (const copy of [first.resource, ...others]) {
      if (isNewer(newest, copy)) earlier.add(copy);
      yield;
    }
  }
  return { byType, earlier };
}

/** Ids are given by a server: what two servers call 7 is two records (exchanges gather from several). */
function isOfAnotherServer(a: BundleEntry, b: BundleEntry): boolean {
  const [ours, theirs] = [serverOf(a), serverOf(b)];
  return ours !== null && theirs !== null && ours !== theirs;
}

const HTTP = /^https?:\/\//i;

function serverOf({ fullUrl, resource }: BundleEntry): string | null {
  const tail = `/${typeOf(resource) ?? ''}/${asString(resource.id) ?? ''}`;
  const at = fullUrl === null || !HTTP.test(fullUrl) ? -1 : fullUrl.lastIndexOf(tail);
  return fullUrl === null || at < 0 ? null : fullUrl.slice(0, at).toLowerCase();
}

/**
 * Whether `a` is a later version of the record than `b`: by `meta.lastUpdated`, by a counting `versionId`, else by the order
 * in which a result goes through its statuses. Where nothing tells, neither is.
 */
function isNewer(a: JsonObject, b: JsonObject): boolean {
  const [updatedA, updatedB] = [lastUpdated(a), lastUpdated(b)];
  if (updatedA !== updatedB && !Number.isNaN(updatedA - updatedB)) return updatedA > updatedB;
  const [versionA, versionB] = [versionOf(a), versionOf(b)];
  if (versionA !== null && versionB !== null && versionA !== versionB) return versionA > versionB;
  const [stepA, stepB] = [STEPS.get(asCode(a.status) ?? ''), STEPS.get(asCode(b.status) ?? '')];
  return stepA !== undefined && stepB !== undefined && stepA > stepB;
}

/** FHIR "observation-status": a result goes this way and never back. */
const STEPS: ReadonlyMap<string, number> = new Map([
  ['registered', 0],
  ['preliminary', 1],
  ['final', 2],
  ['amended', 3],
  ['corrected', 3],
  ['cancelled', 4],
  ['entered-in-error', 4],
]);

function lastUpdated(resource: JsonObject): number {
  return Date.parse(asString(asObject(resource.meta)?.lastUpdated) ?? '');
}

function versionOf(resource: JsonObject): number | null {
  const version = asString(asObject(resource.meta)?.versionId);
  return version !== null && /^\d{1,15}$/.test(version) ? Number(version) : null;
}

/**
 * Mappers ask for the contained resources of one holder after the other, and may ask for each of hundreds. The orders of a set lie
 * in one list.
 */
function containedIndex(): (holder: JsonObject, id: string) => JsonObject | null {
  let last: unknown = null;
  let byId = new Map<string, JsonObject>();
  return (holder, id) => {
    const { contained } = holder;
    if (contained === undefined) return null;
    if (contained !== last) {
      last = contained;
      byId = new Map();
      for (const item of objectsIn(contained)) {
        // DSTU2 samples write contained ids with the `#`.
        const name = asString(item.id)?.replace(/^#/, '') ?? null;
        if (name !== null && !byId.has(name)) byId.set(name, item);
      }
    }
    return byId.get(id) ?? null;
  };
}
