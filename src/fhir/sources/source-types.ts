import { type Source, SOURCES } from '../../domain/fact-set.js';

/** The resource types that answer each question, R4 first, then the names of STU3 and DSTU2. */
export const SOURCE_TYPES: Readonly<Record<Source, readonly string[]>> = {
  patient: ['Patient'],
  creatinine: ['Observation'],
  tacrolimusLevels: ['Observation'],
  thiopurineTests: ['Observation'],
  medicationRequests: ['MedicationRequest', 'MedicationOrder'],
  medicationStatements: ['MedicationStatement'],
  medicationDispenses: ['MedicationDispense'],
  medicationAdministrations: ['MedicationAdministration'],
  conditions: ['Condition'],
  procedures: ['Procedure'],
  allergies: ['AllergyIntolerance'],
  testOrders: ['ServiceRequest', 'ProcedureRequest', 'DiagnosticOrder'],
  carePlans: ['CarePlan'],
  monitoringTests: ['Observation'],
  screeningTests: ['Observation'],
};

/** The first question that a type answers. */
export const QUESTION_OF_TYPE: ReadonlyMap<string | null, Source> = new Map(
  SOURCES.toReversed().flatMap((source) => SOURCE_TYPES[source].map((type) => [type, source] as const)),
);
