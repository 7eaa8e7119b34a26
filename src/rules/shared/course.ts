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
import { confirmed } from './results.js';

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

export type CourseReading =
  | { readonly state: 'current'; readonly course: Course }
  /** Everything was seen, and nothing shows exposure: the order being placed is the first of a course. */
  | { readonly state: 'none' }
  /** Medication data are missing, so nobody can tell. */
  | { readonly state: 'unknown' };

/** One stretch of supply. Milliseconds since the epoch, `to` not included. */
interface Supply {
  readonly from: number;
  readonly to: number;
  readonly start: TimeInterval;
  readonly basis: Course['startBasis'];
  readonly evidence: string;
}

/**
 * Reads the course from the chart (docs/clinical/duration.md#course). Renewals, brand switches and a change between
 * immediate and extended release do not restart it; a gap in supply longer than `maxGapDays` does. Drafts are never
 * exposure.
 */
export function readCourse(
  snapshot: ClinicalSnapshot,
  params: CourseParams,
  use: 'any-route' | 'systemic',
): CourseReading {
  const { medications, asOf } = snapshot;
  const placedNow = new Set(
    snapshot.drafts.map(({ reference }) => reference).filter((reference) => reference !== null),
  );
  // Some EHRs already store the order that is being signed: written today, it is that order and no history.
  const isPlacedNow = ({ reference, recordedOn }: MedicationFact) =>
    reference !== null &&
    placedNow.has(reference) &&
    (recordedOn === null || calendarDaysBetween(recordedOn.from, asOf, snapshot.timeZone) <= 0);
  const history = medications.items.filter((fact) => !isPlacedNow(fact));
  const reading = { asOf, params, use, orders: ordersInTime(snapshot, history, use) };
  const supplies = history.flatMap((fact) => supplyOf(fact, reading));
  const otherSupplies = use === 'any-route' ? [] : rectalSupplies(snapshot, params);
  const run = currentRun([...supplies, ...levelEvidence(snapshot, supplies, otherSupplies, params)], asOf, params);
  const complete = isHistoryWhole(snapshot, ['tacrolimus']);
  if (run === null) return { state: complete ? 'none' : 'unknown' };
  const isCertain = !isForgottenOrder(run, snapshot, params);
  return {
    state: 'current',
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

const INTENTS_THAT_ARE_ORDERS = ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];
const REQUEST_NOT_TAKEN = ['draft', 'cancelled', 'unknown', 'entered-in-error', 'proposed', 'planned'];
const STATEMENT_TAKEN = ['active', 'completed', 'stopped', 'on-hold', 'recorded'];
const SUPPLIED = ['completed', 'in-progress', 'on-hold', 'stopped', 'active'];

/** Whether a line of the history says that the drug was, or was meant to be, taken. */
function isExposure(fact: MedicationFact): boolean {
  if (fact.doNotPerform) return false;
  switch (fact.source) {
    case 'request':
      return (
        !REQUEST_NOT_TAKEN.includes(fact.status) &&
        (fact.intent === null || INTENTS_THAT_ARE_ORDERS.includes(fact.intent))
      );
    case 'statement':
      return STATEMENT_TAKEN.includes(fact.status);
    case 'dispense':
    case 'administration':
      return SUPPLIED.includes(fact.status);
  }
}

interface SupplyReading {
  readonly asOf: number;
  readonly params: CourseParams;
  readonly use: 'any-route' | 'systemic';
  /** When the tacrolimus orders of the chart and of this session were written, oldest first. */
  readonly orders: readonly number[];
}

function supplyOf(fact: MedicationFact, { asOf, params, use, orders }: SupplyReading): Supply[] {
  if (fact.drug.kind !== 'tacrolimus' || fact.drug.route === 'topical') return [];
  if (use === 'systemic' && fact.drug.route === 'rectal') return [];
  const start = fact.start ?? fact.recordedOn ?? (isUndated(fact) ? atInstant(asOf) : null);
  if (!isExposure(fact) || start === null || start.from > asOf) return [];
  const to = Math.max(Math.min(endOfTacrolimus(fact, start, { asOf, params, orders }), asOf), start.from);
  return [{ from: start.from, to, start, basis: fact.source, evidence: fact.display }];
}

/** Longer ago, an order that was stopped and one that begins are two courses, not a change of dose. */
const REORDER_WITHIN_MS = 366 * DAY_MS;

/**
 * As any supply, with two habits of order entry. An order that is still active after its supply or its bounds ran out on
 * paper goes on for a while (docs/clinical/duration.md#ran-out). One that was stopped or completed without an end lasts
 * until the next order: stop and reorder is how a dose is changed (docs/clinical/duration.md#reorder).
 */
function endOfTacrolimus(
  fact: MedicationFact,
  start: TimeInterval,
  { asOf, params, orders }: Omit<SupplyReading, 'use'>,
): number {
  const end = endOfSupply(fact, start, asOf, params);
  if (fact.source !== 'request') return end;
  const says = fact.end !== null || fact.supplyDays !== null;
  if (fact.status === 'active') return says ? end + 2 * params.maxGapDays * DAY_MS : end;
  if (says || !['stopped', 'completed'].includes(fact.status)) return end;
  const next = orders.find((written) => written > start.from && written - start.from <= REORDER_WITHIN_MS);
  return Math.max(end, next ?? end);
}

/**
 * The order being placed says that the course goes on, so the rescue rules count to today. It does not say that the drug was
 * taken until now, and asks for no level (`any-route`).
 */
function ordersInTime(
  { drafts, asOf }: ClinicalSnapshot,
  history: readonly MedicationFact[],
  use: SupplyReading['use'],
): readonly number[] {
  const written = history
    .filter((fact) => fact.source === 'request' && isSystemic(fact.drug) && isExposure(fact))
    .flatMap(({ start, recordedOn }) => (recordedOn ?? start)?.from ?? []);
  const isDrafted =
    use === 'systemic' &&
    drafts.some(({ drug, triggering, doNotPerform }) => triggering && !doNotPerform && isSystemic(drug));
  return [...written, ...(isDrafted ? [asOf] : [])].sort((a, b) => a - b);
}

function isSystemic(drug: MedicationFact['drug']): boolean {
  return drug.kind === 'tacrolimus' && drug.route !== 'topical' && drug.route !== 'rectal';
}

/** Half a year without a sign of use: the renewal, the refill or the level would have come. */
const SIGN_OF_USE_MONTHS = 6;

/** An old order that is active in the list, and that nothing of the last half year bears out (docs/clinical/duration.md#old-active). */
function isForgottenOrder(run: Supply, snapshot: ClinicalSnapshot, params: CourseParams): boolean {
  const { asOf, timeZone, medications, tacrolimusLevels } = snapshot;
  const since = (months: number) => addCalendarMonths(startOfDay(asOf, timeZone), -months, timeZone);
  if (run.basis !== 'request' || run.from >= since(params.uncertainAfterMonths)) return false;
  const recent = since(SIGN_OF_USE_MONTHS);
  const isRecent = (time: TimeInterval | null) => time !== null && time.to >= recent && time.from <= asOf;
  const isBorneOut = medications.items.some(
    (fact) =>
      fact.drug.kind === 'tacrolimus' && isExposure(fact) && (isRecent(fact.start) || isRecent(fact.recordedOn)),
  );
  return !isBorneOut && !confirmed(tacrolimusLevels.items).some(({ time }) => isRecent(time));
}

/** An order or a statement of tacrolimus that goes on and has no date at all: it is taken today, nobody knows since when. */
function isUndated({ drug, source, status, start, recordedOn }: MedicationFact): boolean {
  const goesOn = status === 'active' && (source === 'request' || source === 'statement');
  return drug.kind === 'tacrolimus' && goesOn && start === null && recordedOn === null;
}

function atInstant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: '' };
}

