import { describe, expect, test } from '@jest/globals';
import { snapshotOf } from '../../src/cli/content/clinical-case.js';
import { readTable } from '../../src/cli/content/read-tables.js';
import { RULES, ruleParams } from '../../src/rules/index.js';

/** `explain` shows each question that decided, with its answer: a reader must be able to follow a card back to its numbers. */
const params = ruleParams.parse({});

function pathOf(rule: string, chart: Readonly<Record<string, unknown>>): readonly string[] {
  const given = { medications: ['active request of tacrolimus, written 100 d'] };
  const table = { rule, about: 'one row', cases: [{ case: 'row', expect: 'silent', ...given, ...chart }] };
  const { cases, faults } = readTable('row.yaml', JSON.stringify(table), params);
  expect(faults).toEqual([]);
  const found = RULES.find(({ id }) => id === rule)!;
  return found.path(snapshotOf(cases[0]!.row), params).map(({ looked, saw }) => `${looked} -> ${saw}`);
}

describe('the path of the kidneys', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'slow decline by the ratio',
      { creatinine: ['108 umol/L, now', '108 umol/L, 14 d', '108 umol/L, 60 d', '80 umol/L, 120 d'] },
      'slow decline: from 1.35 times before treatment on two results 14 days apart (aki.slowDeclineRatio), or eGFR below 60 for more than 90 days and not before treatment (aki.lowEgfr) -> since 2026-09-23',
    ],
    [
      'slow decline by the eGFR',
      { creatinine: ['105 umol/L, now', '105 umol/L, 40 d', '105 umol/L, 91 d', '104 umol/L, 150 d'] },
      '(aki.lowEgfr) -> since 2026-08-23, eGFR 59, before treatment 60',
    ],
    ['none', { creatinine: ['80 umol/L, now', '80 umol/L, 14 d', '80 umol/L, 120 d'] }, '(aki.lowEgfr) -> no'],
    [
      'low now, and nobody knows since when',
      { creatinine: ['300 umol/L, now', '300 umol/L, 2 d'] },
      'eGFR of this creatinine below 30 (aki.lowEgfrNow) -> 17: low, and nobody knows how it was before',
    ],
    [
      'low now, and long-standing',
      { creatinine: ['300 umol/L, now', '300 umol/L, 60 d', '300 umol/L, 150 d'] },
      'eGFR of this creatinine below 30 (aki.lowEgfrNow) -> 17: low, and has been for long',
    ],
    [
      'not low',
      { creatinine: ['80 umol/L, now', '80 umol/L, 60 d'] },
      'eGFR of this creatinine below 30 (aki.lowEgfrNow) -> 82',
    ],
    [
      'no sex, no eGFR',
      { sex: 'unknown', creatinine: ['300 umol/L, now', '300 umol/L, 60 d'] },
      'eGFR of this creatinine below 30 (aki.lowEgfrNow) -> no eGFR',
    ],
    [
      'before treatment',
      { creatinine: ['105 umol/L, now', '104 umol/L, 150 d'] },
      'eGFR before treatment below 60 (aki.lowEgfr) -> 60 (2026-06-25)',
    ],
    ['current', { creatinine: ['80 umol/L, 30 d', '80 umol/L, 60 d'] }, 'as a warning at most -> not past it'],
    [
      'not repeated',
      { creatinine: ['240 umol/L, 31 d', '80 umol/L, 60 d'] },
      'past 30 days: a stage still counts up to 90 days (aki.notRepeatedDays), as a warning at most -> not repeated for 31 days',
    ],
    ['at the end of that', { creatinine: ['240 umol/L, 90 d', '80 umol/L, 120 d'] }, '-> not repeated for 90 days'],
    ['too old', { creatinine: ['240 umol/L, 91 d', '80 umol/L, 120 d'] }, '-> too old to count'],
  ])('%s', (_title, chart, step) => {
    expect(pathOf('aki', chart).filter((each) => each.endsWith(step))).toHaveLength(1);
  });
});

describe('the path of other drugs', () => {
  test('names the potassium that decides, and each drug with what it comes to', () => {
    const path = pathOf('interaction', {
      alsoOrdered: ['ramipril', 'clarithromycin'],
      monitoring: ['potassium 5.1 mmol/L, 1 d'],
    });
    expect(path).toContain('potassium at most 5 mmol/L within 7 days -> high');
    expect(path).toContain('ramipril (interaction.modes.raises-potassium) -> raises-potassium: warning, silent');
    expect(path).toContain('clarithromycin (interaction.modes.strong-inhibitor) -> strong-inhibitor: critical, live');
  });
});
