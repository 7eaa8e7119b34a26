import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RuleOutcome } from '../../src/domain/finding.js';
import type { CreatinineResult } from '../../src/domain/lab-result.js';
import { akiRule } from '../../src/rules/aki/index.js';
import { assessAki } from '../../src/rules/shared/aki-stage.js';
import { ruleParams } from '../../src/rules/index.js';
import {
  AS_OF,
  complete,
  creatinine,
  daysAgo,
  hoursAgo,
  instant,
  medication,
  on,
  patient,
  snapshot,
} from '../support/snapshot-builder.js';
import { creatinineResult, creatinineSeries, milligrams } from './arbitraries.js';

const params = ruleParams.parse({});
const MICROMOL_PER_MG_DL = 88.4017;

/** Treated for 100 days, so that the chart may hold all three baselines. */
const courseStart = daysAgo(100);

type Series = readonly (readonly [number, number])[];

function stageOf(series: Series, unit: 'mg/dL' | 'umol/L'): number | null {
  const factor = unit === 'mg/dL' ? 1 : MICROMOL_PER_MG_DL;
  const [index, ...others] = series.map(([hours, value]) => creatinine(value * factor, unit, hoursAgo(hours)));
  if (index === undefined) throw new Error('empty series');
  return assessAki(index, others, courseStart, params.aki, 'UTC').stage;
}

function judge(results: readonly CreatinineResult[]): RuleOutcome {
  return akiRule.evaluate(
    snapshot({
      patient: patient('male', on('1960-01-01')),
      medications: complete([medication({ recordedOn: courseStart })]),
      creatinine: complete(results),
    }),
    params,
  );
}

function isJudged({ status, use, time }: CreatinineResult): boolean {
  return status !== 'preliminary' && use === 'any' && time.precision !== 'month';
}

describe('creatinine in mg/dL and in umol/L', () => {
  /** Where 0.3 mg/dL and 26 umol/L, or 4.0 mg/dL and 354 umol/L, are not the same limit. */
  const isInSliver = (series: Series) => {
    const [latest = 0, ...earlier] = series.map(([, value]) => value * MICROMOL_PER_MG_DL);
    return (
      (latest > 353.5 && latest < 354.1) || earlier.some((value) => latest - value > 25.9 && latest - value < 26.6)
    );
  };

  test('the same series has the same stage', () => {
    fc.assert(
      fc.property(creatinineSeries, (series) => {
        fc.pre(!isInSliver(series));
        expect(stageOf(series, 'umol/L')).toBe(stageOf(series, 'mg/dL'));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the AKI stage', () => {
  test('raising the latest creatinine never lowers it', () => {
    fc.assert(
      fc.property(creatinineSeries, milligrams, (series, more) => {
        const [[hours, latest] = [0, 0], ...earlier] = series;
        const before = stageOf(series, 'mg/dL');
        const after = stageOf([[hours, latest + more], ...earlier], 'mg/dL');
        expect(after ?? -1).toBeGreaterThanOrEqual(before ?? -1);
      }),
    );
  });

  test('is known exactly where there is something to compare with', () => {
    fc.assert(
      fc.property(creatinineSeries, (series) => {
        const hasPrior = series.slice(1).some(([hours]) => hours <= 365 * 24);
        if (hasPrior) expect(stageOf(series, 'mg/dL')).not.toBeNull();
      }),
    );
  });
});

describe('the AKI rule', () => {
  const results = fc.array(creatinineResult, { maxLength: 12 });

  test('does not depend on the order of results, nor on repeats', () => {
    const shuffled = results.chain((original) =>
      fc.record({
        original: fc.constant(original),
        again: fc
          .subarray(original)
          .chain((repeats) =>
            fc.shuffledSubarray([...original, ...repeats], { minLength: original.length + repeats.length }),
          ),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ original, again }) => {
        expect(judge(again)).toEqual(judge(original));
      }),
      { numRuns: 500 },
    );
  });

  test('does not look at results older than two years', () => {
    fc.assert(
      fc.property(results, milligrams, fc.integer({ min: 731, max: 4000 }), (recent, value, days) => {
        // Without any other result the old one would be the latest, and named as too old.
        fc.pre(recent.some(isJudged));
        expect(judge([...recent, creatinine(value, 'mg/dL', daysAgo(days))])).toEqual(judge(recent));
      }),
    );
  });

  // Judged at noon of now, so that nothing that is added is the latest result.
  const index = milligrams.map((value) => creatinine(value, 'mg/dL', instant(AS_OF)));
  const uncorrected = creatinineResult.filter(
    ({ scale, time }) => scale === 'uncorrected' && time.precision === 'instant',
  );

  test('does not mix UK corrected creatinine with uncorrected', () => {
    fc.assert(
      fc.property(
        index,
        fc.array(uncorrected),
        milligrams,
        fc.integer({ min: 1, max: 9000 }),
        (latest, earlier, value, hours) => {
          const chart = [latest, ...earlier];
          const corrected = creatinine(value, 'mg/dL', hoursAgo(hours), { scale: 'corrected' });
          expect(judge([...chart, corrected])).toEqual(judge(chart));
        },
      ),
    );
  });

  test('never judges a result that is coded as a baseline', () => {
    fc.assert(
      fc.property(fc.array(uncorrected, { minLength: 1 }), milligrams, (chart, value) => {
        const baseline = creatinine(value, 'mg/dL', instant(AS_OF), { use: 'baseline-only' });
        expect(judge([...chart, baseline])).toEqual(judge(chart));
      }),
    );
  });
});
