import type { FhirResource } from 'fhir/r4.js';
import { parseFhirDate } from '../../../sandbox/fhir-server/fhir-date.js';

type Record_ = Readonly<Record<string, unknown>>;

/** Elements with cardinality 1..1 in FHIR R4, and for `[x]` the choices of which exactly one is needed. */
const REQUIRED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Patient: [],
  Observation: [['status'], ['code']],
  MedicationRequest: [['status'], ['intent'], ['subject'], ['medicationCodeableConcept', 'medicationReference']],
  MedicationStatement: [['status'], ['subject'], ['medicationCodeableConcept', 'medicationReference']],
  MedicationDispense: [['status'], ['medicationCodeableConcept', 'medicationReference']],
  MedicationAdministration: [
    ['status'],
    ['subject'],
    ['medicationCodeableConcept', 'medicationReference'],
    ['effectiveDateTime', 'effectivePeriod'],
  ],
  Medication: [],
  Condition: [['subject']],
  Procedure: [['status'], ['subject']],
  AllergyIntolerance: [['patient']],
  ServiceRequest: [['status'], ['intent'], ['subject']],
  CarePlan: [['status'], ['intent'], ['subject']],
};

/** Bound with strength "required": any other code is invalid FHIR. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  Observation: [
    'registered',
    'preliminary',
    'final',
    'amended',
    'corrected',
    'cancelled',
    'entered-in-error',
    'unknown',
  ],
  MedicationRequest: ['active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft', 'unknown'],
};

const DATE_ELEMENTS = /(date|dateTime|authoredOn|issued|when\w+|start|end|birthDate|dateAsserted|recordedDate)$/i;

/** What is wrong with a resource as FHIR R4, by the rules that matter here. Empty when nothing is. */
export function shapeFaults(resource: FhirResource): readonly string[] {
  const at = `${resource.resourceType}/${resource.id ?? '?'}`;
  const record = resource as unknown as Record_;
  const required = REQUIRED[resource.resourceType];
  if (required === undefined) return [`${at}: a type that no chart should have`];
  const faults = required
    .filter((choices) => choices.filter((name) => record[name] !== undefined).length !== 1)
    .map((choices) => `${at}: needs exactly one of ${choices.join(', ')}`);
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(resource.id ?? '')) faults.push(`${at}: no FHIR id`);
  const statuses = STATUSES[resource.resourceType];
  if (statuses !== undefined && !statuses.includes(String(record.status))) faults.push(`${at}: unknown status`);
  return [...faults, ...elementFaults(record, at)];
}

/** No null, no empty list or object or text anywhere (R4 2.6.2), and every date is one. */
function elementFaults(value: unknown, at: string): readonly string[] {
  if (value === null || value === undefined || value === '') return [`${at}: empty`];
  if (typeof value === 'string') {
    return DATE_ELEMENTS.test(at) && parseFhirDate(value) === null ? [`${at}: not a date`] : [];
  }
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${at}: not a number`];
  if (Array.isArray(value)) {
    return value.length === 0 ? [`${at}: empty`] : value.flatMap((item) => elementFaults(item, at));
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value as Record_);
    return entries.length === 0
      ? [`${at}: empty`]
      : entries.flatMap(([name, item]) => elementFaults(item, `${at}.${name}`));
  }
  return [];
}

/** Every `reference` in a resource, however deep. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record_).flatMap(([name, item]) =>
    name === 'reference' && typeof item === 'string' ? [item] : referencesIn(item),
  );
}
