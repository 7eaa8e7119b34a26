import { describe, expect, test } from '@jest/globals';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import { RULES, ruleParams } from '../../src/rules/index.js';
import {
  complete,
  condition,
  creatinine,
  daysAgo,
  draftOrder,
  hoursAgo,
  level,
  medication,
  snapshot,
} from '../support/snapshot-builder.js';

const params = ruleParams.parse({});

/** Counts every look at a member of a fact: the steps of a rule, whatever the machine. */
function watched<T extends object>(fact: T, counter: { looks: number }): T {
  return new Proxy(fact, {
    get(target, name, receiver) {
      counter.looks += 1;
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === 'object' && value !== null ? watched(value, counter) : value;
    },
  });
}

const many = <T extends object>(count: number, one: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => one(n));

describe('each kind of fact doubled costs at most double, and the sorting of it', () => {
  test.each<
    [
      string,
      (count: number) => Partial<Record<'creatinine' | 'tacrolimusLevels' | 'medications' | 'conditions', object[]>>,
    ]
  >([
    [
      'results of one instant',
      (count) => ({ creatinine: many(count, (n) => creatinine(1 + n / 1e4, 'mg/dL', hoursAgo(30))) }),
    ],
    [
      'results over the year',
      (count) => ({ creatinine: many(count, (n) => creatinine(1, 'mg/dL', hoursAgo(30 + n))) }),
    ],
    [
      'results, and as many newer ones that are preliminary',
      (count) => ({
        creatinine: [
          ...many(count, (n) => creatinine(1, 'mg/dL', hoursAgo(2_000 + n))),
          ...many(count, (n) => creatinine(0.9, 'mg/dL', hoursAgo(1 + n / 1e4), { status: 'preliminary' })),
        ],
      }),
    ],
    [
      'levels beside lines of the drug',
      (count) => ({
        tacrolimusLevels: many(count, (n) => level(8, 'ng/mL', hoursAgo(1 + n / 100))),
        medications: many(count, (n) =>
          medication({ source: 'dispense', status: 'completed', start: daysAgo(1 + n / 10), supplyDays: 1 }),
        ),
      }),
    ],
    [
      'orders that were stopped without an end',
      (count) => ({
        medications: many(count, (n) => medication({ status: 'stopped', recordedOn: daysAgo(1 + n / 10) })),
      }),
    ],
    ['diagnoses', (count) => ({ conditions: many(count, () => condition('ibd')) })],
  ])('%s', (_name, facts) => {
    const steps = (count: number): number => {
      const counter = { looks: 0 };
      const sets = Object.entries(facts(count)).map(([set, items]) => [
        set,
        complete(items.map((item) => watched(item, counter))),
      ]);
      const chart = snapshot({ drafts: [draftOrder()], ...(Object.fromEntries(sets) as Partial<ClinicalSnapshot>) });
      for (const rule of RULES) rule.evaluate(chart, params);
      return counter.looks;
    };
    expect(steps(800)).toBeLessThanOrEqual(2.4 * steps(400));
  });
});
