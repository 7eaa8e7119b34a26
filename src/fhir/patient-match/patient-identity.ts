import { CdsError } from '../../domain/cds-error.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { JsonObject } from '../../domain/json.js';
import { asCode, asObject, asString, objectsIn, typeOf } from '../elements/json.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { parseReference } from '../elements/references.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/** Who the patient of a call is, and what may explain a reference to a patient. */
export interface PatientIdentity {
  readonly patientId: string;
  /** Whether a record with this id was merged with the patient's (`Patient.link`). */
  isMerged(id: string): boolean;
  readonly index: ResourceIndex;
}

/** `unresolved`: a subject that nothing at hand explains. It is not shown to be ours, and not another patient's either. */
export type Whose = 'ours' | 'other' | 'unstated' | 'unresolved';

const URN_UUID = 'urn:uuid:';

/**
 * Tells whose resource this is, by `subject` and by `patient` (DSTU2, allergies). Absolute references count by their tail,
 * because EHRs reach one server under several host names.
 */
export function whoseResource(resource: JsonObject, identity: PatientIdentity): Whose {
  const subject = whoseReference(resource.subject, resource, identity);
  if (resource.patient === undefined) return subject;
  const patient = whoseReference(resource.patient, resource, identity);
  if (subject === 'other' || patient === 'other') return 'other';
  if (subject === 'unresolved' || patient === 'unresolved') return 'unresolved';
  return subject === 'ours' || patient === 'ours' ? 'ours' : 'unstated';
}

const PATIENT = 'Patient/';

/** `Patient/1`, as nearly every resource says: asked for each, so no text is made to compare with. */
function isRelative(reference: string, patientId: string): boolean {
  return (
    reference.length === PATIENT.length + patientId.length &&
    reference.startsWith(PATIENT) &&
    reference.endsWith(patientId)
  );
}

/** True for `Patient/1`, `https://host/base/Patient/1`, `urn:uuid:1` and the bare `1`. */
function namesPatient(reference: string, patientId: string): boolean {
  const parsed = parseReference(reference);
  if (parsed.kind === 'literal') return parsed.type === 'Patient' && parsed.id === patientId;
  if (reference === patientId) return true;
  const [start, uuid] = [reference.slice(0, URN_UUID.length), reference.slice(URN_UUID.length)];
  // RFC 9562 section 4: a UUID is the same in capitals.
  return start.toLowerCase() === URN_UUID && uuid.toLowerCase() === patientId.toLowerCase();
}

/**
 * Finds the ids that were merged with the patient's, in whatever Patients are at hand: those that the patient's own record
 * names, and the record that names the patient's. Looked up when somebody asks.
 */
export function mergedWith(patientId: string, patients: () => Iterable<JsonObject>): (id: string) => boolean {
  let merged: Set<string> | null = null;
  return (id) => {
    if (merged === null) {
      merged = new Set();
      for (const patient of patients()) {
        if (typeOf(patient) !== 'Patient') continue;
        const [own, linked] = [asString(patient.id), linkedIds(patient)];
        if (own === patientId) for (const other of linked) merged.add(other);
        else if (own !== null && linked.includes(patientId)) merged.add(own);
      }
    }
    return merged.has(id);
  };
}

/** When the patient was born, by the Patients at hand; looked up when somebody asks. */
export function birthDateIn(
  patients: () => Iterable<{ readonly resource: JsonObject }>,
  patientId: string,
  timeZone: TimeZone,
): () => TimeInterval | null {
  let birthDate: TimeInterval | null | undefined;
  const find = () =>
    [...patients()].find(({ resource }) => typeOf(resource) === 'Patient' && resource.id === patientId);
  return () => {
    if (birthDate === undefined) birthDate = parseFhirDate(find()?.resource.birthDate, timeZone);
    return birthDate;
  };
}

/**
 * The ids by which a Patient says that it is, or was, known after a merge: `Patient.link` of R4 (`replaces`,
 * `replaced-by`) and of earlier releases (`replace`). A link that only refers to another record is none.
 */
