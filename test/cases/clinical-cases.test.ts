import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { readTable } from '../../src/cli/content/read-tables.js';
import { branchesOf, branchesTaken, outcomeInWords } from '../../src/engine/explain/rule-branches.js';
import { changedParams, evaluateCase, statedFactsMissed } from '../../src/cli/content/run-cases.js';
import { RULE_IDS, ruleParams } from '../../src/rules/index.js';

const here = new URL('./', import.meta.url);
const params = ruleParams.parse({});
const paramsOf = changedParams(params);
const tables = readdirSync(here)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({ name, ...readTable(name, readFileSync(new URL(name, here), 'utf8'), params) }));

test('every table can be read', () => {
  expect(tables.flatMap(({ faults }) => faults)).toEqual([]);
});

describe.each(tables)('$name', ({ cases }) => {
  test.each(cases.map(({ row }) => [row.case, row] as const))('%s', (_title, row) => {
    const [outcome, ...others] = evaluateCase(row, paramsOf(row.params)).values();
    expect(others).toEqual([]);
    expect(outcomeInWords(outcome!)).toBe(row.expect);
    expect(statedFactsMissed(row, outcome!)).toEqual([]);
  });
});

test('no row of any table reaches an answer that `test-cases` does not know of', () => {
  const rehearsed = ruleParams.parse({
    electrolyte: { modes: { potassium: 'silent' } },
    start: { modes: { 'c-difficile': 'silent' } },
    monitoring: { modes: { creatinine: 'silent' } },
  });
  const everything = ruleParams.parse({
    course: {},
    aki: {},
    trough: { aboveMaintenance: { enabled: true }, low: { enabled: true } },
    'thiopurine-plan': { noIndication: 'silent' },
    duration: { noIndication: 'silent' },
    start: { noIndication: 'silent', severity: { missing: 'warning' } },
    electrolyte: { modes: { glucose: 'live' } },
    monitoring: { modes: { glucose: 'live' } },
  });
  const known = new Set(
    RULE_IDS.flatMap((rule) =>
      [params, rehearsed, everything].flatMap((each) => branchesOf(rule, each)).map((b) => `${rule} ${b}`),
    ),
  );
  const taken = tables.flatMap(({ cases }) =>
    cases.flatMap(({ row }) =>
      [...evaluateCase(row, paramsOf(row.params))].flatMap(([rule, outcome]) =>
        branchesTaken(outcome).map((b) => `${rule} ${b}`),
      ),
    ),
  );
  expect(taken.filter((branch) => !known.has(branch))).toEqual([]);
});
