import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPrng } from '../../../sandbox/patients/prng.js';
import {
  probabilityOfSoFew,
  probabilityOfSoMany,
  type WatchRule,
  watchSeries,
  type WeekCount,
} from '../../../src/records/watch/watch-series.js';

const FEWER: WatchRule = { direction: 'fewer', factor: 2, points: 0 };
const MORE: WatchRule = { direction: 'more', factor: 2, points: 0.05 };

/** `[count, of]` per week, from 2025-01-06. */
function series(...weeks: readonly (readonly [number, number])[]): readonly WeekCount[] {
  return weeks.map(([count, of], at) => ({
    week: new Date(Date.parse('2025-01-06') + at * 7 * 86_400_000).toISOString().slice(0, 10),
    count,
    of,
  }));
}
const usual = (weeks: number): readonly (readonly [number, number])[] =>
  Array.from({ length: weeks }, () => [10, 30] as const);

describe('the watch over one series', () => {
  test.each([
    ['a rule that stops is called in that week', FEWER, [...usual(8), [0, 30]], ['2025-03-03']],
    ['a rule that goes on is not', FEWER, [...usual(8), [8, 30]], []],
    ['a spike is called', MORE, [...usual(8), [28, 30]], ['2025-03-03']],
    ['a certain but small rise is not', MORE, [...usual(8), [450, 1000]], []],
    [
      'nothing is called in the first 4 weeks',
      FEWER,
      [
        [30, 30],
        [30, 30],
        [30, 30],
        [0, 30],
      ],
      [],
    ],
    ['the 5th week can be called', FEWER, [...usual(4), [0, 30]], ['2025-02-03']],
    ['a week with fewer than 5 patients is not judged', MORE, [...usual(8), [4, 4]], []],
    ['fewer than 40 patients before say nothing yet', FEWER, [...Array<[number, number]>(4).fill([8, 9]), [0, 30]], []],
    [
      'a silence that chance explains is not called',
      FEWER,
      [...Array<[number, number]>(12).fill([1, 30]), [0, 30]],
      [],
    ],
  ] satisfies [string, WatchRule, (readonly [number, number])[], string[]][])('%s', (_title, rule, weeks, called) => {
    expect(watchSeries(series(...weeks), rule).map(({ week }) => week)).toEqual(called);
  });

  const broken = (weeks: number) => Array.from({ length: weeks }, () => [0, 30] as const);

  test('what stays broken does not become how things are', () => {
    expect(watchSeries(series(...usual(12), ...broken(40)), FEWER)).toHaveLength(40);
  });

  test('what was broken before the first week is held against what was so before it broke', () => {
    const before = { count: 120, of: 360 };
    const weeks = series(...broken(20), ...usual(5), [0, 30]);
    const mondays = weeks.map(({ week }) => week);
    const alarms = watchSeries(weeks, FEWER, { before, intended: [] });
    expect(alarms.map(({ week }) => week)).toEqual([...mondays.slice(0, 20), mondays[25]]);
    expect(alarms[0]?.baseline).toEqual(before);
    // Once it was mended for long enough, its own weeks are what counts.
    expect(alarms.at(-1)?.baseline).toEqual({ count: 50, of: 150 });
    expect(watchSeries(weeks, FEWER)).toEqual([]);
  });

  test('with a change that was meant the series begins anew', () => {
    const weeks = series(...usual(12), ...broken(10), [20, 30]);
    const mondays = weeks.map(({ week }) => week);
    const intended = [{ from: mondays[12] ?? '', through: mondays[14] ?? '' }];
    expect(watchSeries(weeks, FEWER, { before: null, intended })).toEqual([]);
    expect(watchSeries(weeks, MORE, { before: null, intended }).map(({ week }) => week)).toEqual([mondays[22]]);
  });

  test('the weeks of a malfunction are no measure for the week after it', () => {
    const alarms = watchSeries(series(...usual(8), [0, 30], [0, 30], [10, 30], [0, 30]), FEWER);
    expect(alarms.map(({ expected }) => expected.toFixed(2))).toEqual(['0.33', '0.33', '0.33']);
  });

  test('200 simulated years of a healthy rule give at most a handful of false alarms', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const prng = createPrng(seed * 7919);
      const share = 0.05 + prng.next() * 0.6;
      const weeks = Array.from({ length: 52 }, () => {
        const of = prng.int(10, 40);
        return [Array.from({ length: of }, () => prng.chance(share)).filter(Boolean).length, of] as const;
      });
      alarms += watchSeries(series(...weeks), FEWER).length + watchSeries(series(...weeks), MORE).length;
    }
    // 20,800 judgements at 1 in 10,000 would allow 2.
    expect(alarms).toBeLessThanOrEqual(4);
  });
});

describe('the beta-binomial tails', () => {
  const counted = fc
    .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }))
    .map(([a, b]) => ({ count: Math.min(a, b), of: Math.max(a, b) }));

  test('so few and more than so few are everything', () => {
    fc.assert(
      fc.property(counted, counted, (now, before) => {
        fc.pre(now.count < now.of);
        const rest = probabilityOfSoMany({ ...now, count: now.count + 1 }, before);
        expect(probabilityOfSoFew(now, before) + rest).toBeCloseTo(1, 8);
      }),
    );
  });

  test('with a long past they are binomial: none of 10 at one half is 1 in 1024', () => {
    const before = { count: 5_000_000, of: 10_000_000 };
    expect(probabilityOfSoFew({ count: 0, of: 10 }, before)).toBeCloseTo(1 / 1024, 6);
  });
});
