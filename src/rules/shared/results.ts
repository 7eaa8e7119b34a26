import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { UnreadResource, UnreadReason, FactSet } from '../../domain/fact-set.js';
import type { CountingStatus, CreatinineResult, Measurement } from '../../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { formatDate } from './calendar.js';
import type { UnusableFacts } from './finding-facts.js';
import { onceFor, oncePerChart } from './once-per-chart.js';

/** What creatinine results and tacrolimus levels have in common; only creatinine has uses and scales. */
interface TimedResult extends Partial<Pick<CreatinineResult, 'use' | 'scale'>> {
  readonly time: TimeInterval;
  readonly measurement: Measurement;
  readonly status: CountingStatus;
}

/**
 * Final, amended and corrected results; a preliminary one is shown and never fired on (docs/clinical/facts.md#status).
 */
export function confirmed<T extends TimedResult>(results: readonly T[]): readonly T[] {
  // Of most charts all are: then the list is its own answer, and whoever asks again is told the same list.
  return results.some(isPreliminary) ? results.filter((result) => !isPreliminary(result)) : results;
}

function isPreliminary({ status }: TimedResult): boolean {
  return status === 'preliminary';
}

/** Preliminary results that are newer than the one judged, newest first; on a card they are named, and never fire. */
export function newerPreliminary<T extends TimedResult>(results: readonly T[], judged: TimeInterval | null): T[] {
  if (!results.some(isPreliminary)) return [];
  const newer = results
    .filter((result) => isPreliminary(result) && result.use !== 'baseline-only')
    .filter(({ time }) => judged === null || time.from > judged.from);
  return withoutRepeats(newer).toSorted(
    (a, b) => b.time.from - a.time.from || b.measurement.canonical - a.measurement.canonical,
  );
}

/**
 * The latest result that has at least a day. Where two cannot be told apart in time - the same instant, or a date that
 * covers the other's hour - the higher value counts (docs/clinical/facts.md#one-instant).
 */
export function latest<T extends TimedResult>(results: readonly T[]): T | null {
  let newestStart = -Infinity;
  for (const { time } of results) if (isDated(time) && time.from > newestStart) newestStart = time.from;
  let chosen: T | null = null;
  for (const result of results) {
    if (!isDated(result.time)) continue;
    const mayBeLatest =
      result.time.precision === 'day' ? result.time.to > newestStart : result.time.from === newestStart;
    if (mayBeLatest && (chosen === null || isPreferred(result, chosen))) chosen = result;
  }
  return chosen;
}

function isDated({ precision }: TimeInterval): boolean {
  return precision === 'instant' || precision === 'day';
}

/** Higher first; at the same value the one whose time is better known, then a stable order. */
function isPreferred(a: TimedResult, b: TimedResult): boolean {
  if (a.measurement.canonical !== b.measurement.canonical) return a.measurement.canonical > b.measurement.canonical;
  if (a.time.precision !== b.time.precision) return a.time.precision === 'instant';
  if (a.measurement.unit !== b.measurement.unit) return a.measurement.unit < b.measurement.unit;
  return a.measurement.reported < b.measurement.reported;
}

/**
 * Drops exact repeats (same time, amount, comparator, unit and scale), as two codes or two feeds bring them. Of a result
 * and its repeat that is coded as a baseline the result stays: only that one may be judged.
 */
export function withoutRepeats<T extends TimedResult>(results: readonly T[]): readonly T[] {
  const shared = sharedTimes(results);
  // Repeats and twins begin together: in most charts no two results do.
  if (shared === null) return results;
  const seen = new Map<string | T, T>();
  for (const result of results) {
    const key = shared.has(result.time.from) ? repeatKey(result) : result;
    const earlier = seen.get(key);
    if (earlier === undefined || isBetterRepeat(result, earlier)) seen.set(key, result);
  }
  const distinct = [...seen.values()];
  const hasGreaterTwin = twinFinder(distinct.filter(({ time }) => shared.has(time.from)));
  return distinct.filter((result) => !shared.has(result.time.from) || !hasGreaterTwin(result));
}

/** The creatinine results that a rule may compare with each other. */
export const comparableCreatinine: (snapshot: ClinicalSnapshot) => readonly CreatinineResult[] = oncePerChart(
  (snapshot: ClinicalSnapshot) => withoutRepeats(confirmed(snapshot.creatinine.items)),
);

/** The times at which more than one result begins; null where there is none. */
const sharedTimes: (results: readonly TimedResult[]) => ReadonlySet<number> | null = onceFor(findSharedTimes);

function findSharedTimes(results: readonly TimedResult[]): ReadonlySet<number> | null {
  if (results.length < 2) return null;
  const times = new Float64Array(results.length);
  let at = 0;
  for (const { time } of results) {
    times[at] = time.from;
    at += 1;
  }
  times.sort();
  let shared: Set<number> | null = null;
  for (at = 1; at < times.length; at += 1) {
    const time = times[at];
    if (time !== undefined && time === times[at - 1]) (shared ??= new Set()).add(time);
  }
  return shared;
}

function repeatKey({ time, measurement, status, scale }: TimedResult): string {
  const { canonical, comparator, unit } = measurement;
  return [time.from, time.to, canonical, comparator ?? '', unit, status, scale ?? ''].join('|');
}

function isBetterRepeat(result: TimedResult, earlier: TimedResult): boolean {
  if (result.use !== earlier.use) return earlier.use === 'baseline-only';
  return result.measurement.reported < earlier.measurement.reported;
}

/** Two decimals of mg/dL and whole umol/L round the same amount up to 1 % apart. */
const TWIN_TOLERANCE = 0.01;

