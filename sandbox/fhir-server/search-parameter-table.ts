import type { FhirResource } from 'fhir/r4.js';

/** How the values of a parameter are compared (FHIR R4 3.1.1.4). */
export type SearchKind = 'token' | 'date' | 'reference' | 'string';

export interface SearchParameter {
  readonly kind: SearchKind;
  /** Dotted element paths; lists on the way are walked through. */
  readonly paths: readonly string[];
  /** Resource types a bare id may stand for (references only). */
  readonly targets: readonly string[];
}

export type TypeParameters = Readonly<Record<string, SearchParameter>>;

const token = (...paths: string[]): SearchParameter => ({ kind: 'token', paths, targets: [] });
const date = (...paths: string[]): SearchParameter => ({ kind: 'date', paths, targets: [] });
const text = (...paths: string[]): SearchParameter => ({ kind: 'string', paths, targets: [] });
const reference = (targets: readonly string[], ...paths: string[]): SearchParameter => ({
  kind: 'reference',
  paths,
  targets,
});

const common: TypeParameters = { _id: token('id'), _lastUpdated: date('meta.lastUpdated') };
const identified: TypeParameters = { ...common, identifier: token('identifier') };

/** `patient` is `subject` narrowed to Patient, in each type that has it. */
const ofPatient = (path: 'subject' | 'patient'): TypeParameters => ({
  ...identified,
  patient: reference(['Patient'], path),
  ...(path === 'subject' ? { subject: reference(['Patient', 'Group'], path) } : {}),
});

const medication: TypeParameters = {
  code: token('medicationCodeableConcept'),
  medication: reference(['Medication'], 'medicationReference'),
  status: token('status'),
};

/**
 * The search parameters of FHIR R4 that this server offers. The only place that says so: search, paging, `_include`
 * and the CapabilityStatement all read it, so that the statement cannot promise what the search refuses.
 */
const SERVED = {
  Patient: {
    ...identified,
    active: token('active'),
    birthdate: date('birthDate'),
    family: text('name.family'),
    gender: token('gender'),
    given: text('name.given'),
    name: text('name.text', 'name.family', 'name.given'),
  },
  Practitioner: {
    ...identified,
    active: token('active'),
    family: text('name.family'),
    given: text('name.given'),
    name: text('name.text', 'name.family', 'name.given'),
  },
  Observation: {
    ...ofPatient('subject'),
    category: token('category'),
    code: token('code'),
    date: date('effectiveDateTime', 'effectivePeriod', 'effectiveInstant'),
    specimen: reference(['Specimen'], 'specimen'),
    status: token('status'),
    'value-concept': token('valueCodeableConcept'),
  },
  MedicationRequest: {
    ...ofPatient('subject'),
    ...medication,
    authoredon: date('authoredOn'),
    category: token('category'),
    date: date('dosageInstruction.timing.event'),
    intent: token('intent'),
    priority: token('priority'),
    requester: reference(['Practitioner'], 'requester'),
  },
  MedicationStatement: {
    ...ofPatient('subject'),
    ...medication,
    category: token('category'),
    effective: date('effectiveDateTime', 'effectivePeriod'),
  },
  MedicationDispense: {
    ...ofPatient('subject'),
    ...medication,
    prescription: reference(['MedicationRequest'], 'authorizingPrescription'),
    type: token('type'),
    whenhandedover: date('whenHandedOver'),
    whenprepared: date('whenPrepared'),
  },
  MedicationAdministration: {
    ...ofPatient('subject'),
    ...medication,
    'effective-time': date('effectiveDateTime', 'effectivePeriod'),
    request: reference(['MedicationRequest'], 'request'),
  },
  Medication: { ...identified, code: token('code'), form: token('form'), status: token('status') },
  Condition: {
    ...ofPatient('subject'),
    category: token('category'),
    'clinical-status': token('clinicalStatus'),
    code: token('code'),
    'onset-date': date('onsetDateTime', 'onsetPeriod'),
    'recorded-date': date('recordedDate'),
    severity: token('severity'),
    'verification-status': token('verificationStatus'),
  },
  Procedure: {
    ...ofPatient('subject'),
    category: token('category'),
    code: token('code'),
    date: date('performedDateTime', 'performedPeriod'),
    'reason-code': token('reasonCode'),
    status: token('status'),
  },
  AllergyIntolerance: {
    ...ofPatient('patient'),
    category: token('category'),
    'clinical-status': token('clinicalStatus'),
    code: token('code', 'reaction.substance'),
    criticality: token('criticality'),
    date: date('recordedDate'),
    type: token('type'),
    'verification-status': token('verificationStatus'),
  },
  ServiceRequest: {
    ...ofPatient('subject'),
    authored: date('authoredOn'),
    category: token('category'),
    code: token('code'),
    intent: token('intent'),
    occurrence: date('occurrenceDateTime', 'occurrencePeriod'),
    priority: token('priority'),
    status: token('status'),
  },
  CarePlan: {
    ...ofPatient('subject'),
    'activity-code': token('activity.detail.code'),
    category: token('category'),
    condition: reference(['Condition'], 'addresses'),
    date: date('period'),
    intent: token('intent'),
    status: token('status'),
  },
  Specimen: {
    ...ofPatient('subject'),
    collected: date('collection.collectedDateTime'),
    status: token('status'),
    type: token('type'),
  },
} satisfies Partial<Record<FhirResource['resourceType'], TypeParameters>>;

export type ServedType = keyof typeof SERVED;

/** @returns null when the server does not serve that type */
export function searchParameters(type: string): TypeParameters | null {
  return isServed(type) ? SERVED[type] : null;
}

export const SERVED_TYPES = Object.keys(SERVED).filter(isServed);

function isServed(type: string): type is ServedType {
  return Object.hasOwn(SERVED, type);
}
