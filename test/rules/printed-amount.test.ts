import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exceeds } from '../../src/rules/shared/comparison.js';
import {
  creatinineScale,
  levelScale,
  printedAmount,
  printedMedian,
  type PrintedUnit,
} from '../../src/rules/shared/printed-amount.js';

/** Value, unit, limits -> what a card prints. */
const ROWS: readonly (readonly [number, PrintedUnit, readonly number[], number])[] = [
  // As a laboratory prints it: whole umol/L, two decimals of mg/dL, one of ng/mL.
  [123.76238, 'umol/L', [354], 124],
  [1.832543, 'mg/dL', [4], 1.83],
  [15.115764, 'ng/mL', [15, 20], 15.1],
  [15, 'ng/mL', [15, 20], 15],
  // More, where the limit would otherwise be reached or crossed.
  [15.0036, 'ng/mL', [15, 20], 15.004],
  [14.956, 'ng/mL', [15, 20], 14.96],
  [20.04, 'ng/mL', [15, 20], 20.04],
  [353.6068, 'umol/L', [354], 353.6],
  [354.4, 'umol/L', [354], 354.4],
  [354.6, 'umol/L', [354], 355],
  [26.3, 'umol/L', [26], 26.3],
  [0.304, 'mg/dL', [0.3], 0.304],
  [26.6, 'umol/L', [26.8], 26.6],
  // What the rules take for equal (1e-6 relative) is printed as equal.
  [0.29999999999999982, 'mg/dL', [0.3], 0.3],
  [15.000000001, 'ng/mL', [15], 15],
];

const side = (value: number, limit: number): number => (exceeds(value, limit) ? 1 : exceeds(limit, value) ? -1 : 0);

describe('an amount on a card', () => {
  test.each(ROWS)('%d %s beside %j is printed as %d', (value, unit, limits, printed) => {
    expect(printedAmount(value, unit, limits)).toBe(printed);
  });

  test('stands on the side of every limit on which the value is', () => {
    const unit = fc.constantFrom<PrintedUnit>('umol/L', 'mg/dL', 'ng/mL');
    const limits = fc.array(fc.double({ min: 0.1, max: 500, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 3_000, noNaN: true }), unit, limits, (value, name, all) => {
        const printed = printedAmount(value, name, all);
        expect(all.map((limit) => side(printed, limit))).toEqual(all.map((limit) => side(value, limit)));
      }),
    );
  });

  test('stands on its side of a limit that it nearly is', () => {
    const near = fc.double({ min: -1e-3, max: 1e-3, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(15, 20, 354, 26.5, 0.3, 4), near, (limit, off) => {
        const value = limit * (1 + off);
        expect(side(printedAmount(value, 'ng/mL', [limit]), limit)).toBe(side(value, limit));
      }),
    );
  });
});

describe('the scale of a rule', () => {
  test('creatinine: umol/L beside the limit of stage 3', () => {
    const params = { stage3AboveMicromolPerL: 354 } as Parameters<typeof creatinineScale>[0];
    expect(creatinineScale(params)).toEqual({ unit: 'umol/L', limits: [354] });
  });

  test('a level: ng/mL beside every limit, those that are off included', () => {
    const params = { limit: 15, critical: 20, aboveMaintenance: { above: 10 }, low: { below: 5 } };
    expect(levelScale(params as Parameters<typeof levelScale>[0])).toEqual({ unit: 'ng/mL', limits: [15, 20, 10, 5] });
  });
});

describe('a median on a card', () => {
  test.each([
    // Halfway between two results: one decimal more than they have.
    [62.5, 'umol/L', 62.5],
    [62.4567, 'umol/L', 62.5],
    [0.945, 'mg/dL', 0.945],
    [0.94512, 'mg/dL', 0.945],
    [7.25, 'ng/mL', 7.25],
    // A unit that we do not print ourselves: five digits.
    [62.45678, 'mmol/m3', 62.457],
  ])('%d %s is printed as %d', (value, unit, printed) => {
    expect(printedMedian(value, unit)).toBe(printed);
  });
});
