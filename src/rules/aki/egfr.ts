import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { daysBetween } from '../shared/calendar.js';
import type { Course } from '../shared/course.js';
import { type AkiAssessment } from '../shared/aki-stage.js';
import { preTreatmentBaseline } from '../shared/baselines.js';
import { reaches } from '../shared/comparison.js';
import { egfrAt, type EgfrFacts, egfrOf, egfrOfEitherSex } from '../shared/egfr.js';
import { latest } from '../shared/results.js';
import type { LowEgfrKind } from './facts.js';
import type { AkiRuleParams } from './params.js';

/**
 * eGFR before the first dose: from the pre-treatment median, else from the last result before the course (on a
 * first order: the last there is), not older than a year. null without such a result, and where {@link egfrAt} has
 * none: it is then left out, never guessed (docs/clinical/facts.md#egfr).
 */
export function egfrBeforeTreatment(
  snapshot: ClinicalSnapshot,
  results: readonly CreatinineResult[],
  course: Course | null,
  params: AkiRuleParams,
): EgfrFacts | null {
  const creatinine = creatinineBeforeTreatment(snapshot, results, course);
  return creatinine === null ? null : egfrAt(snapshot, creatinine, params);
}

/**
 * eGFR of one result if it is below `lowEgfrNow` (docs/clinical/aki.md#low-egfr-now), else null. A ">" result is read as its
 * lower bound, so that the eGFR is at most this.
 */
export function lowEgfrNow(
  snapshot: ClinicalSnapshot,
  result: CreatinineResult,
  params: AkiRuleParams,
): EgfrFacts | null {
  const egfr = egfrOf(snapshot, result, params) ?? egfrOfEitherSex(snapshot, result);
  return egfr !== null && egfr.value < params.aki.lowEgfrNow ? egfr : null;
}

/** Since when it is low; "long-standing" is what older results show, and a baseline that was better does not. */
export function lowEgfrSince({ ratios, hasOlderBaseline }: AkiAssessment, { aki }: AkiRuleParams): LowEgfrKind {
  if (!hasOlderBaseline) return 'low-egfr-not-known';
  const isStable = ratios
    .filter(({ baseline }) => baseline.kind !== 'lowest-7d')
    .every(({ ratio }) => !reaches(ratio, aki.riskRatio));
  return isStable ? 'low-egfr-long-standing' : 'low-egfr-now';
}

function creatinineBeforeTreatment(
  snapshot: ClinicalSnapshot,
  results: readonly CreatinineResult[],
  course: Course | null,
): { value: number; time: CreatinineResult['time'] } | null {
  const exact = results.filter((result) => result.measurement.comparator === null && result.scale === 'uncorrected');
  const zone = snapshot.timeZone;
  if (course !== null) {
    const baseline = preTreatmentBaseline(exact, course.start, zone);
    const newest = baseline?.results.at(-1);
    if (baseline !== null && newest !== undefined) return { value: baseline.value, time: newest.time };
  }
  const end = course?.start ?? { from: snapshot.asOf, to: snapshot.asOf, precision: 'instant' as const, reported: '' };
  const before = exact.filter((result) => {
    const days = daysBetween(result.time, end, zone);
    return result.time.from < end.from && days <= 365;
  });
  const last = latest(before);
  return last === null ? null : { value: last.measurement.canonical, time: last.time };
}