/**
 * Tells whether a result is the lesser of two that are one specimen, reported twice, as mass and as moles
 * (docs/clinical/facts.md#twins): the higher of the two stays, as it does for any two values of one instant - but never a
 * baseline in the place of a result. Sorted once and searched: ten thousand results of one instant, each compared with each
 * other, would hold up every other call.
 */
function twinFinder<T extends TimedResult>(results: readonly T[]): (result: T) => boolean {
  const byUnit = new Map<string, Map<string, number[]>>();
  for (const result of results) {
    if (!mayBeTwin(result)) continue;
    const key = twinKey(result, result.use);
    const units = byUnit.get(key) ?? new Map<string, number[]>();
    byUnit.set(key, units);
    const amounts = units.get(result.measurement.unit);
    if (amounts === undefined) units.set(result.measurement.unit, [result.measurement.canonical]);
    else amounts.push(result.measurement.canonical);
  }
  for (const units of byUnit.values()) for (const amounts of units.values()) amounts.sort((a, b) => a - b);
  return (result) => {
    if (!mayBeTwin(result)) return false;
    const { canonical, unit } = result.measurement;
    for (const [other, amounts] of byUnit.get(twinKey(result, result.use)) ?? []) {
      if (other === unit) continue;
      const greater = amounts[firstFrom(amounts, canonical, unit < other)];
      if (greater !== undefined && isClose(canonical, greater)) return true;
    }
    if (result.use !== 'baseline-only') return false;
    for (const [other, amounts] of byUnit.get(twinKey(result, 'any')) ?? []) {
      if (other === unit) continue;
      const from = firstFrom(amounts, canonical * (1 - 2 * TWIN_TOLERANCE), false);
      for (let at = from; (amounts[at] ?? Infinity) <= canonical * (1 + 2 * TWIN_TOLERANCE); at += 1) {
        if (isClose(canonical, amounts[at] ?? Infinity)) return true;
      }
    }
    return false;
  };
}

function mayBeTwin({ time, measurement }: TimedResult): boolean {
  return time.precision === 'instant' && measurement.comparator === null;
}

function twinKey({ time, status, scale }: TimedResult, use: TimedResult['use']): string {
  return `${time.from} ${status} ${scale ?? ''} ${use ?? ''}`;
}

function isClose(amount: number, other: number): boolean {
  return Math.abs(amount - other) <= other * TWIN_TOLERANCE;
}

/** The first position whose amount is at least `least`, or above it; the length where there is none. */
function firstFrom(amounts: readonly number[], least: number, above: boolean): number {
  let [low, high] = [0, amounts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const amount = amounts[middle] ?? Infinity;
    if (amount < least || (above && amount === least)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Positively no result of this kind, though it came in answer to the question: taken after the dose, or on another scale.
 * Whatever else could not be read may be the newest result, or the one that matters (docs/clinical/not-checked.md#indeterminate).
 */
const NO_RESULT: readonly UnreadReason[] = ['not-a-trough', 'different-scale', 'other-patient'];

/** Of something left out, what a card lists. */
export type LeftOut = Pick<UnreadResource, 'reported' | 'name' | 'reason' | 'time'>;

function mayBeResults(facts: FactSet<unknown>): readonly LeftOut[] {
  if (facts.unread.length === 0) return facts.unread;
  return facts.unread.filter(({ reason }) => !NO_RESULT.includes(reason));
}

/** Results of a month or a year: they serve as a baseline, are never the latest, and may be newer than it. */
function vagueNewer(facts: FactSet<TimedResult>, than: TimeInterval | null): readonly LeftOut[] {
  if (facts.items.every(({ time }) => isDated(time))) return [];
  return withoutRepeats(facts.items)
    .filter(({ time, use }) => !isDated(time) && use !== 'baseline-only')
    .filter(({ time }) => than === null || isLaterPossible(time, than))
    .map(({ time, measurement }) => ({ reported: measurement.reported, name: null, reason: 'no-time', time }));
}

/** Results that a card lists because a reader would otherwise think that they had been looked at. */
export function unusable(facts: FactSet<unknown>, zone: TimeZone): UnusableFacts[] {
  return listed(mayBeResults(facts), zone);
}

/** What may be newer than the latest result that could be judged, and that nobody can judge; undated first. */
export function leftOutNewer(facts: FactSet<TimedResult>, than: TimeInterval | null): readonly LeftOut[] {
  const unread = mayBeResults(facts).filter(
    ({ time }) => than === null || time === null || isLaterPossible(time, than),
  );
  const vague = vagueNewer(facts, than);
  return vague.length === 0 && unread.length < 2 ? unread : [...unread, ...vague].sort(newestFirst);
}

/** What was measured or given is not certain here, so its name stands before it. */
const NAMED: readonly UnreadReason[] = ['unknown-code', 'not-identified', 'not-resolved', 'status-undecided'];

/** At most five by value, name, date and reason. */
export function listed(results: readonly LeftOut[], zone: TimeZone): UnusableFacts[] {
  return results
    .toSorted(newestFirst)
    .slice(0, 5)
    .map(({ reported, name, reason, time }) => ({
      // What is under a code that we do not know is told by its name; what has no value, too.
      reported: (NAMED.includes(reason) || reported === '' ? `${name ?? ''} ${reported}`.trim() : reported) || '?',
      reason,
      date: time === null ? '' : formatDate(time, zone),
    }));
}

export function newestFirst(a: LeftOut, b: LeftOut): number {
  const order = (b.time?.from ?? 0) - (a.time?.from ?? 0);
  return order !== 0 ? order : a.reported < b.reported ? -1 : a.reported > b.reported ? 1 : 0;
}

/** Of two instants the later; a date or a month may be later as long as it is not over. */
function isLaterPossible(time: TimeInterval, than: TimeInterval): boolean {
  return time.from > than.from || (time.precision !== 'instant' && time.to > than.from + 1);
}
