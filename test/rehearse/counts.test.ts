import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { drawsOf } from '../../src/rehearse/evaluate/bootstrap.js';
import { isoWeek } from '../../src/rehearse/evaluate/count-signing.js';
import { episodesOf } from '../../src/rehearse/evaluate/episodes.js';
import { addTally, type OpenTally, sorted, type Tally } from '../../src/rehearse/evaluate/tally.js';
import { cell, rate } from '../../src/rehearse/result/cell.js';
import { interval, quantile } from '../../src/rehearse/result/quantiles.js';

const DAY = 86_400_000;

describe('counts that add up', () => {
  const leaf = fc.nat(1_000);
  const part = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.dictionary(fc.constantFrom('x', 'y'), leaf));

  test('in any order, and in any parts', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts: readonly Tally[]) => {
        const sum = (all: readonly Tally[]) => {
          const total: OpenTally = {};
          for (const each of all) addTally(total, each);
          return JSON.stringify(sorted(total));
        };
        const [left, right] = [parts.slice(0, 2), parts.slice(2)];
        const halves = [left, right].map((half) => JSON.parse(sum(half)) as Tally);
        expect(sum([...parts].reverse())).toBe(sum(parts));
        expect(sum(halves)).toBe(sum(parts));
      }),
    );
  });

  test('lists add place by place', () => {
    const total: OpenTally = {};
    addTally(total, { days: [1, 2, 3] });
    addTally(total, { days: [10, 0, 1] });
    expect(total).toEqual({ days: [11, 2, 4] });
  });
});

describe('the week of an order', () => {
  test('is that of ISO 8601, on every day of 60 years', () => {
    const days = Array.from({ length: 366 * 60 }, (_, day) => Date.UTC(1970, 0, 1) + day * DAY + DAY / 3);
    const wrong = days.filter(
      (day) => isoWeek(day) !== DateTime.fromMillis(day, { zone: 'utc' }).toFormat("kkkk-'W'WW"),
    );
    expect(wrong).toEqual([]);
  });
});

describe('cards against what came later', () => {
  const count = (
    told: readonly (readonly [number, boolean])[],
    events: readonly number[],
    end: number,
    thereUntil = -1,
  ) => {
    const outcome = {
      horizonDays: 30,
      events: events.map((day) => day * DAY),
      wasThere: (at: number) => at <= thereUntil * DAY,
    };
    const orders = told.map(([day, fires]) => ({ at: day * DAY, fires }));
    return episodesOf(orders, outcome, end * DAY).counts;
  };

  test('a card within the horizon before the event foretold it, once for each episode', () => {
    expect(
      count(
        [
          [0, true],
          [10, true],
          [20, false],
        ],
        [25],
        400,
      ),
    ).toMatchObject({ episodes: 1, followed: 1, events: 1, caught: 1 });
  });

  test('a card with nothing after it is a false alarm, unless the export ends too early to know', () => {
    expect(count([[0, true]], [40], 400)).toMatchObject({ episodes: 1, followed: 0, events: 0 });
    expect(count([[0, true]], [], 20)).toMatchObject({ episodes: 0, censored: 1 });
  });

  test('an event without a card is missed, one without an order before it is not ours to catch', () => {
    expect(count([[0, false]], [10, 200], 400)).toMatchObject({ events: 1, caught: 0 });
  });

  test('an event that was there before is left out', () => {
    expect(count([[0, true]], [], 400, 5)).toMatchObject({ episodes: 0, excluded: 1 });
  });
});

describe('what may leave the site', () => {
  test('1 to 4 are few, and no rate is made of them', () => {
    expect([0, 1, 4, 5].map(cell)).toEqual([0, 'few', 'few', 5]);
    expect([rate(cell(4), 100), rate(10, cell(3)), rate(0, 50), rate(1, 0)]).toEqual([null, null, 0, null]);
  });
});

describe('intervals', () => {
  test('a patient is drawn once on average, and the same way every time', () => {
    const draws = Array.from({ length: 200 }, (_, patient) => drawsOf(`p${patient}`)).flat();
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.03);
    expect(drawsOf('p1')).toEqual(drawsOf('p1'));
  });

  test('quantiles of a histogram, and the middle of resampled shares', () => {
    expect([0.25, 0.5, 0.9].map((share) => quantile([4, 0, 3, 1], share))).toEqual([0, 0, 3]);
    expect(quantile([], 0.5)).toBeNull();
    expect(interval([1, 2, 3, 4], [10, 10, 10, 10])).toEqual([0.1, 0.4]);
    expect(interval([0, 0, 0, 1], [0, 0, 0, 10])).toBeNull();
  });
});
