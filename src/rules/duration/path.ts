import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { addCalendarMonths, formatDate } from '../shared/calendar.js';
import { readCourse } from '../shared/course.js';
import { courseStep, rescueGates } from '../shared/path-steps.js';
import type { DurationRuleParams } from './params.js';

/** Gates, course, and the days on which notice and limit are reached (docs/clinical/duration.md#clock). */
export function durationPath(snapshot: ClinicalSnapshot, params: DurationRuleParams): PathStep[] {
  const reading = readCourse(snapshot, params.course, 'systemic');
  const steps = [...rescueGates(snapshot, params), courseStep(snapshot, params, 'systemic')];
  if (reading.state !== 'current') return steps;
  const { noticeMonths, limitMonths } = params.duration;
  const after = (months: number) => {
    const day = addCalendarMonths(reading.course.start.from, months, snapshot.timeZone);
    return formatDate({ from: day, to: day, precision: 'day', reported: '' }, snapshot.timeZone);
  };
  return [
    ...steps,
    { looked: `notice from ${noticeMonths} months on (duration.noticeMonths)`, saw: after(noticeMonths) },
    { looked: `over after ${limitMonths} months (duration.limitMonths)`, saw: after(limitMonths) },
  ];
}
