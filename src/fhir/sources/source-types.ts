import type { Source } from '../../domain/fact-set.js';

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
