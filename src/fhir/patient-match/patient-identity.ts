import { asObject, asString, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import { parseReference } from '../elements/references.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/** `other` also stands for a subject that cannot be shown to be ours. */
export type Whose = 'ours' | 'other' | 'unstated';

/**
 * Tells whose resource this is, by `subject` and by `patient` (DSTU2, allergies). Absolute references count by their tail,
 * because EHRs reach one server under several host names.
 */
export function whoseResource(resource: JsonObject, patientId: string, index: ResourceIndex): Whose {
  const answers = [resource.subject, resource.patient].map((field) =>
    whoseReference(field, resource, patientId, index),
  );
  if (answers.includes('other')) return 'other';
  return answers.includes('ours') ? 'ours' : 'unstated';
}

/** True for `Patient/1`, `https://host/base/Patient/1` and the bare `1`. */
export function namesPatient(reference: string, patientId: string): boolean {
  const parsed = parseReference(reference);
  if (parsed.kind === 'literal') return parsed.type === 'Patient' && parsed.id === patientId;
  return reference === patientId;
}

function whoseReference(field: unknown, resource: JsonObject, patientId: string, index: ResourceIndex): Whose {
  const reference = asString(asObject(field)?.reference);
  if (reference === null) return 'unstated';
  if (reference === `Patient/${patientId}`) return 'ours';
  if (namesPatient(reference, patientId)) return 'ours';
  if (parseReference(reference).kind === 'literal') return 'other';
  // Bundles with urn:uuid references explain them by an entry's fullUrl.
  const target = index.find(reference, resource);
  return target !== null && typeOf(target) === 'Patient' && asString(target.id) === patientId ? 'ours' : 'other';
}
