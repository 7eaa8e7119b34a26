import type { CreatinineResult } from '../../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { daysBetween, withinDaysBefore } from './calendar.js';
import { onceFor } from './once-per-chart.js';

/** What a creatinine is compared with (docs/clinical/aki.md#baselines). */

/** NHS England algorithm: the windows before the index result, days. */
export const RECENT_DAYS = 7;
export const BASELINE_DAYS = 365;

/** RV1, RV2, PRE, what stands in for PRE, and the window of the absolute rise: keys of `cards/labels.yaml`. */
export const BASELINE_KINDS = [
  'lowest-7d',
  'median-365d',
  'pre-treatment',
  'week-before-treatment',
  'lowest-48h',
] as const;
export type BaselineKind = (typeof BASELINE_KINDS)[number];

/** A baseline and the results it was made of. */
export interface Baseline {
  readonly kind: BaselineKind;
  /** umol/L */
  readonly value: number;
  /** Oldest first. */
  readonly results: readonly CreatinineResult[];
}

/** PRE: median of the results 7-365 days before the first dose of the course (docs/clinical/aki.md#pre). */
export function preTreatmentBaseline(
  results: readonly CreatinineResult[],
  courseStart: TimeInterval,
  zone: TimeZone,
): Baseline | null {
  const isInWindow = withinDaysBefore(courseStart, RECENT_DAYS, BASELINE_DAYS, zone);
  return median(
    'pre-treatment',
    results.filter((result) => isInWindow(result.time)),
  );
}

/**
 * Where nothing is older: the lowest of the week before the first dose (docs/clinical/aki.md#pre-last-week). Of a first dose
 * that has a date only, that day belongs to the week: a day of the drug does not raise creatinine.
 */
export function weekBeforeTreatment(
  results: readonly CreatinineResult[],
  courseStart: TimeInterval,
  zone: TimeZone,
): Baseline | null {
  const end = courseStart.precision === 'day' ? courseStart.to : courseStart.from;
  return lowest(
    'week-before-treatment',
    results,
    ({ time }) => time.from < end && daysBetween(time, courseStart, zone) <= RECENT_DAYS,
  );
}

/** The lowest of the results that count; null without one. */
export function lowest(
  kind: Baseline['kind'],
  results: readonly CreatinineResult[],
  counts: (result: CreatinineResult) => boolean,
): Baseline | null {
  let first: CreatinineResult | null = null;
  for (const result of results) {
    if (counts(result) && (first === null || compareByValue(result, first) < 0)) first = result;
  }
  return first === null ? null : { kind, value: first.measurement.canonical, results: [first] };
}

/** The median, of an even number the mean of the two in the middle; null without a result. */
export function median(kind: Baseline['kind'], results: readonly CreatinineResult[]): Baseline | null {
  const sorted = results.toSorted(compareByValue);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) return null;
  const value = (upper.measurement.canonical + lower.measurement.canonical) / 2;
  return { kind, value, results: isInTimeOrder(results) ? results : results.toSorted(compareByTime) };
}

/** Oldest first, once for all that is asked of these results. */
export const inTimeOrder = onceFor((results: readonly CreatinineResult[]) => results.toSorted(compareByTime));

function isInTimeOrder(results: readonly CreatinineResult[]): boolean {
  let before: CreatinineResult | null = null;
  for (const result of results) {
    if (before !== null && compareByTime(before, result) > 0) return false;
    before = result;
  }
  return true;
}

/** Lowest first; at the same value the newest, so that the date on the card does not depend on the order of arrival. */
function compareByValue(a: CreatinineResult, b: CreatinineResult): number {
  return (
    order(a.measurement.canonical, b.measurement.canonical) ||
    order(b.time.from, a.time.from) ||
    order(a.time.to, b.time.to) ||
    (a.measurement.reported < b.measurement.reported ? -1 : 1)
  );
}

function compareByTime(a: CreatinineResult, b: CreatinineResult): number {
  return order(a.time.from, b.time.from) || order(a.time.to, b.time.to);
}

/** Not the difference: that of two times is a number too large to be passed without an object. */
function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
