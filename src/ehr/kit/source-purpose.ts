import type { Source } from '../../domain/fact-set.js';

/** Why each kind of data is asked for, in the words of the person who has to grant it. */
export const SOURCE_PURPOSE: Readonly<Record<Source, string>> = {
  patient: 'Age and sex: the criteria are for adults, and risk differs by sex.',
  creatinine: 'Kidney injury: the current creatinine and its baseline of the last year.',
  tacrolimusLevels: 'The trough: too high, above maintenance, too low, or missing.',
  thiopurineTests: 'TPMT and NUDT15 results, which belong to the thiopurine plan.',
  medicationRequests: 'Start of tacrolimus, thiopurines and other maintenance drugs, ordered or stopped.',
  medicationStatements: 'The same from what the patient reports or brought along.',
  medicationDispenses: 'The same from what was dispensed.',
  medicationAdministrations: 'The same from what was given on the ward; the day treatment began.',
  conditions: 'Indication, transplant, dialysis: who the checks apply to.',
  procedures: 'Transplants that are not on the problem list.',
  allergies: 'Reasons against a thiopurine, before a draft of one is offered.',
  testOrders: 'TPMT and NUDT15 tests already ordered.',
  carePlans: 'A thiopurine plan that is written down but not ordered.',
};
