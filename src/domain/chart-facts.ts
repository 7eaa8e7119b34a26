import type { TimeInterval } from './time.js';

/**
 * What a diagnosis, procedure or reason means to the gates of docs/clinical/aki.md#who and
 * docs/clinical/thiopurine-plan.md#gate. One may be several.
 */
export const CONDITION_CLASSES = [
  'ibd', // ulcerative colitis, Crohn's, IBD unclassified, pouchitis; the next three say which
  'ulcerative-colitis',
  'crohn-disease',
  'pouchitis',
  'transplant', // solid organ or marrow; a kidney transplant is both this and the next
  'kidney-transplant',
  'tissue-graft', // skin, bone, cornea: ask, do not stop
  'dialysis',
  'kidney-failure', // CKD stage 5 or end-stage disease, without a word of dialysis
  'other-indication', // autoimmune hepatitis, lupus nephritis, myasthenia ...
  'thiopurine-deficiency', // TPMT or NUDT15 deficiency as a diagnosis
  'lymphoma',
  'pregnancy',
  'colectomy',
  'contrast',
  'lower-endoscopy',
  'hepatitis-b',
  'hepatitis-c',
  'hiv',
  'tuberculosis',
  'latent-tuberculosis', // also in the one above
  'c-difficile',
  'cmv',
  'neurotoxicity', // PRES, seizure
  'tremor',
] as const;
export type ConditionClass = (typeof CONDITION_CLASSES)[number];

/** How sure a record is that this patient has, or had, what it names. */
export type DiagnosticCertainty =
  | 'certain' // confirmed, or nothing else is said
  | 'uncertain' // suspected, provisional, a differential, planned, being looked for
  | 'excluded'; // refuted, negated, of a relative, of a donor

export interface ConditionFact {
  readonly classes: readonly ConditionClass[];
  readonly display: string;
  readonly reference: string | null;
  /** Whether it goes on today. Asked of dialysis only: a colitis in remission and an old transplant count all the same. */
  readonly clinicalStatus: 'ongoing' | 'over' | 'not-stated';
  /** When a procedure that is over was last done; null where the record does not say, and for conditions. */
  readonly lastDone: TimeInterval | null;
  /** The thiopurine or maintenance drug that its words name: `Loss of response to infliximab`, `Vedolizumab infusion`. */
  readonly drug?: string;
  /** Of a diagnosis: when it began, else when it was written down. null where neither is said, and for procedures. */
  readonly notedOn: TimeInterval | null;
}

export type AdministrativeSex = 'male' | 'female';

export interface PatientFacts {
  /** Sex for clinical use, else Patient.gender; null for other, unknown or not sent. */
  readonly sex: AdministrativeSex | null;
  readonly birthDate: TimeInterval | null;
}

export interface AllergyFact {
  readonly kind: 'thiopurine' | 'alternative-maintenance';
  /** The thiopurine it names (AZA intolerance is not MP intolerance), or `thiopurine`; else the maintenance drug. */
  readonly drug: string;
  readonly display: string;
  /** When it was recorded, or began. */
  readonly recordedOn: TimeInterval | null;
  readonly reference: string | null;
}

export interface ThiopurineTestResult {
  readonly enzyme: 'TPMT' | 'NUDT15' | 'TPMT and NUDT15';
  /**
   * `poor` is a reason against; `intermediate`: one form of the enzyme works; `known` is any other readable result;
   * `not-readable` has a result nobody can classify.
   */
  readonly phenotype: 'poor' | 'intermediate' | 'known' | 'not-readable';
  readonly display: string;
  readonly time: TimeInterval | null;
  readonly reference: string | null;
}

/** A pending TPMT or NUDT15 order: the work-up for a thiopurine, so a plan (docs/clinical/thiopurine-plan.md#plan). */
export interface TestOrderFact {
  readonly display: string;
  /** authoredOn, or what the release calls it; null where the order does not say. */
  readonly orderedOn: TimeInterval | null;
  readonly reference: string | null;
}

/** A CarePlan activity that names a thiopurine or its work-up, in a plan and a status that still stand. */
export interface CarePlanFact {
  readonly display: string;
  readonly reference: string | null;
}
