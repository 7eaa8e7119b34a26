import type { BundleEntry } from './bundle.js';
import type { MedicationOrder } from '../facts/draft-orders.js';
import type { FhirAccess } from '../client/fhir-access.js';
import { searchAll } from '../client/paging.js';
import { asString } from '../elements/json.js';
import { medicationName } from '../facts/medication-name.js';
import type { ResourceIndex } from './resource-index.js';

/** How many Medications are asked for in one search, and how many by themselves when that search is not answered. */
export interface LookupLimits {
  readonly maxMedicationLookups: number;
  readonly maxOrderReads: number;
  readonly maxPages: number;
  readonly maxEntries: number;
}

/**
 * Reads the Medications that orders refer to and that did not come with them: all of an order set in one search by `_id`, then
 * one by one those that it did not answer. A display is the weaker name, so for a triggering order the Medication is asked
 * even then; for the others only when there is no display. What is not read stays unresolved: a drug that is not known.
 */
export async function readOrderedMedications(
  orders: readonly MedicationOrder[],
  index: ResourceIndex,
  access: FhirAccess,
  limits: LookupLimits,
): Promise<readonly BundleEntry[]> {
  const wanted = orders
    .flatMap(({ resource, triggering }) => {
      const name = medicationName(resource, resource, index);
      if (name.kind !== 'unresolved' || (name.concept !== null && !triggering)) return [];
      return [{ reference: name.reference, urgency: (name.concept === null ? 2 : 0) + (triggering ? 1 : 0) }];
    })
    .sort((a, b) => b.urgency - a.urgency)
    .map(({ reference }) => reference);
  return readMedications(wanted, access, limits);
}

/**
 * Reads Medications, all in one search by `_id` (Epic and Oracle have it), then one by one those that it did not answer: a
 * server may not offer the search, or take a list of ids for one id. What is not found stays unresolved.
 */
export async function readMedications(
  references: readonly string[],
  access: FhirAccess,
  limits: LookupLimits,
): Promise<readonly BundleEntry[]> {
  const ids = localIds(references, access);
  // One alone is read: that needs no search, which fewer servers have.
  const found = ids.length > 1 ? await searchByIds(ids, access, limits) : [];
  const seen = new Set(found.map(({ resource }) => asString(resource.id)));
  const missing = ids.filter((id) => !seen.has(id)).slice(0, limits.maxOrderReads);
  const read = await Promise.all(missing.map((id) => access.get({ kind: 'read', resourceType: 'Medication', id })));
  return [...found, ...read.flatMap((result) => (result.ok ? [{ fullUrl: null, resource: result.resource }] : []))];
}

/** Only those that were asked for: a server that does not know `_id` answers with whatever it has. */
async function searchByIds(
  ids: readonly string[],
  access: FhirAccess,
  limits: LookupLimits,
): Promise<readonly BundleEntry[]> {
  const asked = ids.slice(0, limits.maxMedicationLookups);
  if (asked.length === 0) return [];
  const query = { kind: 'search', resourceType: 'Medication', params: { _id: [asked.join(',')] } } as const;
  const result = await searchAll(query, access, limits);
  if (!result.ok) return [];
  const wanted = new Set(asked);
  return result.pages.entries.filter(({ resource }) => wanted.has(asString(resource.id) ?? ''));
}

function localIds(references: readonly string[], access: FhirAccess): readonly string[] {
  const ids = references.map((reference) => access.localId(reference, 'Medication'));
  return [...new Set(ids.filter((id) => id !== null))];
}
