import { DAY_MS, type TimeZone } from './time.js';

/**
 * The clocks and the calendar of a place. A local time is written as the milliseconds that it would be in UTC, so that its date
 * and hour are plain arithmetic; only the way there and back asks the zone.
 */

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** What the clocks of a zone show at a moment. */
export function toLocal(ms: number, zone: TimeZone): number {
  return ms + offsetAt(ms, zone);
}

/**
 * The moment at which the clocks of a zone show a local time. Of a time that they show twice it is the first; one that they
 * skip is read by the clocks of before the change, so midnight that is skipped is the first moment of its day.
 */
export function fromLocal(local: number, zone: TimeZone): number {
  if (zone === 'UTC') return local;
  // No zone is further from UTC than 14 hours, so these lie before and behind any change that matters.
  const before = offsetAt(local - DAY_MS, zone);
  const behind = offsetAt(local + DAY_MS, zone);
  if (before === behind) return local - before;
  if (offsetAt(local - before, zone) === before) return local - before;
  return offsetAt(local - behind, zone) === behind ? local - behind : local - before;
}

/**
 * Milliseconds in UTC of the midnight that begins a date; `month` may be any whole number, `day` any of a month of 31 days. By
 * arithmetic: every date of a chart comes by here, and `Date.UTC` costs several times as much (Hinnant, days_from_civil).
 */
export function midnightOf(year: number, month: number, day: number): number {
  const monthsFromMarch = month - 3;
  const years = year + Math.floor(monthsFromMarch / 12);
  const monthFromMarch = monthsFromMarch - 12 * Math.floor(monthsFromMarch / 12);
  const era = Math.floor(years / 400);
  const yearOfEra = years - era * 400;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + daysFromMarch(monthFromMarch, day);
  return (era * DAYS_OF_400_YEARS + dayOfEra - DAYS_BEFORE_1970) * DAY_MS;
}

/** From the first of March on, which is 0; the months from there are 31 and 30 days long by turns of five. */
function daysFromMarch(monthFromMarch: number, day: number): number {
  return Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
}

const DAYS_OF_400_YEARS = 146_097;
/** Since the first of March of the year 0. */
const DAYS_BEFORE_1970 = 719_468;

/** The number of days in a month; `month` may be any whole number. */
export function daysIn(year: number, month: number): number {
  return Math.round((midnightOf(year, month + 1, 1) - midnightOf(year, month, 1)) / DAY_MS);
}

/** Midnight of a date, or null where there is no such day: 30 February. */
export function existingMidnight(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return day <= 28 || day <= daysIn(year, month) ? midnightOf(year, month, day) : null;
}

/** The date of a local time: days since March of the year 0 in eras of 400 years (Hinnant, chrono-compatible date algorithms). */
export function dateOf(local: number): CivilDate {
  const days = Math.floor(local / DAY_MS) + DAYS_BEFORE_1970;
  const era = Math.floor(days / DAYS_OF_400_YEARS);
  const dayOfEra = days - era * DAYS_OF_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** `2026-11-20`: the date of a local time. */
export function isoDate(local: number): string {
  const { year, month, day } = dateOf(local);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Births and results lie in it. Outside, each moment is asked of Intl anew, so that the table cannot grow. */
const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(2100, 0, 1);
const SLOT_MS = 128 * DAY_MS;
/** A process knows the zone of its content, and for a while that of the content before. */
const MOST_ZONES = 8;

/** The changes of the clocks in one stretch of time: `offsets[0]` holds before `changes[0]`. */
interface Slot {
  readonly changes: readonly number[];
  readonly offsets: readonly number[];
}

interface Zone {
  readonly name: TimeZone;
  readonly ask: (ms: number) => number;
  /** Made from Intl when a moment in it is first asked for: what it says never changes. */
  readonly slots: (Slot | undefined)[];
}

const zones = new Map<TimeZone, Zone>();
let latest: Zone | null = null;

/** Milliseconds that the clocks of a zone are ahead of UTC. */
function offsetAt(ms: number, name: TimeZone): number {
  if (name === 'UTC') return 0;
  const zone = latest?.name === name ? latest : openZone(name);
  if (ms < FIRST || ms >= LAST) return zone.ask(ms);
  const index = Math.floor((ms - FIRST) / SLOT_MS);
  const { changes, offsets } = (zone.slots[index] ??= readSlot(FIRST + index * SLOT_MS, zone.ask));
  let at = 0;
  while (at < changes.length && ms >= (changes[at] ?? Infinity)) at += 1;
  return offsets[at] ?? 0;
}

function openZone(name: TimeZone): Zone {
  const known = zones.get(name);
  if (known === undefined && zones.size >= MOST_ZONES) zones.clear();
  const zone = known ?? { name, ask: asker(name), slots: [] };
  zones.set(name, zone);
  latest = zone;
  return zone;
}

/** Asked day by day, and where two days differ, halved until the second is found. */
function readSlot(from: number, ask: (ms: number) => number): Slot {
  const changes: number[] = [];
  const offsets = [ask(from)];
  for (let day = from; day < from + SLOT_MS; day += DAY_MS) {
    const after = ask(day + DAY_MS);
    const before = offsets.at(-1);
    if (after === before) continue;
    let [low, high] = [day, day + DAY_MS];
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (ask(middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
    offsets.push(after);
  }
  return { changes, offsets };
}

const CLOCK = /^(\d+)\/(\d+)\/(\d+) (\w+), (\d+):(\d+):(\d+)$/;

/** What Intl says the clocks show, less what UTC shows. */
function asker(timeZone: TimeZone): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', era: 'short' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (ms) => {
    const second = Math.floor(ms / 1_000) * 1_000;
    const parts = CLOCK.exec(format.format(second).replaceAll(/[\u202f\u00a0]/g, ' '));
    if (parts === null) throw new RangeError(`no clock of ${timeZone}`);
    const [, month, day, year, era, hour, minute, seconds] = parts;
    const fullYear = era === 'BC' || era === 'B' ? 1 - Number(year) : Number(year);
    const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(seconds);
    return midnightOf(fullYear, Number(month), Number(day)) + clock * 1_000 - second;
  };
}
