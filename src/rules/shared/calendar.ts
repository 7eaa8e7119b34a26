import { DateTime } from 'luxon';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { DAY_MS } from '../../domain/time.js';

/** Start of the local day that holds `ms`, as milliseconds since the epoch. */
export function startOfDay(ms: number, zone: TimeZone): number {
  // Its days all have 24 hours.
  if (zone === 'UTC') return Math.floor(ms / DAY_MS) * DAY_MS;
  return DateTime.fromMillis(ms, { zone }).startOf('day').toMillis();
}

/**
 * Start of the local day `months` calendar months after the day that holds `ms`. The end of a shorter month stands in
 * for a day it does not have: 2024-08-31 + 6 months is 2025-02-28 (docs/clinical/duration.md#clock).
 */
export function addCalendarMonths(ms: number, months: number, zone: TimeZone): number {
  return DateTime.fromMillis(ms, { zone }).startOf('day').plus({ months }).toMillis();
}

/** Whole calendar months from the day of `fromMs` to the day of `toMs`. */
export function wholeMonthsBetween(fromMs: number, toMs: number, zone: TimeZone): number {
  const from = DateTime.fromMillis(fromMs, { zone }).startOf('day');
  const to = DateTime.fromMillis(toMs, { zone }).startOf('day');
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return from.plus({ months }) > to ? months - 1 : months;
}

/** Calendar days from the day of `fromMs` to the day of `toMs`; rounding absorbs the hour of a clock change. */
export function calendarDaysBetween(fromMs: number, toMs: number, zone: TimeZone): number {
  return Math.round((startOfDay(toMs, zone) - startOfDay(fromMs, zone)) / DAY_MS);
}

/**
 * Days from `earlier` to `later`: exact where both are instants, whole calendar days where one is a date only
 * (a date cannot prove an hour).
 */
export function daysBetween(earlier: TimeInterval, later: TimeInterval, zone: TimeZone): number {
  return earlier.precision === 'instant' && later.precision === 'instant'
    ? (later.from - earlier.from) / DAY_MS
    : calendarDaysBetween(earlier.from, later.from, zone);
}

/**
 * Whether a time lies `least` to `most` whole days before `later`, as {@link daysBetween} counts them. The calendar is
 * asked once and not for every time: charts hold thousands.
 */
export function withinDaysBefore(
  later: TimeInterval,
  least: number,
  most: number,
  zone: TimeZone,
): (earlier: TimeInterval) => boolean {
  const day = DateTime.fromMillis(later.from, { zone }).startOf('day');
  const startOfDayBefore = (days: number) => day.minus({ days }).startOf('day').toMillis();
  const [first, end] = [startOfDayBefore(most), startOfDayBefore(least - 1)];
  return (earlier) => {
    if (earlier.precision !== 'instant' || later.precision !== 'instant') {
      return earlier.from >= first && earlier.from < end;
    }
    const days = (later.from - earlier.from) / DAY_MS;
    return days >= least && days <= most;
  };
}

/** Days from a time in the record to the moment of the call. */
export function daysAgo(time: TimeInterval, asOf: number, zone: TimeZone): number {
  return daysBetween(time, { from: asOf, to: asOf, precision: 'instant', reported: '' }, zone);
}

/** Completed years of age at `asOf`; the youngest and oldest that a partial birth date allows. */
export function ageInYears(birthDate: TimeInterval, asOf: number, zone: TimeZone): { least: number; most: number } {
  const today = DateTime.fromMillis(asOf, { zone }).startOf('day');
  const years = (bornMs: number) => {
    const born = DateTime.fromMillis(bornMs, { zone }).startOf('day');
    const birthdays = today.year - born.year;
    return born.plus({ years: birthdays }) > today ? birthdays - 1 : birthdays;
  };
  // The last moment of the interval belongs to the youngest person it may describe.
  const latestBirth = birthDate.precision === 'instant' ? birthDate.from : birthDate.to - 1;
  return { least: years(latestBirth), most: years(birthDate.from) };
}

/** Younger for certain: a birth date that allows both, or none, is that of an older person. */
export function isYoungerThan(age: number, birthDate: TimeInterval | null, asOf: number, zone: TimeZone): boolean {
  return birthDate !== null && ageInYears(birthDate, asOf, zone).most < age;
}

/** `2026-11-20` in the site's calendar, or the shorter date that the record has. */
export function formatDate(time: TimeInterval, zone: TimeZone): string {
  const pattern = { instant: 'yyyy-MM-dd', day: 'yyyy-MM-dd', month: 'yyyy-MM', year: 'yyyy' }[time.precision];
  return DateTime.fromMillis(time.from, { zone }).toFormat(pattern);
}

/** As {@link formatDate}, with hours and minutes where the record has them. */
export function formatTime(time: TimeInterval, zone: TimeZone): string {
  return time.precision === 'instant'
    ? DateTime.fromMillis(time.from, { zone }).toFormat('yyyy-MM-dd HH:mm')
    : formatDate(time, zone);
}
