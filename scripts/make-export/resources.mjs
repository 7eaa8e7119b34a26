export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** The two years of the export. */
export const FIRST = Date.UTC(2024, 8, 1);
export const LAST = Date.UTC(2026, 7, 31);

const UCUM = 'http://unitsofmeasure.org';
const LOINC = 'http://loinc.org';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOADED = '2026-09-02T01:00:00Z';

export const iso = (time) => new Date(time).toISOString().replace('.000Z', 'Z');

export function patient(id, draw) {
  const year = draw.whole(1950, 2004);
  return {
    resourceType: 'Patient',
    id,
    meta: { lastUpdated: LOADED },
    gender: draw.chance(0.5) ? 'female' : 'male',
    birthDate: `${year}-0${draw.whole(1, 9)}-1${draw.whole(0, 9)}`,
  };
}

/** A result: `taken` when the blood was drawn, `known` when the laboratory told (null: it does not say). */
export function observation(id, patientId, { code, display, value, unit, taken, known, changes = {} }) {
  return {
    resourceType: 'Observation',
    id,
    meta: {
      versionId: '1',
      lastUpdated: LOADED,
      profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab'],
    },
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
            display: 'Laboratory',
          },
        ],
        text: 'Laboratory',
      },
    ],
    code: { coding: [{ system: LOINC, code, display }], text: display },
    subject: { reference: `Patient/${patientId}` },
    encounter: { reference: `Encounter/enc-${id}` },
    effectiveDateTime: iso(taken),
    ...(known === null ? {} : { issued: iso(known) }),
    performer: [{ reference: 'Organization/lab-1', display: 'Central laboratory' }],
    valueQuantity: { value, unit, system: UCUM, code: unit },
    ...changes,
  };
}

export function order(id, patientId, { code, name, written, prescriber, status, changes = {} }) {
  return {
    resourceType: 'MedicationRequest',
    id,
    meta: { lastUpdated: LOADED },
    status,
    intent: 'order',
    medicationCodeableConcept: { coding: [{ system: RXNORM, code, display: name }], text: name },
    subject: { reference: `Patient/${patientId}` },
    ...(written === null ? {} : { authoredOn: iso(written) }),
    requester: { reference: `Practitioner/${prescriber}` },
    dosageInstruction: [
      {
        text: '1 capsule by mouth twice a day',
        route: { coding: [{ system: 'http://snomed.info/sct', code: '26643006', display: 'Oral route' }] },
      },
    ],
    dispenseRequest: {
      numberOfRepeatsAllowed: 0,
      expectedSupplyDuration: { value: 30, unit: 'days', system: UCUM, code: 'd' },
    },
    ...changes,
  };
}

export function dispense(id, patientId, orderId, { code, name, handed }) {
  return {
    resourceType: 'MedicationDispense',
    id,
    status: 'completed',
    medicationCodeableConcept: { coding: [{ system: RXNORM, code, display: name }], text: name },
    subject: { reference: `Patient/${patientId}` },
    authorizingPrescription: [{ reference: `MedicationRequest/${orderId}` }],
    daysSupply: { value: 30, unit: 'days', system: UCUM, code: 'd' },
    whenHandedOver: iso(handed),
  };
}

export function condition(id, patientId, code, display, since) {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' }],
    },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code, display }], text: display },
    subject: { reference: `Patient/${patientId}` },
    recordedDate: iso(since),
  };
}
