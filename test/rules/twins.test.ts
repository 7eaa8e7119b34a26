import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CreatinineResult } from '../../src/domain/lab-result.js';
import { withoutRepeats } from '../../src/rules/shared/results.js';
import { AS_OF, creatinine, instant } from '../support/snapshot-builder.js';

const result = fc
  .record({
    hour: fc.integer({ min: 0, max: 1 }),
    amount: fc.integer({ min: 100, max: 104 }),
    unit: fc.constantFrom('umol/L' as const, 'mg/dL' as const, 'mg/L' as const),
    use: fc.constantFrom('any' as const, 'baseline-only' as const),
  })
  .map(({ hour, amount, unit, use }) => {
    const divisor = { 'umol/L': 1, 'mg/dL': 88.4017, 'mg/L': 8.84017 }[unit];
    return creatinine(amount / divisor, unit, instant(AS_OF - hour * 3_600_000), { use });
  });

/** Each with each other, as a reader would do it. */
function isLesserTwin(a: CreatinineResult, b: CreatinineResult): boolean {
  const [x, y] = [a.measurement.canonical, b.measurement.canonical];
  if (a.time.from !== b.time.from || a.measurement.unit === b.measurement.unit || Math.abs(x - y) > y * 0.01)
    return false;
  if (a.use !== b.use) return a.use === 'baseline-only';
  return x < y || (x === y && a.measurement.unit > b.measurement.unit);
}

test('of twins the lesser goes: the same as each compared with each other', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(result, {
        maxLength: 12,
        selector: (one) => JSON.stringify([one.time.from, one.measurement.canonical, one.measurement.unit]),
      }),
      (results) => {
        const kept = results.filter((one) => !results.some((other) => isLesserTwin(one, other)));
        expect(new Set(withoutRepeats(results))).toEqual(new Set(kept));
      },
    ),
    { numRuns: 2_000, seed: 3 },
  );
});

test('ten thousand results of one instant are not compared each with each other: steps, not time', () => {
  const looks = (count: number): number => {
    let steps = 0;
    const results = Array.from({ length: count }, (_, n) => {
      const one = creatinine(1 + n / count, n % 2 === 0 ? 'mg/dL' : 'mg/L', instant(AS_OF));
      return new Proxy(one, { get: (target, name) => ((steps += 1), Reflect.get(target, name) as unknown) });
    });
    withoutRepeats(results);
    return steps;
  };
  expect(looks(10_000)).toBeLessThanOrEqual(2.1 * looks(5_000));
});
