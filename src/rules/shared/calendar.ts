import {
  type CivilDate,
  dateOf,
  daysIn,
  fromLocal,
  isoDate,
  midnightOf,
  toLocal,
  twoDigits,
} from '../../domain/local-time.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { DAY_MS } from '../../domain/time.js';

/** Start of the local day that holds `ms`, as milliseconds since the epoch. */
export function startOfDay(ms: number, zone: TimeZone): number {
  return fromLocal(startOfLocalDay(toLocal(ms, zone)), zone);
}

/**
 * Start of the local day `months` calendar months after the day that holds `ms`. The end of a shorter month stands in
 * for a day it does not have: 2024-08-31 + 6 months is 2025-02-28 (docs/clinical/duration.md#clock).
 */
export function addCalendarMonths(ms: number, months: number, zone: TimeZone): number {
  return fromLocal(monthsLater(dateOf(toLocal(ms, zone)), months), zone);
}

/** Whole calendar months from the day of `fromMs` to the day of `toMs`. */
export function wholeMonthsBetween(fromMs: number, toMs: number, zone: TimeZone): number {
  const from = dateOf(toLocal(fromMs, zone));
  const to = dateOf(toLocal(toMs, zone));
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return monthsLater(from, months) > midnightOf(to.year, to.month, to.day) ? months - 1 : months;
}

/** Calendar days from the day of `fromMs` to the day of `toMs`. */
export function calendarDaysBetween(fromMs: number, toMs: number, zone: TimeZone): number {
  return (startOfLocalDay(toLocal(toMs, zone)) - startOfLocalDay(toLocal(fromMs, zone))) / DAY_MS;
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
  const day = startOfLocalDay(toLocal(later.from, zone));
  const startOfDayBefore = (days: number) => fromLocal(day - days * DAY_MS, zone);
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
  return time.precision === 'instant' ? (asOf - time.from) / DAY_MS : calendarDaysBetween(time.from, asOf, zone);
}

/** Completed years of age at `asOf`; the youngest and oldest that a partial birth date allows. */
export function ageInYears(birthDate: TimeInterval, asOf: number, zone: TimeZone): { least: number; most: number } {
  const today = dateOf(toLocal(asOf, zone));
  const midnight = midnightOf(today.year, today.month, today.day);
  const years = (bornMs: number) => {
    const born = dateOf(toLocal(bornMs, zone));
    const birthdays = today.year - born.year;
    return monthsLater(born, 12 * birthdays) > midnight ? birthdays - 1 : birthdays;
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
  return printDate(toLocal(time.from, zone), time.precision);
}

function printDate(local: number, precision: TimeInterval['precision']): string {
  const day = isoDate(local);
  if (precision === 'year') return day.slice(0, -'-MM-DD'.length);
  return precision === 'month' ? day.slice(0, -'-DD'.length) : day;
}

const MINUTE_MS = 60_000;

/** As {@link formatDate}, with hours and minutes where the record has them. */
export function formatTime(time: TimeInterval, zone: TimeZone): string {
  if (time.precision !== 'instant') return formatDate(time, zone);
  const local = toLocal(time.from, zone);
  const minutes = Math.floor((local - startOfLocalDay(local)) / MINUTE_MS);
  return `${isoDate(local)} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Midnight so many months later; the end of a shorter month stands in for a day that it does not have. */
export function monthsLater({ year, month, day }: CivilDate, months: number): number {
  const length = day <= 28 ? 31 : daysIn(year, month + months);
  return midnightOf(year, month + months, Math.min(day, length));
}

export function startOfLocalDay(local: number): number {
  return Math.floor(local / DAY_MS) * DAY_MS;
}
