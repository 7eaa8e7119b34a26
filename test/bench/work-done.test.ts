import { describe, expect, it } from '@jest/globals';
import { assertWorkDone, readWorkDone } from '../../bench/measure/work-done.js';
import { RULE_IDS } from '../../src/rules/index.js';

const RULES = RULE_IDS;

function exposition({ cards = 10, others = 5, lost = 0, aki = 10 } = {}): string {
  return [
    '# HELP cds_evaluation_result_total Evaluated hook calls by what came of them',
    `cds_evaluation_result_total{service="s",hook="order-sign",result="cards"} ${cards}`,
    `cds_evaluation_result_total{service="s",hook="order-sign",result="no-tacrolimus"} ${others}`,
    ...RULES.flatMap((rule) => [
      `cds_rule_outcome_total{rule="${rule}",outcome="silent",reason="none"} ${rule === 'aki' ? aki - 1 : cards - 1}`,
      `cds_rule_outcome_total{rule="${rule}",outcome="findings",reason="none"} 1`,
      `cds_rule_outcome_total{rule="${rule}",outcome="failed",reason="rule-error"} 0`,
    ]),
    `cds_store_dropped_total ${lost}`,
  ].join('\n');
}

describe('what the measured service says it has done', () => {
  it('is read from its metrics', () => {
    expect(readWorkDone(exposition())).toEqual({
      evaluated: 10,
      otherDrugs: 5,
      perRule: Object.fromEntries(RULES.map((rule) => [rule, 10])),
      lost: 0,
    });
  });

  it('all of it passes', () => {
    expect(() => assertWorkDone(readWorkDone(exposition()), 15)).not.toThrow();
  });

  it.each([
    ['a rule that did not run every time', exposition({ aki: 9 }), 'Rules ran'],
    ['answers without an evaluation', exposition({ others: 4 }), '15 answers, but 14'],
    ['evaluations that were not kept', exposition({ lost: 2 }), 'lost 2'],
  ])('%s fails the run', (_title, text, message) => {
    expect(() => assertWorkDone(readWorkDone(text), 15)).toThrow(message);
  });
});
