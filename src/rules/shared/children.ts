import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import {
  CREATININE_MICROMOL_PER_MG_DL,
  type CreatinineResult,
  type MonitoringResult,
} from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import type { KidneyCriteria } from './aki-stage.js';
import { daysBetween, isYoungerThan } from './calendar.js';
import { exceeds } from './comparison.js';

/** What is different under 18 (docs/clinical/children.md#one-to-seventeen). */

export function isUnder(age: number, { patient, asOf, timeZone }: ClinicalSnapshot): boolean {
  return isYoungerThan(age, patient.items[0]?.birthDate ?? null, asOf, timeZone);
}

/** Male sex raises the risk in one cohort of adults. */
export function isMaleAdult(snapshot: ClinicalSnapshot): boolean {
  return snapshot.patient.items[0]?.sex === 'male' && !isUnder(18, snapshot);
}

/** The criteria for this patient: ratios and rise are the same at every age, the absolute limit is one of adults. */
export function criteriaOf(snapshot: ClinicalSnapshot, { aki }: { readonly aki: KidneyCriteria }): KidneyCriteria {
  if (!isUnder(18, snapshot)) return aki;
  return { ...aki, isStage3OfChild: (index) => childStage3(snapshot, index, aki) !== null };
}

/** KDIGO 2012, table 2: under 18, stage 3 also by an eGFR below this (mL/min/1.73 m2). */
export const STAGE_3_EGFR_OF_CHILD = 35;

/** Bedside Schwartz of one result, and the height it rests on. */
export interface ChildEgfr {
  /** mL/min/1.73 m2, not rounded. */
  readonly egfr: number;
  readonly height: MonitoringResult;
}

/** The eGFR that makes a child's injury stage 3; null where it does not, or nobody can tell. */
export function childStage3(
  snapshot: ClinicalSnapshot,
  { scale, measurement, time }: CreatinineResult,
  params: Pick<KidneyCriteria, 'heightWithinDays'>,
): ChildEgfr | null {
  if (scale === 'corrected') return null;
  const found = childEgfr(snapshot, { value: measurement.canonical, time }, params);
  return found !== null && exceeds(STAGE_3_EGFR_OF_CHILD, found.egfr) ? found : null;
}

/** eGFR of a child at one creatinine (umol/L), by the height of about that time; null without one. */
export function childEgfr(
  snapshot: ClinicalSnapshot,
  { value, time }: { readonly value: number; readonly time: TimeInterval },
  params: Pick<KidneyCriteria, 'heightWithinDays'>,
): ChildEgfr | null {
  const height = heightAt(snapshot, time, params);
  return height === null ? null : { egfr: bedsideSchwartz(value, height.measurement.canonical), height };
}

/**
 * Bedside Schwartz equation: eGFR in mL/min/1.73 m2, `0.413 x height / Scr`, Scr in mg/dL.
 * Source: Schwartz et al., J Am Soc Nephrol 2009;20:629; 1 to 17 years.
 *
 * @param creatinine umol/L
 * @param height cm
 */
export function bedsideSchwartz(creatinine: number, height: number): number {
  return (0.413 * height) / (creatinine / CREATININE_MICROMOL_PER_MG_DL);
}

/** The height nearest to that time, not further from it than children keep their height (docs/clinical/children.md#aki.heightWithinDays). */
export function heightAt(
  { monitoringTests, timeZone }: ClinicalSnapshot,
  time: TimeInterval,
  { heightWithinDays }: Pick<KidneyCriteria, 'heightWithinDays'>,
): MonitoringResult | null {
  const apart = (result: MonitoringResult) => Math.abs(daysBetween(result.time, time, timeZone));
  const [nearest] = monitoringTests.items
    .filter((result) => result.test === 'height' && result.measurement.comparator === null)
    .filter((result) => apart(result) <= heightWithinDays)
    .sort(
      (a, b) => apart(a) - apart(b) || b.time.from - a.time.from || b.measurement.canonical - a.measurement.canonical,
    );
  return nearest ?? null;
}
