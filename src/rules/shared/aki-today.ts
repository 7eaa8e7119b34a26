import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { assessAki, type KidneyCriteria } from './aki-stage.js';
import { daysAgo } from './calendar.js';
import { criteriaOf } from './children.js';
import type { CourseReading } from './course.js';
import { dialysisOnRecord } from './dialysis.js';
import { comparableCreatinine, latest } from './results.js';

/** The part of the section `aki` that a stage of today rests on. */
export type KidneysToday = { readonly aki: KidneyCriteria & { readonly maxAgeDays: number } };

/**
 * The latest confirmed creatinine, however old, and the stage of docs/clinical/aki.md#steps, as far as creatinine alone tells; under
 * dialysis it tells nothing. null: no stage.
 */
export function kidneysToday(
  snapshot: ClinicalSnapshot,
  params: KidneysToday,
  course: CourseReading,
): { readonly index: CreatinineResult | null; readonly stage: 1 | 2 | 3 | null } {
  const { aki } = params;
  const results = comparableCreatinine(snapshot);
  const index = latest(results.filter((result) => result.use === 'any'));
  const isBelowDetection = index?.measurement.comparator === '<' || index?.measurement.comparator === '<=';
  if (index === null || daysAgo(index.time, snapshot.asOf, snapshot.timeZone) > aki.maxAgeDays || isBelowDetection) {
    return { index, stage: null };
  }
  if (dialysisOnRecord(snapshot, aki).kind === 'current') return { index, stage: null };
  const start = course.state === 'current' ? course.course.start : null;
  const { stage } = assessAki(index, results, start, criteriaOf(snapshot, params), snapshot.timeZone);
  return { index, stage: stage === 0 ? null : stage };
}
