import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RuleOutcome } from '../../src/domain/finding.js';
import type { TacrolimusLevel } from '../../src/domain/lab-result.js';
import { ruleParams } from '../../src/rules/index.js';
import { troughRule } from '../../src/rules/trough/index.js';
import { AS_OF, complete, daysAgo, instant, level, medication, snapshot } from '../support/snapshot-builder.js';
import { tacrolimusLevel } from './arbitraries.js';

const params = ruleParams.parse({});
const SILENT: RuleOutcome = { kind: 'findings', findings: [] };

function judge(levels: readonly TacrolimusLevel[]): RuleOutcome {
  return troughRule.evaluate(
    snapshot({
      medications: complete([medication({ recordedOn: daysAgo(100) })]),
      tacrolimusLevels: complete(levels),
    }),
    params,
  );
}

const earlier = fc.array(
  tacrolimusLevel.filter(({ time }) => time.from < AS_OF),
  { maxLength: 8 },
);

describe('the trough rule', () => {
  test('a later level in range clears the flag', () => {
    fc.assert(
      fc.property(earlier, fc.integer({ min: 0, max: 150 }), (levels, tenths) => {
        expect(judge([...levels, level(tenths / 10, 'ng/mL', instant(AS_OF))])).toEqual(SILENT);
      }),
    );
  });

  test('a later level above the limit always fires, whatever came before', () => {
    fc.assert(
      fc.property(earlier, fc.integer({ min: 151, max: 1000 }), (levels, tenths) => {
        const outcome = judge([...levels, level(tenths / 10, 'ng/mL', instant(AS_OF))]);
        expect(outcome).toMatchObject({
          kind: 'findings',
          findings: [{ id: 'trough-high', severity: tenths > 200 ? 'critical' : 'warning' }],
        });
      }),
    );
  });

  test('says the same in ng/mL, ug/L and nmol/L', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (tenths) => {
        const severity = (outcome: RuleOutcome) =>
          outcome.kind === 'findings' ? outcome.findings[0]?.severity : outcome;
        const inNanograms = severity(judge([level(tenths / 10, 'ng/mL', daysAgo(1))]));
        expect(severity(judge([level(tenths / 10, 'ug/L', daysAgo(1))]))).toBe(inNanograms);
        expect(severity(judge([level(tenths / 10 / 0.80403, 'nmol/L', daysAgo(1))]))).toBe(inNanograms);
      }),
    );
  });

  test('does not depend on the order of levels, nor on repeats', () => {
    const shuffled = fc.array(tacrolimusLevel, { maxLength: 8 }).chain((original) =>
      fc.record({
        original: fc.constant(original),
        again: fc.shuffledSubarray([...original, ...original], { minLength: original.length * 2 }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ original, again }) => {
        expect(judge(again)).toEqual(judge(original));
      }),
    );
  });
});
