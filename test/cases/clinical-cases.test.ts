import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Finding, RuleId, RuleOutcome } from '../../src/domain/finding.js';
import { RULES } from '../../src/rules/index.js';
import { ruleParams } from '../../src/rules/params.js';
import { clinicalCase, clinicalTable, snapshotOf, type ClinicalCase } from './clinical-case.js';

const here = new URL('./', import.meta.url);
const tables = readdirSync(here)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({ name, ...clinicalTable.parse(parse(readFileSync(new URL(name, here), 'utf8'))) }));

/** An outcome in the words of the tables: `aki-stage critical`, `silent`, `not-applicable dialysis`, `indeterminate no-level`. */
function inWords(outcome: RuleOutcome): string {
  switch (outcome.kind) {
    case 'findings':
      return outcome.findings.map(({ id, severity }) => `${id} ${severity}`).join(' + ') || 'silent';
    case 'not-applicable':
      return `not-applicable ${outcome.why}`;
    case 'indeterminate':
      return `indeterminate ${outcome.missing.map(({ code }) => code).join(' + ')}`;
  }
}

/** What the row may state facts about: the first finding, or what is missing. */
function factsOf(outcome: RuleOutcome): unknown {
  if (outcome.kind === 'findings') return outcome.findings[0]?.facts;
  return outcome.kind === 'indeterminate' ? outcome.missing[0]?.facts : undefined;
}

function suggestionsOf(outcome: RuleOutcome): Finding['suggestions'] | undefined {
  if (outcome.kind === 'findings') return outcome.findings[0]?.suggestions;
  return outcome.kind === 'indeterminate' ? outcome.missing[0]?.suggestions : undefined;
}

function evaluate(id: RuleId, row: ClinicalCase): RuleOutcome {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const params = ruleParams.parse({
    course: {},
    aki: {},
    trough: {},
    'thiopurine-plan': {},
    duration: {},
    ...row.params,
  });
  return rule.evaluate(snapshotOf(row), params);
}

describe.each(tables)('$name: $about', ({ rule, given, cases }) => {
  test.each(cases.map((entry) => [entry.case, clinicalCase.parse({ ...given, ...entry })] as const))(
    '%s',
    (_title, row) => {
      const outcome = evaluate(row.rule ?? rule, row);
      expect(inWords(outcome)).toBe(row.expect);
      if (Object.keys(row.facts).length > 0) expect(factsOf(outcome)).toMatchObject(row.facts);
      if (row.suggestions !== undefined) expect(suggestionsOf(outcome)).toEqual(row.suggestions);
    },
  );
});
