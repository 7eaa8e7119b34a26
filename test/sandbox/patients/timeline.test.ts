import { describe, expect, test } from '@jest/globals';
import { addMonths, createTimeline } from '../../../sandbox/patients/timeline.js';

const at = (text: string, zone?: string): ReturnType<typeof createTimeline> => createTimeline(Date.parse(text), zone);

describe('calendar months', () => {
  test.each([
    ['2024-08-31', 6, '2025-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2024-05-22', 6, '2024-11-22'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-01-15', -2, '2023-11-15'],
  ])('%s and %i months is %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  test('on every day of four years, "exactly" is not over and a day earlier is', () => {
    for (let day = 0; day < 4 * 366; day += 1) {
      const timeline = createTimeline(Date.UTC(2024, 0, 1, 15) + day * 86_400_000);
      const today = timeline.daysAgo(0);
      for (const months of [5, 6]) {
        expect(addMonths(timeline.startOfExactly(months), months) >= today).toBe(true);
        expect(addMonths(timeline.startOfOver(months), months) < today).toBe(true);
        expect(addMonths(timeline.monthsAgo(months), months) <= today).toBe(true);
        expect(
          timeline.daysSince(timeline.startOfExactly(months)) - timeline.daysSince(timeline.startOfOver(months)),
        ).toBe(-1);
      }
    }
  });

  test('in the middle of a month "exactly" is the same day of the month', () => {
    expect(at('2026-11-22T17:00:00Z').startOfExactly(6)).toBe('2026-05-22');
  });
});

describe('the moment of the order', () => {
  test('hours are instants on whole seconds', () => {
    expect(at('2026-11-22T17:00:00.750Z').hoursAgo(2)).toBe('2026-11-22T15:00:00Z');
  });

  test('days follow the calendar of the site', () => {
    expect(at('2026-11-22T23:30:00Z').daysAgo(0)).toBe('2026-11-22');
    expect(at('2026-11-22T23:30:00Z', 'Pacific/Auckland').daysAgo(0)).toBe('2026-11-23');
    expect(at('2026-11-22T00:30:00Z', 'America/Chicago').daysAgo(1)).toBe('2026-11-20');
  });
});
