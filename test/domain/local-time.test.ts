import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dateOf, existingMidnight, fromLocal, toLocal } from '../../src/domain/local-time.js';
import { HOUR_MS } from '../../src/domain/time.js';
import { monthsLater, startOfLocalDay } from '../../src/rules/shared/calendar.js';

/** All that Node knows, and what a site may write besides. */
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT-14', 'CET'];
const zones = fc.constantFrom(...ZONES);
const moments = fc.integer({ min: Date.UTC(1895, 0, 1), max: Date.UTC(2110, 0, 1) });

function luxon(ms: number, zone: string): DateTime {
  return DateTime.fromMillis(ms, { zone });
}

describe('the table of a zone says what Intl says', () => {
  it('at any moment, in any zone', () => {
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const { year, month, day, hour, minute, second, millisecond } = luxon(ms, zone);
        expect(toLocal(ms, zone)).toBe(Date.UTC(year, month - 1, day, hour, minute, second, millisecond));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Africa/Casablanca',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Monrovia',
  ])('every three hours of %s for some years', (zone) => {
    const years = [Date.UTC(1971, 11, 1), Date.UTC(2011, 11, 1), Date.UTC(2026, 0, 1)];
    const hours = years.flatMap((from) => Array.from({ length: 400 * 8 }, (_, step) => from + 3 * step * HOUR_MS));
    const differ = hours.filter((ms) => toLocal(ms, zone) !== ms + Math.round(luxon(ms, zone).offset * 60_000));
    expect(differ).toEqual([]);
  });

  it('a clock changes at its second, not before and not after', () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect([change - 1, change].map((ms) => toLocal(ms, 'Europe/Berlin') - ms)).toEqual([HOUR_MS, 2 * HOUR_MS]);
  });
});

describe('from the clock to the moment', () => {
  it('leads back to the same clock, but for times that clocks skip', () => {
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const local = toLocal(ms, zone);
        expect(toLocal(fromLocal(local, zone), zone)).toBe(local);
        expect(fromLocal(local, zone)).toBeLessThanOrEqual(ms);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    // Shown twice: the first; skipped: read by the clocks of before.
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 2, 30), '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 2, 30), '2026-03-29T01:30:00.000Z'],
    // Midnight itself is shown twice in Havana, and skipped in Beirut.
    ['America/Havana', Date.UTC(2025, 10, 2), '2025-11-02T04:00:00.000Z'],
    ['Asia/Beirut', Date.UTC(2025, 2, 30), '2025-03-29T22:00:00.000Z'],
  ])('%s, %d', (zone, local, moment) => {
    expect(new Date(fromLocal(local, zone)).toISOString()).toBe(moment);
  });

  it('a local day begins at the first moment of its date', () => {
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const start = fromLocal(startOfLocalDay(toLocal(ms, zone)), zone);
        // Where a whole date was skipped (Apia, 2011-12-30), no moment has it.
        expect(dateOf(toLocal(start, zone))).toEqual(dateOf(toLocal(ms, zone)));
        expect(dateOf(toLocal(start - 1, zone))).not.toEqual(dateOf(toLocal(ms, zone)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('dates', () => {
  it('are those of the calendar, back to the year 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 200_000_000_000_000 }), (ms) => {
        const date = new Date(ms);
        const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        expect(dateOf(ms)).toEqual({ year, month, day });
        expect(existingMidnight(year, month, day)).toBe(startOfLocalDay(ms));
      }),
    );
  });

  it('months later are those of luxon', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -1_500, max: 1_500 }), (ms, months) => {
        const wanted = DateTime.fromMillis(ms, { zone: 'utc' }).startOf('day').plus({ months });
        expect(monthsLater(dateOf(ms), months)).toBe(wanted.toMillis());
      }),
    );
  });

  it.each([
    [2026, 2, 29],
    [2026, 0, 1],
    [2026, 13, 1],
    [2026, 4, 31],
    [2026, 4, 0],
  ])('%d-%d-%d does not exist', (year, month, day) => {
    expect(existingMidnight(year, month, day)).toBeNull();
  });
});
