import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { growthExponent, median, pairedRatio, percentile } from '../../bench/measure/statistics.js';

const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1 });

describe('percentile, by nearest rank', () => {
  const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

  it.each([
    [50, 5],
    [95, 10],
    [99, 10],
    [90, 9],
    [0, 1],
    [100, 10],
  ])('the %s th of 1 to 10 is %s', (percent, expected) => {
    expect(percentile(ten, percent)).toBe(expected);
  });

  it('is one of the values, and rises with the percentage', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 99 }), (list, percent) => {
        const value = percentile(list, percent);
        expect(list).toContain(value);
        expect(percentile(list, percent + 1)).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  it('of nothing is refused', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('of an odd number of values is the one in the middle, of an even number the mean of two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('leaves the values as they are', () => {
    const list = [3, 1, 2];
    median(list);
    expect(list).toEqual([3, 1, 2]);
  });
});

describe('paired ratio', () => {
  it('compares what stood side by side: a machine that slows down for both changes nothing', () => {
    expect(pairedRatio([2, 20, 200], [1, 10, 100])).toEqual({ median: 2, least: 2, most: 2 });
  });

  it('refuses lists of different lengths', () => {
    expect(() => pairedRatio([1], [1, 2])).toThrow(RangeError);
  });
});

describe('growth exponent', () => {
  it.each([
    ['linear', 1],
    ['quadratic', 2],
    ['constant', 0],
  ])('%s growth is %s', (_name, power) => {
    const points = [100, 300, 1_000, 9_000].map((x) => ({ x, y: 3 * x ** power }));
    expect(growthExponent(points)).toBeCloseTo(power, 9);
  });
});
