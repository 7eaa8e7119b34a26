import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { KidneyCriteria } from './aki-stage.js';
import { isYoungerThan } from './calendar.js';

/** What is different under 18 (docs/clinical/children.md#one-to-seventeen). */

export function isUnder(age: number, { patient, asOf, timeZone }: ClinicalSnapshot): boolean {
  return isYoungerThan(age, patient.items[0]?.birthDate ?? null, asOf, timeZone);
}

/** The criteria for this patient: ratios and rise are the same at every age. */
export function criteriaOf(snapshot: ClinicalSnapshot, { aki }: { readonly aki: KidneyCriteria }): KidneyCriteria {
  return isUnder(18, snapshot) ? { ...aki, isStage3OfChild: () => false } : aki;
}

/** Male sex raises the risk in one cohort of adults. */
export function isMaleAdult(snapshot: ClinicalSnapshot): boolean {
  return snapshot.patient.items[0]?.sex === 'male' && !isUnder(18, snapshot);
}
