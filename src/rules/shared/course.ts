import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow } from '../../domain/finding.js';
import type { MedicationFact } from '../../domain/medication.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { DAY_MS } from '../../domain/time.js';
import {
  addCalendarMonths,
  calendarDaysBetween,
  daysAgo,
  formatDate,
  startOfDay,
  wholeMonthsBetween,
} from './calendar.js';
import { isHistoryWhole } from '../silence.js';
import type { CourseFacts } from './finding-facts.js';
import type { CourseParams } from './course-params.js';
import { oncePerChart } from './once-per-chart.js';
import { confirmed, type LeftOut } from './results.js';
import {
  countUpTo,
  isExposure,
  isUndated,
  ordersInTime,
  saysNeither,
  storedAlready,
  type Supply,
  supplyOf,
} from './supply.js';

/** The current continuous exposure to tacrolimus. */
export interface Course {
  /** First day of exposure, or the earliest that the chart shows. */
  readonly start: TimeInterval;
  /** False when the patient may have taken it before: a level without orders, or history with pages missing. */
  readonly startKnown: boolean;
  /** The order, dispense, statement, administration or level that the start rests on. */
  readonly startEvidence: string;
  readonly startBasis: MedicationFact['source'] | 'level';
  /** False where it rests on an old order alone, and nothing shows that the drug is still taken. */
  readonly isCertain: boolean;
}

export type CourseReading = {
  /** Lines that may reach further back than the course does, and do not say whether the drug went on being taken. */
  readonly undecided: readonly LeftOut[];
} & (
  | { readonly state: 'current'; readonly course: Course }
  /** Everything was seen, and nothing shows exposure: the order being placed is the first of a course. */
  | { readonly state: 'none' }
  /** Medication data are missing, or a line is undecided, so nobody can tell. */
  | { readonly state: 'unknown' }
);

/**
 * Reads the course from the chart (docs/clinical/duration.md#course). Renewals, brand switches and a change between
 * immediate and extended release do not restart it; a gap in supply longer than `maxGapDays` does. Drafts are never
 * exposure.
 */
export const readCourse: (
  snapshot: ClinicalSnapshot,
  params: CourseParams,
  use: 'any-route' | 'systemic',
) => CourseReading = oncePerChart(courseOf);

function courseOf(snapshot: ClinicalSnapshot, params: CourseParams, use: 'any-route' | 'systemic'): CourseReading {
  const { medications, asOf } = snapshot;
  const isPlacedNow = storedAlready(
    snapshot.drafts.map(({ reference }) => reference),
    snapshot,
  );
  const history = medications.items.filter((fact) => !isPlacedNow(fact));
  const reading = { asOf, params, use, orders: ordersInTime(snapshot, history, use) };
  const supplies = history.flatMap((fact) => supplyOf(fact, reading));
  const otherSupplies = use === 'any-route' ? [] : rectalSupplies(snapshot, params);
  const run = currentRun([...supplies, ...levelEvidence(snapshot, supplies, otherSupplies, params)], asOf, params);
  const undecided = history.filter((fact) => isUndecided(fact, run, snapshot, params)).map(leftUndecided);
  const complete = undecided.length === 0 && isHistoryWhole(snapshot, ['tacrolimus']);
  if (run === null) return { state: complete ? 'none' : 'unknown', undecided };
  const isCertain = !isForgottenOrder(run, snapshot, params);
  return {
    state: 'current',
    undecided,
    course: {
      start: run.start,
      // A level shows that the drug was in the blood, not since when; neither does a line without any date.
      startKnown: complete && run.basis !== 'level' && isCertain && !history.some(isUndated),
      isCertain,
      startEvidence: run.evidence,
      startBasis: run.basis,
    },
  };
}

/** Walks back from today over every gap that is short enough; returns the earliest supply of that run. */
function currentRun(supplies: readonly Supply[], asOf: number, params: CourseParams): Supply | null {
  const newestFirst = [...supplies].sort((a, b) => b.to - a.to || b.from - a.from);
  let reachedBackTo = asOf;
  let earliest: Supply | null = null;
  for (const supply of newestFirst) {
    const gapDays = Math.round((reachedBackTo - supply.to) / DAY_MS);
    if (gapDays > params.maxGapDays) break;
    if (
      earliest === null ||
      supply.from < earliest.from ||
      (supply.from === earliest.from && isFirmer(supply, earliest))
    ) {
      earliest = supply;
    }
    reachedBackTo = Math.min(reachedBackTo, supply.from);
  }
  return earliest;
}

/**
 * Of two that begin together, an order or dispense says more about the start than a level does, and a day more than a
 * month; after that any fixed order serves, so that the card does not depend on arrival.
 */
function isFirmer(a: Supply, b: Supply): boolean {
  if ((a.basis === 'level') !== (b.basis === 'level')) return b.basis === 'level';
  if (a.start.to !== b.start.to) return a.start.to < b.start.to;
  return a.basis === b.basis ? a.evidence < b.evidence : a.basis < b.basis;
}

/** Half a year without a sign of use: the renewal, the refill or the level would have come. */
const SIGN_OF_USE_MONTHS = 6;

