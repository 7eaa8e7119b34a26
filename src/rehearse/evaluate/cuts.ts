import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import type { RuleParams } from '../../rules/index.js';
import { ageInYears, daysAgo, wholeMonthsBetween } from '../../rules/shared/calendar.js';
import { type Course, dayOfCourse, readCourse } from '../../rules/shared/course.js';
import { reportedEgfr } from '../../rules/shared/egfr.js';
import { diagnosesOnRecord } from '../../rules/shared/indication.js';
import { comparableCreatinine, confirmed, latest } from '../../rules/shared/results.js';

/**
 * What of a chart a threshold is held against. Between two of these numbers all its values have the same answer, so one of them is tried.
 * A number too many costs a trial; one too few would be an error, which test/rehearse/sweep.test.ts looks for on the rows of the
 * clinical tables.
 */
export const CUTS: Readonly<Record<string, (snapshot: ClinicalSnapshot, params: RuleParams) => readonly number[]>> = {
  'aki.maxAgeDays': agesOfCreatinine,
  'aki.highTroughFrom': latestLevel,
  'aki.lowEgfr': everyEgfr,
  'trough.earlyDays': daysOfCourse,
  'trough.firstLevelFromDay': daysOfCourse,
  'duration.limitMonths': monthsOfCourse,
};

/** So near to a limit a converted amount counts as on it. */
const NEAR = 1e-6;

/** Steps with the same name lie between the same numbers. */
export function nameOfClass(value: number, cuts: readonly number[]): string {
  let [below, at] = [0, 0];
  for (const cut of cuts) {
    if (cut < value * (1 - NEAR)) below += 1;
    else if (cut <= value * (1 + NEAR)) at += 1;
  }
  return `${below}|${at}`;
}

function agesOfCreatinine(snapshot: ClinicalSnapshot): number[] {
  const { asOf, timeZone } = snapshot;
  const judged = latest(comparableCreatinine(snapshot).filter(({ use }) => use === 'any'));
  // Of a result that is not final it is asked what would be said if it were.
  const results = [judged, ...snapshot.creatinine.items.filter(({ status }) => status === 'preliminary')];
  const sessions = diagnosesOnRecord(snapshot).flatMap(({ classes, lastDone }) =>
    classes.includes('dialysis') && lastDone !== null ? [lastDone] : [],
  );
  const times = [...results.flatMap((result) => (result === null ? [] : [result.time])), ...sessions];
  return times.map((time) => daysAgo(time, asOf, timeZone));
}

function latestLevel({ tacrolimusLevels }: ClinicalSnapshot): number[] {
  const level = latest(confirmed(tacrolimusLevels.items));
  return level === null ? [] : [level.measurement.canonical];
}

const ADULT_YEARS = 18;
/** Of a child the equation is another one: every value is tried. */
const EVERY_EGFR = Array.from({ length: 200 }, (_, value) => value);

/** Every number from the least to the highest eGFR of any result: it falls with the creatinine, and with the age. */
function everyEgfr({ creatinine, patient, timeZone }: ClinicalSnapshot): readonly number[] {
  const { sex = null, birthDate = null } = patient.items[0] ?? {};
  const { items } = creatinine;
  if (birthDate === null || items.length === 0) return [];
  const times = items.map(({ time }) => time.from);
  const ageAt = (time: number) => ageInYears(birthDate, time, timeZone).least;
  const [youngest, oldest] = [ageAt(Math.min(...times)), ageAt(Math.max(...times))];
  if (youngest < ADULT_YEARS) return EVERY_EGFR;
  if (sex === null) return [];
  const values = items.map(({ measurement }: CreatinineResult) => measurement.canonical);
  const least = reportedEgfr(Math.max(...values), oldest, sex);
  const most = reportedEgfr(Math.min(...values), youngest, sex);
  return EVERY_EGFR.slice(Math.max(0, least), most + 1);
}

function courses(snapshot: ClinicalSnapshot, params: RuleParams): readonly Course[] {
  return (['any-route', 'systemic'] as const).flatMap((route) => {
    const reading = readCourse(snapshot, params.course, route);
    return reading.state === 'current' ? [reading.course] : [];
  });
}

function daysOfCourse(snapshot: ClinicalSnapshot, params: RuleParams): number[] {
  return courses(snapshot, params).map((course) => dayOfCourse(course, snapshot.asOf, snapshot.timeZone));
}

function monthsOfCourse(snapshot: ClinicalSnapshot, params: RuleParams): number[] {
  const { asOf, timeZone } = snapshot;
  return courses(snapshot, params).flatMap(({ start }) =>
    [start.from, start.to, start.to - 1].map((time) => wholeMonthsBetween(time, asOf, timeZone)),
  );
}
