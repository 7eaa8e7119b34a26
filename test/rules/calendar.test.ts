import { describe, expect, test } from '@jest/globals';
import {
  addCalendarMonths,
  ageInYears,
  calendarDaysBetween,
  daysAgo,
  formatDate,
  formatTime,
  wholeMonthsBetween,
} from '../../src/rules/shared/calendar.js';
import { AS_OF, at, hoursAgo, on } from '../support/snapshot-builder.js';

const ms = (iso: string) => Date.parse(iso);
const day = (msSinceEpoch: number, zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(msSinceEpoch);

describe('adding calendar months', () => {
  test.each([
    ['2024-08-31', 6, '2025-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2024-08-29', 6, '2025-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-12-15', 6, '2027-06-15'],
  ])('%s + %i months is %s', (start, months, expected) => {
    expect(day(addCalendarMonths(ms(`${start}T12:00:00Z`), months, 'UTC'), 'UTC')).toBe(expected);
  });

  test.each([
    ['Europe/London', '2026-04-25T12:00:00+01:00', '2026-10-25'],
    ['Pacific/Auckland', '2026-03-27T12:00:00+13:00', '2026-09-27'],
  ])('in %s the clock change moves nothing', (zone, start, expected) => {
    expect(day(addCalendarMonths(ms(start), 6, zone), zone)).toBe(expected);
  });
});

describe('days between', () => {
  test.each([
    ['23:59 and 00:01 are a day apart', '2026-11-21T23:59:00Z', '2026-11-22T00:01:00Z', 'UTC', 1],
    ['00:01 and 23:59 are not', '2026-11-22T00:01:00Z', '2026-11-22T23:59:00Z', 'UTC', 0],
    ['a day of 25 hours is one day', '2026-10-24T23:30:00Z', '2026-10-26T00:30:00Z', 'Europe/London', 1],
    ['a day of 23 hours is one day', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 'Europe/London', 1],
    [
      'midnight in Auckland is noon or so in UTC',
      '2026-11-22T10:59:00Z',
      '2026-11-22T11:01:00Z',
      'Pacific/Auckland',
      1,
    ],
  ])('%s', (_title, from, to, zone, expected) => {
    expect(calendarDaysBetween(ms(from), ms(to), zone)).toBe(expected);
  });

  test('between instants hours count', () => {
    expect(daysAgo(hoursAgo(36), AS_OF, 'UTC')).toBe(1.5);
  });

  test('from a date only whole days count', () => {
    expect(daysAgo(on('2026-11-21'), AS_OF, 'UTC')).toBe(1);
  });
});

describe('whole months', () => {
  test.each([
    ['2026-05-22', '2026-11-22', 6],
    ['2026-05-23', '2026-11-22', 5],
    ['2024-08-31', '2025-02-28', 6],
    ['2026-11-22', '2026-11-22', 0],
  ])('from %s to %s: %i', (from, to, expected) => {
    expect(wholeMonthsBetween(ms(`${from}T12:00:00Z`), ms(`${to}T12:00:00Z`), 'UTC')).toBe(expected);
  });
});

describe('age', () => {
  test.each([
    ['on the birthday', '2008-11-22', 18, 18],
    ['the day before', '2008-11-23', 17, 17],
    ['born on a leap day', '2008-02-29', 18, 18],
    ['known to the month of the birthday', '2008-11', 17, 18],
    ['known to the year', '2008', 17, 18],
  ])('%s', (_title, born, least, most) => {
    expect(ageInYears(on(born), AS_OF, 'UTC')).toEqual({ least, most });
  });
});

describe('printed dates', () => {
  test.each([
    ['2026', '2026', '2026'],
    ['2026-11', '2026-11', '2026-11'],
    ['2026-11-22', '2026-11-22', '2026-11-22'],
  ])('%s stays as short as the record has it', (text, date, time) => {
    expect([formatDate(on(text), 'UTC'), formatTime(on(text), 'UTC')]).toEqual([date, time]);
  });

  test("an instant is printed in the site's calendar", () => {
    expect(formatTime(at('2026-11-22T11:30:00Z'), 'Pacific/Auckland')).toBe('2026-11-23 00:30');
    expect(formatDate(at('2026-11-22T11:30:00Z'), 'Pacific/Auckland')).toBe('2026-11-23');
  });
});
