import type { JsonObject } from '../../domain/json.js';
import { asCode, asObject, asString, objectsIn, referenceTo } from '../elements/json.js';
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
  readonly byKey: ReadonlyMap<string, JsonObject>;
  readonly earlier: ReadonlySet<JsonObject>;
}

/**
 * Indexes entries by fullUrl and by `Type/id`, of which the newest version is kept. The work is done at the first question
 * that needs it: an order that names its drug in place asks none.
 */
export function indexResources(entries: Iterable<BundleEntry>): ResourceIndex {
  let keyed: Keyed | null = null;
  const contained = containedIndex();
  const ready = (): Keyed => (keyed ??= drained(keyEntries(entries)));
  return {
    *prepare() {
      keyed ??= yield* keyEntries(entries);
    },
    find(reference, from) {
      const parsed = parseReference(reference);
      if (parsed.kind === 'contained') return contained(from, parsed.id);
      const { byKey } = ready();
      const exact = byKey.get(reference);
      if (exact !== undefined || parsed.kind === 'opaque') return exact ?? null;
      return byKey.get(`${parsed.type}/${parsed.id}`) ?? null;
    },
    isEarlierVersion: (resource) => ready().earlier.has(resource),
  };
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
  const byKey = new Map<string, JsonObject>();
  const versions = new Map<string, JsonObject[]>();
  for (const { fullUrl, resource } of entries) {
    count += 1;
    if (count % PIECE === 0) yield;
    const reference = referenceTo(resource);
    if (fullUrl !== null && !byKey.has(fullUrl)) byKey.set(fullUrl, resource);
    if (reference === null) continue;
    const known = byKey.get(reference);
    if (known === undefined) byKey.set(reference, resource);
    else if (known !== resource) {
      const copies = versions.get(reference);
      if (copies === undefined) versions.set(reference, [known, resource]);
      else copies.push(resource);
    }
  }
  const earlier = new Set<JsonObject>();
  for (const [reference, [first, ...others]] of versions) {
    if (first === undefined) continue;
    let newest = first;
    for (const copy of others) {
      if (isNewer(copy, newest)) newest = copy;
      yield;
    }
    byKey.set(reference, newest);
    for (const copy of [first, ...others]) {
      if (isNewer(newest, copy)) earlier.add(copy);
      yield;
    }
  }
  return { byKey, earlier };
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
