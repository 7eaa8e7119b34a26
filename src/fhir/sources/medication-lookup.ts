import type { BundleEntry } from './bundle.js';
import { readBundle } from './bundle.js';
import type { MedicationOrder } from '../facts/draft-orders.js';
import type { FhirAccess } from '../client/fhir-access.js';
import { medicationName } from '../facts/medication-name.js';
import type { ResourceIndex } from './resource-index.js';

/**
 * Reads the Medications that orders refer to and that did not come with them, in parallel. A display is the weaker name,
 * so for a triggering order the Medication is asked even then; for the others only when there is no display.
 * @param limit how many may be read; orders without any name come first
 */
export async function readOrderedMedications(
  orders: readonly MedicationOrder[],
  index: ResourceIndex,
  access: FhirAccess,
  limit: number,
): Promise<readonly BundleEntry[]> {
  const wanted = orders
    .flatMap(({ resource, triggering }) => {
      const name = medicationName(resource, resource, index);
      if (name.kind !== 'unresolved' || (name.concept !== null && !triggering)) return [];
      return [{ reference: name.reference, urgency: (name.concept === null ? 2 : 0) + (triggering ? 1 : 0) }];
    })
    .sort((a, b) => b.urgency - a.urgency)
    .map(({ reference }) => reference);
  const ids = localIds(wanted, access).slice(0, limit);
  const results = await Promise.all(ids.map((id) => access.get({ kind: 'read', resourceType: 'Medication', id })));
  return results.flatMap((result) => (result.ok ? [{ fullUrl: null, resource: result.resource }] : []));
}

/** Looks up Medications by id, in one search (Epic and Oracle support `_id`); what is not found stays unresolved. */
export async function searchMedications(
  references: readonly string[],
  access: FhirAccess,
  limit: number,
): Promise<readonly BundleEntry[]> {
  const ids = localIds(references, access).slice(0, limit);
  if (ids.length === 0) return [];
  const result = await access.get({ kind: 'search', resourceType: 'Medication', params: { _id: [ids.join(',')] } });
  return result.ok ? readBundle(result.resource).entries : [];
}

function localIds(references: readonly string[], access: FhirAccess): readonly string[] {
  const ids = references.map((reference) => access.localId(reference, 'Medication'));
  return [...new Set(ids.filter((id) => id !== null))];
}
