import { describe, expect, test } from '@jest/globals';
import { counted, event, testMetrics, VERSION } from './exposition.js';
import type { EvaluationEvent, RuleEvent } from '../../../src/domain/evaluation-event.js';

function rule(changes: Partial<RuleEvent>): RuleEvent {
  return { rule: 'aki', mode: 'live', outcome: 'silent', findings: [], reasons: [], ...changes };
}

const AKI = rule({ outcome: 'findings', findings: [{ id: 'aki-stage', severity: 'critical' }] });
const card = (text: string) => `content_version=${VERSION} ${text}: 1`;
const GAP_CARD = card('finding=not-evaluated indicator=none mode=live rule=none');
const AKI_CARD = card('finding=aki-stage indicator=critical mode=live rule=aki');

const cases: readonly [string, Partial<EvaluationEvent>, Readonly<Record<string, readonly string[]>>][] = [
  [
    'no tacrolimus: one result, no rule, no card',
    { result: 'no-tacrolimus' },
    {
      cds_evaluation_result_total: ['hook=order-sign result=no-tacrolimus service=tacrolimus-order-sign: 1'],
      cds_rule_outcome_total: [],
      cds_card_count_total: [],
    },
  ],
  [
    'a finding of a live rule is a card',
    { rules: [AKI], cards: 1 },
    { cds_rule_outcome_total: ['outcome=findings reason=none rule=aki: 1'], cds_card_count_total: [AKI_CARD] },
  ],
  [
    'a finding of a silent rule is counted under its mode, though no card was shown',
    { rules: [{ ...AKI, mode: 'silent' }], cards: 0 },
    { cds_card_count_total: [card('finding=aki-stage indicator=critical mode=silent rule=aki')] },
  ],
  [
    'a pilot is shown to some and hidden from others',
    { rules: [{ ...AKI, mode: 'pilot-hidden' }], cards: 0 },
    { cds_card_count_total: [card('finding=aki-stage indicator=critical mode=pilot-hidden rule=aki')] },
  ],
  [
    'the card beyond the findings is the one about what was not checked',
    { rules: [AKI, rule({ rule: 'trough', outcome: 'indeterminate', reasons: ['no-level'] })], cards: 2 },
    {
      cds_rule_outcome_total: [
        'outcome=findings reason=none rule=aki: 1',
        'outcome=indeterminate reason=no-level rule=trough: 1',
      ],
      cds_card_count_total: [AKI_CARD, GAP_CARD],
    },
  ],
  [
    'a rule that throws counts as failed',
    { rules: [rule({ outcome: 'failed', reasons: ['rule-error'] })], cards: 1 },
    { cds_rule_outcome_total: ['outcome=failed reason=rule-error rule=aki: 1'], cds_card_count_total: [GAP_CARD] },
  ],
  [
    'of several reasons the first one counts, so that outcomes add up to evaluations',
    { rules: [rule({ outcome: 'indeterminate', reasons: ['no-baseline', 'creatinine-stale'] })] },
    { cds_rule_outcome_total: ['outcome=indeterminate reason=no-baseline rule=aki: 1'] },
  ],
  [
    'a finding over the card limit is dropped and is no card',
    { rules: [AKI], cards: 0, notShown: [{ finding: 'aki-stage', why: 'card-limit' }] },
    { cds_cards_dropped_total: ['finding=aki-stage why=card-limit: 1'], cds_card_count_total: [] },
  ],
  [
    'a refusal for lack of data shows no card, whatever was found',
    { result: 'data-unavailable', rules: [AKI], cards: 0 },
    {
      cds_evaluation_result_total: ['hook=order-sign result=data-unavailable service=tacrolimus-order-sign: 1'],
      cds_card_count_total: [],
    },
  ],
  [
    'results that could not be used are counted by key and reason, without the code that nobody knew',
    {
      dropped: [
        {
          ...{ source: 'creatinine', reason: 'unknown-code', count: 3 },
          term: { kind: 'code', system: 'urn:hospital:laboratory', code: 'KR-7' },
        },
        { source: 'creatinine', reason: 'no-unit', count: 1, term: null },
      ],
    },
    {
      cds_results_dropped_total: [
        'client=hospital-a key=creatinine reason=no-unit: 1',
        'client=hospital-a key=creatinine reason=unknown-code: 3',
      ],
    },
  ],
  [
    'each prefetch key is counted with its state under the client',
    { sources: { creatinine: 'failed', patient: 'prefetch' } },
    {
      cds_prefetch_key_total: [
        'client=hospital-a key=creatinine state=failed: 1',
        'client=hospital-a key=patient state=prefetch: 1',
      ],
    },
  ],
];

describe('one event', () => {
  test.each(cases)('%s', async (_title, changes, expected) => {
    const metrics = testMetrics();
    metrics.evaluated(event(changes), 'hospital-a');
    for (const [metric, lines] of Object.entries(expected)) expect(await counted(metrics, metric)).toEqual(lines);
  });
});
