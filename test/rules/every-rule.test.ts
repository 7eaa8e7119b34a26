import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FactSet } from '../../src/domain/fact-set.js';
import { RULES, ruleParams } from '../../src/rules/index.js';
import {
  alternative,
  condition,
  draftOrder,
  medication,
  daysAgo,
  on,
  snapshot,
  tacrolimus,
  thiopurine,
} from '../support/snapshot-builder.js';
import { creatinineResult, tacrolimusLevel, tacrolimusLine } from './arbitraries.js';

const params = ruleParams.parse({});

/** Any state that a mapper may give a fact set, with items only where it may have them. */
function factSet<T>(item: fc.Arbitrary<T>): fc.Arbitrary<FactSet<T>> {
  const set = (state: FactSet<T>['state'], items: readonly T[]): FactSet<T> => ({
    state,
    items,
    problems: [],
    unread: [],
    asked: 'whole',
  });
  return fc.oneof(
    fc.array(item, { maxLength: 6 }).map((items) => set(items.length > 0 ? 'present' : 'absent', items)),
    fc.array(item, { maxLength: 6 }).map((items) => set('truncated', items)),
    fc.constant(set('unavailable', [])),
  );
}

const diagnosis = fc
  .constantFrom(
    'ibd' as const,
    'transplant' as const,
    'kidney-transplant' as const,
    'tissue-graft' as const,
    'dialysis' as const,
    'other-indication' as const,
  )
  .map((kind) => condition(kind));

const otherLine = fc
  .record({
    drug: fc.constantFrom(thiopurine('azathioprine'), thiopurine('mercaptopurine'), alternative()),
    status: fc.constantFrom('active', 'draft', 'stopped', 'completed', 'cancelled', 'not-taken'),
    source: fc.constantFrom('request' as const, 'statement' as const, 'dispense' as const),
    doNotPerform: fc.boolean(),
  })
  .map((changes) => medication({ ...changes, recordedOn: daysAgo(50) }));

const chart = fc
  .record({
    drafts: fc.array(
      fc
        .constantFrom(tacrolimus(), tacrolimus('rectal', 'not-known'), thiopurine())
        .map((drug) => draftOrder({ drug })),
      { maxLength: 3 },
    ),
    patient: factSet(
      fc.record({
        sex: fc.constantFrom('male' as const, 'female' as const, null),
        birthDate: fc.constantFrom(on('1950'), on('1986-03'), on('2007-11-22'), on('2015-01-01'), null),
      }),
    ),
    creatinine: factSet(creatinineResult),
    tacrolimusLevels: factSet(tacrolimusLevel),
    medications: factSet(fc.oneof(tacrolimusLine, otherLine)),
    conditions: factSet(diagnosis),
    procedures: factSet(diagnosis),
  })
  .map(snapshot);

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s, on any chart', (id, rule) => {
  test('gives one of the three answers, and says what is missing where it cannot', () => {
    fc.assert(
      fc.property(chart, (facts) => {
        const outcome = rule.evaluate(facts, params);
        if (outcome.kind === 'indeterminate') expect(outcome.missing.length).toBeGreaterThan(0);
        if (outcome.kind === 'findings') expect(outcome.findings.every((finding) => finding.rule === id)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('prints no NaN, no infinity and no invalid date', () => {
    fc.assert(
      fc.property(chart, (facts) => {
        const outcome = rule.evaluate(facts, params);
        const printed = JSON.stringify(outcome, (_key, value: unknown) =>
          typeof value === 'number' && !Number.isFinite(value) ? 'not a number' : value,
        );
        expect(printed).not.toMatch(/not a number|NaN|Invalid|undefined/);
      }),
    );
  });

  test('does not change the facts', () => {
    fc.assert(
      fc.property(chart, (facts) => {
        const before = JSON.stringify(facts);
        rule.evaluate(facts, params);
        expect(JSON.stringify(facts)).toBe(before);
      }),
    );
  });
});
