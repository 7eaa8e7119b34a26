import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { assessAki } from '../shared/aki-stage.js';
import { formatDate } from '../shared/calendar.js';
import { criteriaOf, isUnder } from '../shared/children.js';
import type { Course } from '../shared/course.js';
import { dialysisOnRecord } from '../shared/dialysis.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { comparableCreatinine } from '../shared/results.js';
import type { DurationFacts } from './facts.js';
import type { DurationRuleParams } from './params.js';

/**
 * Whether the kidneys were injured in this course: the highest creatinine of it, staged as the `aki` rule stages
 * (docs/clinical/duration.md#late-kidney). null too where that rule does not judge.
 */
export function akiInCourse(
  snapshot: ClinicalSnapshot,
  course: Course,
  params: DurationRuleParams,
): DurationFacts['akiInCourse'] {
  if (isUnder(1, snapshot) || find(diagnosesOnRecord(snapshot), 'kidney-transplant') !== null) return null;
  if (dialysisOnRecord(snapshot, params.aki).kind === 'current') return null;
  const results = comparableCreatinine(snapshot);
  const highest = results
    .filter(
      ({ use, time, measurement }) => use === 'any' && time.from >= course.start.from && isNoUpperBound(measurement),
    )
    .reduce<CreatinineResult | null>(
      (most, each) => (most === null || each.measurement.canonical > most.measurement.canonical ? each : most),
      null,
    );
  if (highest === null) return null;
  const { stage } = assessAki(highest, results, course.start, criteriaOf(snapshot, params), snapshot.timeZone);
  if (stage === null || stage === 0) return null;
  return { stage, reported: highest.measurement.reported, date: formatDate(highest.time, snapshot.timeZone) };
}

function isNoUpperBound({ comparator }: CreatinineResult['measurement']): boolean {
  return comparator !== '<' && comparator !== '<=';
}
