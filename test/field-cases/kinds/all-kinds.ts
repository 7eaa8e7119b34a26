import { CALL_KINDS } from './calls.js';
import { CLINICAL_KINDS } from './clinical.js';
import { DIAGNOSIS_KINDS } from './diagnoses.js';
import { DRUG_KINDS } from './drugs.js';
import { ACCESS_KINDS } from './fhir-access.js';
import { ANSWER_KINDS } from './fhir-answers.js';
import { VENDOR_KINDS } from './fhir-vendors.js';
import { HISTORY_KINDS } from './history.js';
import type { Kind } from './kind.js';
import { LEFTOVER_KINDS } from './leftovers.js';
import { LABORATORY_KINDS } from './laboratory.js';
import { MARKED_KINDS } from './marked.js';
import { ORDER_KINDS } from './orders.js';

export const ALL_KINDS: readonly Kind[] = [
  ...ORDER_KINDS,
  ...HISTORY_KINDS,
  ...LABORATORY_KINDS,
  ...DRUG_KINDS,
  ...DIAGNOSIS_KINDS,
  ...ACCESS_KINDS,
  ...ANSWER_KINDS,
  ...CLINICAL_KINDS,
  ...MARKED_KINDS,
  ...VENDOR_KINDS,
  ...CALL_KINDS,
  ...LEFTOVER_KINDS,
];
