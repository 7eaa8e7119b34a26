import type { CreatinineResult } from '../../domain/lab-result.js';
import { daysBetween, formatDate } from '../shared/calendar.js';
import { reaches } from '../shared/comparison.js';
import type { AkiSubject } from './aki-facts.js';
import { egfrBeforeTreatment } from './egfr.js';
import { egfrOf } from '../shared/egfr.js';
import type { SlowDeclineFacts } from './facts.js';

/** Fixed: two results so far apart are no passing illness; KDIGO calls chronic what lasts longer than 90 days. */
const APART_DAYS = 14;
const CHRONIC_DAYS = 90;

/** Slow loss of kidney function on the drug, without a stage (docs/clinical/aki.md#slow-decline); null where there is none. */
export function slowDecline(subject: AkiSubject): SlowDeclineFacts | null {
  return byRatio(subject) ?? byEgfr(subject);
}

/** C1 and a result of the course at least 14 days before it, both that much above the time before treatment. */
function byRatio({ index, assessment, params, snapshot, course, results }: AkiSubject): SlowDeclineFacts | null {
  const limit = params.aki.slowDeclineRatio;
  const before = assessment.ratios.find(({ baseline }) => OF_BEFORE.includes(baseline.kind));
  if (before === undefined || !reaches(before.ratio, limit)) return null;
  const first = onTheDrug({ course, results, index })
    .filter(({ measurement }) => reaches(measurement.canonical / before.baseline.value, limit))
    .find(({ time }) => daysBetween(time, index.time, snapshot.timeZone) >= APART_DAYS);
  return first === undefined
    ? null
    : { since: formatDate(first.time, snapshot.timeZone), egfr: null, egfrBefore: null };
}

/** eGFR below 60 for more than 90 days, where it stood for 60 or more before treatment. */
function byEgfr({ index, params, snapshot, course, results }: AkiSubject): SlowDeclineFacts | null {
  const { lowEgfr } = params.aki;
  const egfrBefore = course === null ? null : egfrBeforeTreatment(snapshot, results, course, params);
  const now = egfrOf(snapshot, index, params);
  if (egfrBefore === null || egfrBefore.value < lowEgfr || now === null || now.value >= lowEgfr) return null;
  const series = onTheDrug({ course, results, index });
  const lastGood = series.findLastIndex((result) => (egfrOf(snapshot, result, params)?.value ?? lowEgfr) >= lowEgfr);
  const first = series[lastGood + 1];
  if (first === undefined || daysBetween(first.time, index.time, snapshot.timeZone) <= CHRONIC_DAYS) return null;
  return { since: formatDate(first.time, snapshot.timeZone), egfr: now.value, egfrBefore: egfrBefore.value };
}

const OF_BEFORE: readonly string[] = ['pre-treatment', 'week-before-treatment'];

/** Results since the first dose and before C1, oldest first. */
function onTheDrug({ course, results, index }: Pick<AkiSubject, 'course' | 'results' | 'index'>): CreatinineResult[] {
  if (course === null) return [];
  return results
    .filter(({ use, scale, measurement }) => use === 'any' && scale === index.scale && measurement.comparator === null)
    .filter(({ time }) => time.from >= course.start.from && time.from < index.time.from)
    .sort((a, b) => a.time.from - b.time.from);
}
