import type { BundleEntry } from './bundle.js';
import { asString, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { parseReference } from '../elements/references.js';

/** Finds what a reference points at, among the resources already at hand. Nothing is fetched. */
export interface ResourceIndex {
  /** @param from the resource that holds the reference, whose `contained` is searched for `#id` */
  find(reference: string, from: JsonObject): JsonObject | null;
}

/**
 * Indexes entries by fullUrl and by `Type/id`; the first of a kind is kept. Most charts name every drug and specimen in
 * place, so the work is done at the first question that needs it.
 */
export function indexResources(entries: Iterable<BundleEntry>): ResourceIndex {
  let index: ReadonlyMap<string, JsonObject> | null = null;
  return {
    find(reference, from) {
      const parsed = parseReference(reference);
      if (parsed.kind === 'contained') {
        return objectsIn(from.contained).find((item) => containedId(item) === parsed.id) ?? null;
      }
      const byKey = (index ??= keyed(entries));
      const exact = byKey.get(reference);
      if (exact !== undefined || parsed.kind === 'opaque') return exact ?? null;
      return byKey.get(`${parsed.type}/${parsed.id}`) ?? null;
    },
  };
}

function keyed(entries: Iterable<BundleEntry>): ReadonlyMap<string, JsonObject> {
  const byKey = new Map<string, JsonObject>();
  for (const { fullUrl, resource } of entries) {
    for (const key of [fullUrl, referenceTo(resource)]) {
      if (key !== null && !byKey.has(key)) byKey.set(key, resource);
    }
  }
  return byKey;
}

/** DSTU2 samples write contained ids with the `#`. */
function containedId(resource: JsonObject): string | null {
  return asString(resource.id)?.replace(/^#/, '') ?? null;
}
