import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { formatTime } from '../shared/calendar.js';
import { courseOf, courseStep } from '../shared/path-steps.js';
import { type CheckedTest, checkTests, partOfCourse, windowDays } from './monitoring.js';
import type { MonitoringRuleParams } from './params.js';

/** The part of the course, and the newest of each test against its window (docs/clinical/monitoring.md#intervals). */
export function monitoringPath(snapshot: ClinicalSnapshot, params: MonitoringRuleParams): PathStep[] {
  const course = courseOf(snapshot, params.course);
  const first = courseStep(snapshot, params, 'any-route');
  if (course === null) return [first];
  const part = partOfCourse(course, snapshot);
  return [
    first,
    { looked: 'part of the course', saw: PART_WORDS[part] },
    ...checkTests(course, snapshot, params).map((checked) => ({
      looked: `newest ${checked.test}, late after ${windowDays(checked.test, part, params.monitoring)} days`,
      saw: `${newestWords(checked, snapshot)}${latenessWords(checked)}`,
    })),
  ];
}

const PART_WORDS = {
  early: 'the first 28 days',
  middle: 'to the third month',
  later: 'later, or a start that is not known for certain',
} as const;

function newestWords({ newest }: CheckedTest, { timeZone }: ClinicalSnapshot): string {
  return newest === null ? 'none' : formatTime(newest, timeZone);
}

function latenessWords({ late, isOpen }: CheckedTest): string {
  if (late === null) return ': not late';
  if (isOpen) return ': late by what could be read, and a newer one may be unread';
  if (late.noneSinceStart) return ': none since the first dose';
  return `: ${late.days} days old, ${late.isTwice ? 'late by more than twice its window' : 'late'}`;
}