/** An old order that is active in the list, and that nothing of the last half year bears out (docs/clinical/duration.md#old-active). */
function isForgottenOrder(run: Supply, snapshot: ClinicalSnapshot, params: CourseParams): boolean {
  return (
    run.basis === 'request' && run.from < monthsAgo(params.uncertainAfterMonths, snapshot) && !isBorneOut(snapshot)
  );
}

function monthsAgo(months: number, { asOf, timeZone }: ClinicalSnapshot): number {
  return addCalendarMonths(startOfDay(asOf, timeZone), -months, timeZone);
}

/** Whether an order, a refill or a level of the last half year shows that the drug is taken. */
function isBorneOut(snapshot: ClinicalSnapshot): boolean {
  const { asOf, medications, tacrolimusLevels } = snapshot;
  const recent = monthsAgo(SIGN_OF_USE_MONTHS, snapshot);
  const isRecent = (time: TimeInterval | null) => time !== null && time.to >= recent && time.from <= asOf;
  return (
    confirmed(tacrolimusLevels.items).some(({ time }) => isRecent(time)) ||
    medications.items.some(
      (fact) =>
        fact.drug.kind === 'tacrolimus' && isExposure(fact) && (isRecent(fact.start) || isRecent(fact.recordedOn)),
    )
  );
}

/**
 * Whether a line may be the earlier part of the course, and does not say so: on hold, or meant to begin on a day that is past
 * (docs/clinical/duration.md#undecided). One that is old, and that nothing of the last half year bears out, is over.
 */
function isUndecided(
  fact: MedicationFact,
  run: Supply | null,
  snapshot: ClinicalSnapshot,
  params: CourseParams,
): boolean {
  if (!saysNeither(fact, snapshot.asOf)) return false;
  const start = fact.start ?? fact.recordedOn;
  if (start === null || (run !== null && start.from >= run.from)) return start === null;
  return start.from >= monthsAgo(params.uncertainAfterMonths, snapshot) || isBorneOut(snapshot);
}

function leftUndecided({ display, start, recordedOn }: MedicationFact): LeftOut {
  return { reported: '', name: display, reason: 'status-undecided', time: start ?? recordedOn };
}

/**
 * Rectal tacrolimus is absorbed, so it explains a level; it is no systemic course
 * (docs/clinical/when-it-speaks.md#rectal).
 */
function rectalSupplies(snapshot: ClinicalSnapshot, params: CourseParams): Supply[] {
  return snapshot.medications.items
    .filter(({ drug }) => drug.kind === 'tacrolimus' && drug.route === 'rectal')
    .flatMap((fact) => supplyOf(fact, { asOf: snapshot.asOf, params, use: 'any-route', orders: [] }));
}

/**
 * A measurable level of the last weeks is exposure, even with no order on record
 * (docs/clinical/duration.md#level-evidence): then it counts up to today. Where a supply explains it, that supply's end
 * is better known.
 */
function levelEvidence(
  snapshot: ClinicalSnapshot,
  supplies: readonly Supply[],
  otherSupplies: readonly Supply[],
  params: CourseParams,
): Supply[] {
  const isSupplied = coverOf(supplies);
  const isOtherwiseSupplied = coverOf(otherSupplies);
  return confirmed(snapshot.tacrolimusLevels.items)
    .filter(
      ({ time, measurement }) =>
        (time.precision === 'instant' || time.precision === 'day') &&
        daysAgo(time, snapshot.asOf, snapshot.timeZone) <= params.levelEvidenceDays &&
        measurement.comparator !== '<' &&
        measurement.comparator !== '<=' &&
        measurement.canonical > 0 &&
        (isSupplied(time) || !isOtherwiseSupplied(time)),
    )
    .map(({ time, measurement }) => ({
      from: time.from,
      to: isSupplied(time) ? Math.min(time.to, snapshot.asOf) : snapshot.asOf,
      start: time,
      basis: 'level' as const,
      evidence: measurement.reported,
    }));
}

/** Whether any supply touches a time. Sorted once and searched: a chart may hold thousands of both. */
function coverOf(supplies: readonly Supply[]): (time: TimeInterval) => boolean {
  const sorted = [...supplies].sort((a, b) => a.from - b.from);
  const begins = sorted.map(({ from }) => from);
  /** The latest end among the supplies up to each position. */
  let latestEnd = -Infinity;
  const ends = sorted.map(({ to }) => (latestEnd = Math.max(latestEnd, to)));
  return (time) => (ends[countUpTo(begins, time.to) - 1] ?? -Infinity) >= time.from;
}

/** Days of the course so far: day 0 is the first day. */
export function dayOfCourse(course: Course, asOf: number, zone: TimeZone): number {
  return calendarDaysBetween(course.start.from, asOf, zone);
}

/** The course as a card prints it. */
export function courseFacts(course: Course, asOf: number, zone: TimeZone): CourseFacts {
  return {
    start: formatDate(course.start, zone),
    startKnown: course.startKnown,
    days: dayOfCourse(course, asOf, zone),
    months: wholeMonthsBetween(course.start.from, asOf, zone),
  };
}

/** The start of the course as a line of the table of facts. */
export function courseRows(course: Course | null, snapshot: ClinicalSnapshot): FactRow[] {
  if (course === null) return [];
  return [
    {
      what: 'course-start',
      reported: course.startEvidence,
      converted: '',
      time: formatDate(course.start, snapshot.timeZone),
      code: '',
    },
  ];
}