/**
 * When the supply of one line of history ends, docs/clinical/duration.md#supply: at its bounds or period; after its
 * days of supply; today if it is still active and says nothing; else `assumedSupplyDays` after it was written.
 */
export function endOfSupply(fact: MedicationFact, start: TimeInterval, asOf: number, params: CourseParams): number {
  if (fact.end !== null) return fact.end.to;
  if (fact.supplyDays !== null) return start.from + fact.supplyDays * DAY_MS;
  if (fact.source === 'administration') return start.to;
  if (fact.status === 'active' && (fact.source === 'request' || fact.source === 'statement')) return asOf;
  const written = fact.source === 'request' ? (fact.recordedOn ?? start) : start;
  return Math.max(written.from, start.from) + params.assumedSupplyDays * DAY_MS;
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
  const during = (time: TimeInterval) => (supply: Supply) => supply.from <= time.to && time.from <= supply.to;
  const isSupplied = (time: TimeInterval) => supplies.some(during(time));
  return confirmed(snapshot.tacrolimusLevels.items)
    .filter(({ time }) => isSupplied(time) || !otherSupplies.some(during(time)))
    .filter(({ measurement }) => measurement.comparator !== '<' && measurement.comparator !== '<=')
    .filter(({ measurement }) => measurement.canonical > 0)
    .filter(({ time }) => time.precision === 'instant' || time.precision === 'day')
    .filter(({ time }) => daysAgo(time, snapshot.asOf, snapshot.timeZone) <= params.levelEvidenceDays)
    .map(({ time, measurement }) => ({
      from: time.from,
      to: isSupplied(time) ? Math.min(time.to, snapshot.asOf) : snapshot.asOf,
      start: time,
      basis: 'level' as const,
      evidence: measurement.reported,
    }));
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
