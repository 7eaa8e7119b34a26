import { describe, expect, test } from '@jest/globals';
import { RULES, ruleParams, type RuleParams } from '../../src/rules/index.js';
import { settingAt } from '../../src/rules/shared/setting.js';
import { compareParams } from '../../src/engine/explain/compare-params.js';

const params: RuleParams = ruleParams.parse({});
const AS_OF = Date.UTC(2026, 10, 22, 12);

/** Read to print a value on the right side of it; no answer changes. */
const FOR_PRINTING_ONLY = ['trough.critical', 'trough.aboveMaintenance.above', 'trough.low.below'];
/** The same, where another rule reads it for its answer. */
const PRINTED_BY: Readonly<Record<string, readonly string[]>> = { electrolyte: ['trough.limit'] };

/** The settings as they are, and the paths of those that somebody reads. */
function watched(value: object, path: string, read: Set<string>): object {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      const at = path === '' ? String(key) : `${path}.${String(key)}`;
      if (typeof found === 'object' && found !== null && !Array.isArray(found)) return watched(found, at, read);
      if (typeof key === 'string' && found !== undefined) read.add(at);
      return found;
    },
  });
}

/** What a rule reads of another rule's section, in the stories of all rules. */
function foreignReads(rule: (typeof RULES)[number]): string[] {
  const read = new Set<string>();
  for (const { story } of RULES) {
    const chart = { ...story.chart(AS_OF), asOf: AS_OF, timeZone: 'UTC' };
    rule.evaluate(chart, watched(params, '', read) as RuleParams);
  }
  const own = (path: string) => path.startsWith(`${rule.id}.`) || path.startsWith('course.') || path === 'timeZone';
  return [...read]
    .filter((path) => !own(path) && !FOR_PRINTING_ONLY.includes(path))
    .filter((path) => PRINTED_BY[rule.id]?.includes(path) !== true)
    .sort();
}

describe('a number that another rule reads says so where it is changed', () => {
  const couplings = RULES.flatMap((rule) => foreignReads(rule).map((path) => [path, rule.id] as const));

  test('there are some', () => {
    expect(couplings).toContainEqual(['trough.limit', 'interaction']);
    expect(couplings).toContainEqual(['aki.ratioStage1', 'interaction']);
  });

  test.each(couplings)('%s is read by %s', (path, rule) => {
    expect(settingAt(ruleParams, path.split('.'))?.also ?? 'nothing is said').toContain(rule);
  });
});

test('the severity of a kidney card does not follow trough.limit, and its words say what it follows', () => {
  const changed = ruleParams.parse({ trough: { limit: 12 } });
  expect(compareParams(params, changed)).toMatchObject([
    {
      path: 'trough.limit',
      words:
        '15 -> 12 ng/mL: a level above 12 fires; also interaction: a pair of drugs is managed at or below it (the AKI card has aki.highTroughFrom of its own)',
    },
  ]);
});
