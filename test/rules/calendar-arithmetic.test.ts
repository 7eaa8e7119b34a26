import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { TimeInterval } from '../../src/domain/time.js';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.js';
import {
  ageInYears,
  daysBetween,
  startOfDay,
  wholeMonthsBetween,
  withinDaysBefore,
} from '../../src/rules/shared/calendar.js';

const zones = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'America/Sao_Paulo', 'Asia/Tokyo');
const moments = fc.integer({ min: Date.parse('1930-01-01'), max: Date.parse('2035-12-31') });
const precisions = fc.constantFrom<TimeInterval['precision']>('instant', 'day');

function interval(ms: number, precision: TimeInterval['precision'], zone: string): TimeInterval {
  const from = precision === 'day' ? startOfDay(ms, zone) : ms;
  return { from, to: precision === 'day' ? from + DAY_MS : from, precision, reported: '' };
}

describe('the short ways of the calendar give what the long ways give', () => {
  it('a window of days holds exactly the times whose days lie in it, across clock changes', () => {
    const offsets = fc.integer({ min: -2 * 24, max: 400 * 24 });
    fc.assert(
      fc.property(moments, offsets, precisions, precisions, zones, (ms, hours, ofEarlier, ofLater, zone) => {
        const later = interval(ms, ofLater, zone);
        const earlier = interval(ms - hours * HOUR_MS, ofEarlier, zone);
        const days = daysBetween(earlier, later, zone);
        expect(withinDaysBefore(later, 7, 365, zone)(earlier)).toBe(days >= 7 && days <= 365);
      }),
    );
  });

  it('whole months and years are those of luxon, leap days included', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 90 * 366 }), zones, (ms, days, zone) => {
        const [from, to] = [ms, ms + days * DAY_MS];
        const [first, last] = [from, to].map((time) => DateTime.fromMillis(time, { zone }).startOf('day'));
        if (first === undefined || last === undefined) throw new Error('unreachable');
        expect(wholeMonthsBetween(from, to, zone)).toBe(Math.floor(last.diff(first, 'months').months));
        const born: TimeInterval = { from, to: from, precision: 'instant', reported: '' };
        expect(ageInYears(born, to, zone).most).toBe(Math.floor(last.diff(first, 'years').years));
      }),
    );
  });

  it('a day of UTC begins where luxon says that it begins', () => {
    fc.assert(
      fc.property(moments, (ms) => {
        expect(startOfDay(ms, 'UTC')).toBe(DateTime.fromMillis(ms, { zone: 'utc' }).startOf('day').toMillis());
      }),
    );
  });
});
