import { describe, expect, test } from '@jest/globals';
import type { Finding, FindingId, RuleId } from '../../src/domain/finding.js';
import { reconcile, shownTogether } from '../../src/rules/reconcile.js';

function finding(rule: RuleId, id: FindingId, facts: Finding['facts']): Finding {
  return { rule, id, severity: 'warning', facts, rows: [], suggestions: [] };
}

const duration = finding('duration', 'duration-over', { taperAdvice: true });

/** Whether the duration card still says "do not stop abruptly" beside another finding. */
function taperAdviceBeside(...others: Finding[]): unknown {
  return reconcile([...others, duration]).find(({ rule }) => rule === 'duration')?.facts.taperAdvice;
}

describe('"do not stop abruptly" (docs/clinical/duration.md#taper: toxicity wins)', () => {
  test.each<[string, Finding[], boolean]>([
    ['alone -> said', [], true],
    ['beside AKI stage 1 -> not said', [finding('aki', 'aki-stage', { stage: 1 })], false],
    ['beside AKI stage 2 -> not said', [finding('aki', 'aki-stage', { stage: 2 })], false],
    ['beside AKI stage 3 -> not said', [finding('aki', 'aki-stage', { stage: 3 })], false],
    ['beside a level above 15 -> said', [finding('trough', 'trough-high', { aboveCritical: false })], true],
    ['beside a level above 20 -> not said', [finding('trough', 'trough-high', { aboveCritical: true })], false],
    ['beside a potassium of 5.5 -> said', [finding('electrolyte', 'electrolyte', { potassium: { limit: 5.5 } })], true],
    [
      'beside a potassium of 6.0 -> not said',
      [finding('electrolyte', 'electrolyte', { potassium: { limit: 6 } })],
      false,
    ],
    ['beside a low magnesium -> said', [finding('electrolyte', 'electrolyte', { potassium: null })], true],
    [
      'beside both -> not said',
      [finding('aki', 'aki-stage', { stage: 3 }), finding('trough', 'trough-high', { aboveCritical: true })],
      false,
    ],
  ])('%s', (_title, others, expected) => {
    expect(taperAdviceBeside(...others)).toBe(expected);
  });

  test('the notice before 6 months is treated alike', () => {
    const notice = finding('duration', 'duration-notice', { taperAdvice: true });
    const [, changed] = reconcile([finding('aki', 'aki-stage', { stage: 3 }), notice]);
    expect(changed?.facts.taperAdvice).toBe(false);
  });

  test('nothing else changes, and nothing is lost', () => {
    const aki = finding('aki', 'aki-stage', { stage: 3 });
    expect(reconcile([aki, duration])).toEqual([aki, { ...duration, facts: { taperAdvice: false } }]);
  });
});

describe('creatinine and infection before the first dose are one card (docs/clinical/start.md#one-card)', () => {
  const start: Finding = {
    ...finding('start', 'start', { baseline: null, caveats: ['screening-unavailable'] }),
    severity: 'info',
    suggestions: ['order-hbsag'],
  };
  const baseline: Finding = {
    ...finding('aki', 'aki-baseline', { withinDays: 90, caveats: ['age-not-recorded'] }),
    rows: [{ what: 'creatinine-latest', reported: '80 umol/L', converted: '', time: '', code: '' }],
    suggestions: ['order-creatinine'],
  };
  const everywhere = () => true;

  test('as serious as the graver of the two, with what both say, rest on and offer', () => {
    expect(shownTogether([baseline, start], everywhere)).toEqual({
      findings: [
        {
          ...start,
          severity: 'warning',
          facts: { baseline: baseline.facts, caveats: ['screening-unavailable', 'age-not-recorded'] },
          rows: baseline.rows,
          suggestions: ['order-hbsag', 'order-creatinine'],
        },
      ],
      shown: ['aki-baseline'],
    });
  });

  test.each<[string, readonly Finding[], (id: FindingId) => boolean]>([
    ['one of them alone', [baseline], everywhere],
    ['the other alone', [start], everywhere],
    ['a service that tells of one only', [baseline, start], (id) => id !== 'start'],
    ['a service that tells of the other only', [baseline, start], (id) => id !== 'aki-baseline'],
    ['other findings', [duration], everywhere],
  ])('%s stands as it is', (_title, findings, isHere) => {
    expect(shownTogether(findings, isHere)).toEqual({ findings, shown: [] });
  });
});
