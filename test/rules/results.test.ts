import { describe, expect, test } from '@jest/globals';
import type { CreatinineResult } from '../../src/domain/lab-result.js';
import { latest, withoutRepeats } from '../../src/rules/shared/results.js';
import { at, creatinine, on } from '../support/snapshot-builder.js';

const noon = at('2026-11-20T12:00:00Z');

describe('the latest result', () => {
  test.each<[string, CreatinineResult[], string | undefined]>([
    ['of none is none', [], undefined],
    [
      'is the newest',
      [creatinine(80, 'umol/L', noon), creatinine(70, 'umol/L', at('2026-11-21T12:00:00Z'))],
      '70 umol/L',
    ],
    ['at one instant is the higher', [creatinine(80, 'umol/L', noon), creatinine(90, 'umol/L', noon)], '90 umol/L'],
    [
      'is the higher where a date covers the hour of the other',
      [creatinine(90, 'umol/L', on('2026-11-20')), creatinine(80, 'umol/L', noon)],
      '90 umol/L',
    ],
    [
      'is the timed one at the same value',
      [creatinine(80, 'umol/L', on('2026-11-20')), creatinine(80, 'umol/L', noon)],
      '80 umol/L',
    ],
    [
      'is the one with an hour on the day after a date',
      [creatinine(90, 'umol/L', on('2026-11-19')), creatinine(80, 'umol/L', noon)],
      '80 umol/L',
    ],
    ['is never one that is known to the month only', [creatinine(80, 'umol/L', on('2026-11'))], undefined],
  ])('%s', (_title, results, reported) => {
    expect(latest(results)?.measurement.reported).toBe(reported);
    expect(latest([...results].reverse())?.measurement.reported).toBe(reported);
  });

  test('in two units at one instant does not depend on the order of arrival', () => {
    const pair = [
      creatinine(1, 'mg/dL', noon),
      { ...creatinine(1, 'mg/dL', noon), measurement: { ...creatinine(88.4017, 'umol/L', noon).measurement } },
    ];
    expect(latest(pair)).toEqual(latest([...pair].reverse()));
  });
});

describe('repeats', () => {
  test.each<[string, CreatinineResult[], number]>([
    ['the same result twice is one', [creatinine(80, 'umol/L', noon), creatinine(80, 'umol/L', noon)], 1],
    ['another value is another result', [creatinine(80, 'umol/L', noon), creatinine(81, 'umol/L', noon)], 2],
    ['"<80" is not 80', [creatinine(80, 'umol/L', noon), creatinine(80, 'umol/L', noon, { comparator: '<' })], 2],
    ['a date is not an instant', [creatinine(80, 'umol/L', noon), creatinine(80, 'umol/L', on('2026-11-20'))], 2],
  ])('%s', (_title, results, count) => {
    expect(withoutRepeats(results)).toHaveLength(count);
  });

  /** Dropping the one that may be judged would leave the newest creatinine unread. */
  test.each<[string, CreatinineResult[], readonly string[]]>([
    [
      'a result and the same amount coded as a baseline: the result stays',
      [creatinine(80, 'umol/L', noon), creatinine(80, 'umol/L', noon, { use: 'baseline-only' })],
      ['80 umol/L any'],
    ],
    [
      'a result and a baseline that is its twin, a little higher: the result stays',
      [creatinine(1.98, 'mg/dL', noon), creatinine(176, 'umol/L', noon, { use: 'baseline-only' })],
      ['1.98 mg/dL any'],
    ],
    [
      'two scales are two results, however near',
      [creatinine(1.98, 'mg/dL', noon), creatinine(176, 'umol/L', noon, { scale: 'corrected' })],
      ['1.98 mg/dL any', '176 umol/L any'],
    ],
    [
      'two scales are two results, and be they equal',
      [creatinine(80, 'umol/L', noon), creatinine(80, 'umol/L', noon, { scale: 'corrected' })],
      ['80 umol/L any', '80 umol/L any'],
    ],
  ])('%s', (_title, results, kept) => {
    const said = (all: readonly CreatinineResult[]) => all.map((each) => `${each.measurement.reported} ${each.use}`);
    expect(said(withoutRepeats(results)).sort()).toEqual([...kept].sort());
    expect(said(withoutRepeats([...results].reverse())).sort()).toEqual([...kept].sort());
  });
});
