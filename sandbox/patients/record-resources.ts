import type {
  AllergyIntolerance,
  CarePlan,
  CodeableConcept,
  Condition,
  Observation,
  Patient,
  Procedure,
  ServiceRequest,
} from 'fhir/r4.js';
import { concept } from './codes.js';
import { seedFrom } from './prng.js';
import { addMonths } from './timeline.js';

export type Gender = 'female' | 'male' | 'unknown' | 'other';

/** Given names to tell charts apart; the family name says what they are. */
const GIVEN_NAMES = {
  female: ['Ada', 'Bea', 'Clara', 'Dora', 'Edith', 'Freya', 'Greta', 'Hilda'],
  male: ['Abel', 'Bruno', 'Casper', 'Dirk', 'Emil', 'Felix', 'Gustav', 'Hugo'],
  other: ['Alex', 'Billie', 'Charlie', 'Devon', 'Elis', 'Frankie', 'Gabi', 'Harper'],
} as const;

/** @param today - FHIR date; the birthday lies half a year from it, so that the age is never a matter of one day */
export function patientResource(id: string, gender: Gender, age: number, today: string): Patient {
  const names = gender === 'female' || gender === 'male' ? GIVEN_NAMES[gender] : GIVEN_NAMES.other;
  return {
    resourceType: 'Patient',
    id,
    // Test health data: a label that other software understands too.
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }] },
    identifier: [{ system: 'urn:example:synthetic-patients', value: id }],
    active: true,
    name: [{ use: 'official', family: 'Synthetic', given: [names[seedFrom(id) % names.length] ?? names[0]] }],
    gender,
    birthDate: addMonths(today, -12 * age - 6),
  };
}

interface Entry {
  readonly patientId: string;
  readonly id: string;
}

const subject = ({ patientId }: Entry): { reference: string } => ({ reference: `Patient/${patientId}` });

const status = (system: string, code: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

export function conditionResource(entry: Entry & { code: CodeableConcept; onset: string }): Condition {
  return {
    resourceType: 'Condition',
    id: entry.id,
    clinicalStatus: status('condition-clinical', 'active'),
    verificationStatus: status('condition-ver-status', 'confirmed'),
    category: [
      concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item', 'Problem List Item'),
    ],
    code: entry.code,
    subject: subject(entry),
    onsetDateTime: entry.onset,
    recordedDate: entry.onset,
  };
}

export function procedureResource(entry: Entry & { code: CodeableConcept; performed: string }): Procedure {
  return {
    resourceType: 'Procedure',
    id: entry.id,
    status: 'completed',
    code: entry.code,
    subject: subject(entry),
    performedDateTime: entry.performed,
  };
}

export function intoleranceResource(entry: Entry & { code: CodeableConcept; recorded: string }): AllergyIntolerance {
  return {
    resourceType: 'AllergyIntolerance',
    id: entry.id,
    clinicalStatus: status('allergyintolerance-clinical', 'active'),
    verificationStatus: status('allergyintolerance-verification', 'confirmed'),
    type: 'intolerance',
    category: ['medication'],
    code: entry.code,
    patient: subject(entry),
    recordedDate: entry.recorded,
    reaction: [{ manifestation: [{ text: 'Pancreatitis' }] }],
  };
}

export function testOrderResource(entry: Entry & { code: CodeableConcept; authored: string }): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: entry.id,
    status: 'active',
    intent: 'order',
    code: entry.code,
    subject: subject(entry),
    authoredOn: entry.authored,
  };
}

export function carePlanResource(entry: Entry & { product: CodeableConcept; start: string }): CarePlan {
  return {
    resourceType: 'CarePlan',
    id: entry.id,
    status: 'active',
    intent: 'plan',
    title: 'Maintenance after tacrolimus',
    subject: subject(entry),
    period: { start: entry.start },
    activity: [{ detail: { kind: 'MedicationRequest', status: 'scheduled', productCodeableConcept: entry.product } }],
  };
}

export function phenotypeResource(
  entry: Entry & { code: CodeableConcept; result: CodeableConcept; time: string },
): Observation {
  return {
    resourceType: 'Observation',
    id: entry.id,
    status: 'final',
    category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory', 'Laboratory')],
    code: entry.code,
    subject: subject(entry),
    effectiveDateTime: entry.time,
    valueCodeableConcept: entry.result,
  };
}
