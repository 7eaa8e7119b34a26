import { describe, expect, test } from '@jest/globals';
import { riskLimitRows, stageLimitRows } from '../../src/rules/aki/aki-facts.js';
import { isAbove } from '../../src/rules/shared/current-level.js';
import { AS_OF, creatinine, instant, level } from '../support/snapshot-builder.js';

describe('a level beside a limit of 15 ng/mL', () => {
  test.each([
    [15, null, false],
    [15.1, null, true],
    // "< x" and "<= x" never are above, "> x" is once x reaches the limit, ">= x" once x is above it.
    [40, '<', false],
    [40, '<=', false],
    [15, '>', true],
    [14.9, '>', false],
    [15, '>=', false],
    [15.1, '>=', true],
  ] as const)('%d with %s: above is %s', (value, comparator, above) => {
    expect(isAbove(level(value, 'ng/mL', instant(AS_OF), comparator === null ? {} : { comparator }), 15)).toBe(above);
  });
});

describe('the limits that the table of facts names', () => {
  const aki = {
    ratioStage1: 1.5,
    ratioStage2: 2,
    ratioStage3: 3,
    riskRatio: 1.25,
    riseHours: 48,
    riseFromMgPerDl: 0.3,
    riseAboveMicromolPerL: 26.5,
    stage3FromMgPerDl: 4,
    stage3AboveMicromolPerL: 354,
  };
  type Subject = Parameters<typeof stageLimitRows>[0];
  type Rise = NonNullable<Subject['assessment']['rise']>;
  const rise = (unit: Rise['unit'], withinWindow: boolean) => ({ unit, withinWindow }) as Rise;
  const rows = (assessment: object, unit: 'umol/L' | 'mg/dL', stage: 1 | 2 | 3) => {
    const index = creatinine(5, unit, instant(AS_OF));
    const subject = { index, assessment, params: { aki } } as unknown as Subject;
    return stageLimitRows(subject, stage).map(({ what, ...row }) => [what, row]);
  };
  /** As printed; the parts of which a translation makes its own words are tested with the German pages. */
  const only = (reported: string): unknown => expect.objectContaining({ reported, converted: '', time: '', code: '' });

  test.each([
    [1, 'from 1.5'],
    [2, 'from 2'],
    [3, 'from 3'],
  ] as const)('stage %d by ratio', (stage, text) => {
    expect(rows({ ratio: 3.1, absoluteStage3: false }, 'umol/L', stage)).toEqual([['limit-ratio', only(text)]]);
  });

  test.each([
    ['umol/L', 'above 354 umol/L'],
    ['mg/dL', 'from 4 mg/dL'],
  ] as const)('stage 3 by value in %s', (unit, text) => {
    expect(rows({ ratio: 1.6, absoluteStage3: true }, unit, 3)).toEqual([
      ['limit-ratio', only('from 1.5')],
      ['limit-stage-3', only(text)],
    ]);
  });

  test.each([
    ['umol/L', true, 'above 26.5 umol/L in 48 h'],
    ['mg/dL', true, 'from 0.3 mg/dL in 48 h'],
    ['umol/L', false, 'above 26.5 umol/L in 7 d'],
  ] as const)('stage 1 by a rise in %s, in the window: %s', (unit, withinWindow, text) => {
    expect(rows({ ratio: null, rise: rise(unit, withinWindow) }, unit, 1)).toEqual([['limit-rise', only(text)]]);
  });

  test('stage 1 without ratio and rise: none', () => {
    expect(rows({ ratio: null, rise: null }, 'umol/L', 1)).toEqual([]);
  });

  test('a risk: near the ratio, by a late rise, both, neither', () => {
    const params = aki as unknown as Parameters<typeof riskLimitRows>[0];
    const of = (near: boolean, late: Rise | null) => riskLimitRows(params, near, late).map(({ reported }) => reported);
    const late = rise('umol/L', false);
    expect(of(true, null)).toEqual(['from 1.25 to below 1.5']);
    expect(of(false, late)).toEqual(['above 26.5 umol/L in 7 d']);
    expect(of(true, late)).toEqual(['from 1.25 to below 1.5', 'above 26.5 umol/L in 7 d']);
    expect(of(false, null)).toEqual([]);
  });
});