function linkedIds(patient: JsonObject): readonly string[] {
  return objectsIn(patient.link)
    .filter(({ type }) => MERGE_LINKS.has(asCode(type)))
    .map(({ other }) => parseReference(asString(asObject(other)?.reference) ?? ''))
    .flatMap((parsed) => (parsed.kind === 'literal' && parsed.type === 'Patient' ? [parsed.id] : []));
}

const MERGE_LINKS: ReadonlySet<string | null> = new Set(['replaces', 'replaced-by', 'replace']);

/** A subject is one reference; some senders write it as a bare text, or in a list. */
function whoseReference(field: unknown, resource: JsonObject, identity: PatientIdentity): Whose {
  if (Array.isArray(field)) return whoseOfAll(field, resource, identity);
  const reference = typeof field === 'string' ? referenceIn(field, identity) : asString(asObject(field)?.reference);
  if (reference === null) return 'unstated';
  const { patientId, index } = identity;
  if (isRelative(reference, patientId) || namesPatient(reference, patientId)) return 'ours';
  const parsed = parseReference(reference);
  if (parsed.kind === 'literal') {
    return parsed.type === 'Patient' && identity.isMerged(parsed.id) ? 'ours' : 'other';
  }
  // Bundles with urn:uuid references explain them by an entry's fullUrl.
  const target = index.find(reference, resource);
  if (target === null) return 'unresolved';
  const id = typeOf(target) === 'Patient' ? asString(target.id) : null;
  return id !== null && (id === patientId || identity.isMerged(id)) ? 'ours' : 'other';
}

/** Of a bare text; a name is none. */
function referenceIn(text: string, { patientId }: PatientIdentity): string | null {
  const isReference = text === patientId || /^urn:/i.test(text) || parseReference(text).kind !== 'opaque';
  return isReference ? text : null;
}

function whoseOfAll(fields: readonly unknown[], resource: JsonObject, identity: PatientIdentity): Whose {
  const each = fields.map((field) => (Array.isArray(field) ? 'unresolved' : whoseReference(field, resource, identity)));
  return (['other', 'unresolved', 'ours'] as const).find((whose) => each.includes(whose)) ?? 'unstated';
}

const PERSONS: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person', 'Group', 'Practitioner']);

/** Whether a reference names a person, or several, other than the patient; a device or a problem is nobody. */
export function isAnotherPerson(item: JsonObject, identity: PatientIdentity): boolean {
  const reference = asString(item.reference);
  if (reference === null || namesPatient(reference, identity.patientId)) return false;
  const parsed = parseReference(reference);
  if (parsed.kind !== 'literal') return false;
  return PERSONS.has(parsed.type) && !(parsed.type === 'Patient' && identity.isMerged(parsed.id));
}

/**
 * Refuses a call that mixes patients: an order for someone else or for nobody who can be told, or a token that is bound to
 * someone else. An order without a subject is tolerated, drafts need not have one yet.
 * @throws CdsError `wrong-patient`
 */
export function refuseWrongPatient(request: HookRequest, identity: PatientIdentity): void {
  const { tokenPatient } = request;
  if (tokenPatient !== null && !namesPatient(tokenPatient, request.patientId)) {
    throw new CdsError('wrong-patient', 'The access token is bound to another patient.', 'fhirAuthorization.patient');
  }
  request.orders.forEach(({ resource, at }) => {
    const order = asObject(resource);
    const whose = order === null ? 'unstated' : whoseResource(order, identity);
    if (order === null || whose === 'ours' || whose === 'unstated') return;
    throw new CdsError(
      'wrong-patient',
      whose === 'other'
        ? 'An order is not for the patient of the hook context.'
        : 'The patient of an order cannot be resolved: nothing in the request explains the reference.',
      `${at}.${order.subject === undefined ? 'patient' : 'subject'}`,
    );
  });
}
