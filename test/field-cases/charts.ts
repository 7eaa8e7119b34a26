/**
 * The people of these tests, as plain JSON: much of what is sent here is no valid FHIR, which is the point. Each kind of
 * failure changes one thing in one of them. Nobody is real.
 */
export type Json = Readonly<Record<string, unknown>>;

export const AS_OF = '2026-11-22T17:00:00Z';
const DAY_MS = 86_400_000;

export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const ATC = 'http://www.whocc.no/atc';
const UCUM = 'http://unitsofmeasure.org';

export const PATIENT_ID = 'kind-1';
const subject = { reference: `Patient/${PATIENT_ID}` };

/** `2026-11-21T17:00:00Z` for one day. */
export function daysAgo(days: number): string {
  return new Date(Date.parse(AS_OF) - days * DAY_MS).toISOString().replace('.000Z', 'Z');
}

export function concept(system: string, code: string, display?: string): Json {
  return { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] };
}

export const TACROLIMUS = concept(RXNORM, '198377', 'tacrolimus 1 MG Oral Capsule');
export const TACROLIMUS_EXTENDED = concept(
  RXNORM,
  '1664463',
  '24 HR tacrolimus 1 MG Extended Release Oral Tablet [Envarsus]',
);
export const AZATHIOPRINE = concept(RXNORM, '197388', 'azathioprine 50 MG Oral Tablet');
export const METFORMIN = concept(RXNORM, '861007', 'metformin hydrochloride 500 MG Oral Tablet');
export const COLITIS = concept(SNOMED, '64766004', 'Ulcerative colitis (disorder)');

// ---- Laboratory ---------------------------------------------------------------------------------------------------

/** A member that is `undefined` in `changes` is left out. */
function built(resource: Json, changes: Json): Json {
  return JSON.parse(JSON.stringify({ ...resource, ...changes })) as Json;
}

export function creatinine(umolPerL: number, days: number, changes: Json = {}): Json {
  return built(
    {
      resourceType: 'Observation',
      id: `creatinine-${days}`,
      status: 'final',
      code: concept(LOINC, '14682-9', 'Creatinine [Moles/volume] in Serum or Plasma'),
      subject,
      effectiveDateTime: daysAgo(days),
      valueQuantity: quantity(umolPerL, 'umol/L'),
    },
    changes,
  );
}

export function level(ngPerMl: number, days: number, changes: Json = {}): Json {
  return built(
    {
      resourceType: 'Observation',
      id: `level-${days}`,
      status: 'final',
      code: concept(LOINC, '77348-1', 'Tacrolimus [Mass/volume] in Blood --trough'),
      subject,
      effectiveDateTime: daysAgo(days),
      valueQuantity: quantity(ngPerMl, 'ng/mL'),
    },
    changes,
  );
}

export function quantity(value: number, unit: string): Json {
  return { value, unit, system: UCUM, code: unit };
}

// ---- Drugs --------------------------------------------------------------------------------------------------------

/** What is being ordered. */
export function draft(drug: Json, changes: Json = {}): Json {
  return request(drug, 0, { id: 'draft-1', status: 'draft', ...changes });
}

/** An active order of that many days ago. */
export function request(drug: Json, days: number, changes: Json = {}): Json {
  return built(
    {
      resourceType: 'MedicationRequest',
      id: `request-${days}`,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: drug,
      subject,
      authoredOn: daysAgo(days),
    },
    changes,
  );
}

export function statement(drug: Json, changes: Json = {}): Json {
  return built(
    {
      resourceType: 'MedicationStatement',
      id: 'statement-1',
      status: 'active',
      medicationCodeableConcept: drug,
      subject,
    },
    changes,
  );
}

export function dispense(drug: Json, changes: Json = {}): Json {
  return built(
    {
      resourceType: 'MedicationDispense',
      id: 'dispense-1',
      status: 'completed',
      medicationCodeableConcept: drug,
      subject,
    },
    changes,
  );
}

// ---- Diagnoses ----------------------------------------------------------------------------------------------------

export function condition(code: Json, changes: Json = {}): Json {
  const status = (list: string, value: string) =>
    concept(`http://terminology.hl7.org/CodeSystem/condition-${list}`, value);
  return built(
    {
      resourceType: 'Condition',
      id: 'condition-1',
      clinicalStatus: status('clinical', 'active'),
      verificationStatus: status('ver-status', 'confirmed'),
      code,
      subject,
    },
    changes,
  );
}

// ---- People -------------------------------------------------------------------------------------------------------

const SOURCES = [
  ...['creatinine', 'tacrolimusLevels', 'thiopurineTests', 'medicationRequests', 'medicationStatements'],
  ...['medicationDispenses', 'medicationAdministrations', 'conditions', 'procedures', 'allergies', 'testOrders'],
  'carePlans',
] as const;

export type Chart = Readonly<Record<string, readonly Json[]>>;

const PATIENT: Json = { resourceType: 'Patient', id: PATIENT_ID, gender: 'female', birthDate: '1985-04-02' };

/** Ulcerative colitis, tacrolimus for 55 days with azathioprine, creatinine near 80 umol/L, a level of 8: no card. */
export const QUIET: Chart = {
  creatinine: [creatinine(80, 3), creatinine(79, 12), creatinine(80, 40), creatinine(81, 90), creatinine(80, 195)],
  tacrolimusLevels: [level(8, 3)],
  medicationRequests: [request(TACROLIMUS, 55), request(AZATHIOPRINE, 45)],
  conditions: [condition(COLITIS)],
};

/** The quiet chart with a level of 21.4 yesterday: one critical card. An empty answer is a missed alert. */
export const HIGH_LEVEL: Chart = { ...QUIET, tacrolimusLevels: [level(21.4, 1), level(8, 20)] };

/** The quiet chart with kidney injury of stage 3 and the level of 21.4. */
export const SICK: Chart = { ...HIGH_LEVEL, creatinine: [creatinine(250, 1), ...QUIET.creatinine!] };

/** The chart with these sources in the place of its own. */
export function having(chart: Chart, sources: Chart): Chart {
  return { ...chart, ...sources };
}

/** The chart with these resources before its own. */
export function adding(chart: Chart, sources: Chart): Chart {
  const added = Object.entries(sources).map(([key, more]) => [key, [...more, ...(chart[key] ?? [])]] as const);
  return { ...chart, ...Object.fromEntries(added) };
}

/** The whole chart as the EHR prefetches it. */
export function prefetched(chart: Chart): Json {
  const bundles = [...new Set([...SOURCES, ...Object.keys(chart)])].map((key) => [key, searchset(chart[key] ?? [])]);
  return { patient: PATIENT, ...Object.fromEntries(bundles) } as Json;
}

export function searchset(resources: readonly Json[], link?: readonly Json[]): Json {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    ...(link === undefined ? {} : { link }),
    entry: resources.map((resource) => ({ resource })),
  };
}

export function collection(resources: readonly Json[]): Json {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

export { PATIENT };
