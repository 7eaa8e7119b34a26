import { describe, expect, test } from '@jest/globals';
import { clinicalCase, snapshotOf } from '../../src/cli/content/clinical-case.js';
import type { FactRow } from '../../src/domain/finding.js';
import { RULES, ruleParams } from '../../src/rules/index.js';

const params = ruleParams.parse({});

/** The rows that one card shows of electrolytes and tremor. */
function rowsOf(rule: string, chart: Record<string, unknown>): readonly (readonly [string, string, string, string])[] {
  const medications = ['active request of tacrolimus, written 100 d'];
  const row = clinicalCase.parse({ case: 'rows', expect: '', medications, ...chart });
  const outcome = RULES.find(({ id }) => id === rule)!.evaluate(snapshotOf(row), params);
  const [finding] = outcome.kind === 'findings' ? outcome.findings : [];
  const shown = ['potassium', 'magnesium', 'glucose', 'tremor'];
  return (finding?.rows ?? [])
    .filter(({ what }) => shown.includes(what))
    .map(({ what, reported, converted, time }: FactRow) => [what, reported, converted, time.slice(0, 10)]);
}

const MONITORED = ['potassium 4.4 mmol/L, 7 d', 'magnesium 1.7 mg/dL, 14 d', 'glucose 9 mmol/L, 14 d'];
const ROWS = [
  ['potassium', '4.4 mmol/L', '', '2026-11-15'],
  ['magnesium', '1.7 mg/dL', '0.7 mmol/L', '2026-11-08'],
  ['glucose', '9 mmol/L', '', '2026-11-08'],
  ['tremor', 'Tremor', '', '2026-11-12'],
];

describe.each([
  ['aki, a stage', 'aki', { creatinine: ['160 umol/L, now', '80 umol/L, 40 d'] }],
  ['aki, a risk', 'aki', { creatinine: ['104 umol/L, now', '80 umol/L, 120 d', '80 umol/L, 130 d'] }],
  ['trough', 'trough', { levels: ['17 ng/mL, now'] }],
] as const)('rows on the card of %s', (_title, rule, chart) => {
  test('what is not too old, whatever its value; a tremor that is not over', () => {
    const conditions = ['tremor, noted 10 d'];
    expect(rowsOf(rule, { ...chart, monitoring: MONITORED, conditions })).toEqual(ROWS);
  });

  test('one day older: no row', () => {
    const monitoring = ['potassium 4.4 mmol/L, 8 d', 'magnesium 1.7 mg/dL, 15 d', 'glucose 9 mmol/L, 15 d'];
    expect(rowsOf(rule, { ...chart, monitoring, conditions: ['tremor, over'] })).toEqual([]);
  });

  test('not sent: no row, and the card as before', () => {
    expect(rowsOf(rule, { ...chart, monitoringIs: 'unavailable' })).toEqual([]);
  });

  test('a tremor without a date', () => {
    expect(rowsOf(rule, { ...chart, conditions: ['tremor'] })).toEqual([['tremor', 'Tremor', '', '']]);
  });
});
