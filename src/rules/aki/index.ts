import { DAY_MS, HOUR_MS } from '../../domain/time.js';
import { defineRule } from '../rule.js';
import { creatinine, known, quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { evaluateAki } from './aki.js';
import { akiLabels, akiSentences } from './keys.js';
import { akiParams, type AkiRuleParams } from './params.js';
import { akiPath } from './path.js';
import { akiSamples } from './samples.js';

/** `aki`: kidney injury and its risk (docs/clinical/aki.md#steps). */
export const akiRule = defineRule({
  id: 'aki',
  name: 'Kidney injury',
  params: akiParams,
  findings: ['aki-stage', 'aki-risk', 'aki-baseline'],
  notApplicable: ['under-1', 'dialysis', 'kidney-transplant'],
  missing: {
    'creatinine-unavailable': {},
    'creatinine-incomplete': {},
    'no-creatinine': {},
    'creatinine-stale': { days: 47, maxAgeDays: 30, reported: '88 umol/L', date: '2026-10-06' },
    'creatinine-unusable': { count: 7, results: unusable },
    'no-baseline': { reported: '88 umol/L', value: 88, date: '2026-11-20' },
    'baseline-of-this-week': { reported: '88 umol/L', value: 88, date: '2026-11-20' },
    'no-creatinine-since-start': { reported: '88 umol/L', date: '2026-10-20', start: '2026-11-02' },
    'creatinine-not-judged': {
      ...{ why: 'kidney-transplant', reported: '240 umol/L', date: '2026-11-21' },
      ...{ ratio: 2.08, rise: '27 umol/L' },
    },
    'preliminary-not-judged': { reported: '240 umol/L', date: '2026-11-21' },
    'result-imprecise': { reported: '<250 umol/L', date: '2026-11-21' },
    'medications-unavailable': { since: '2026-10-01' },
    'medications-incomplete': { since: '2026-10-01' },
    'medications-left-out': { since: '2026-10-01', count: 7, results: unusable },
  },
  suggestions: ['order-creatinine', 'order-tacrolimus-level'],
  labels: akiLabels,
  sentences: akiSentences,
  answer: evaluateAki,
  path: akiPath,
  answers: ({ aki: { severity } }: AkiRuleParams) => ({
    findings: [
      ['aki-stage', severity.stage1],
      ['aki-stage', severity.stage1WithHighTrough],
      ['aki-stage', severity.stage2],
      ['aki-stage', severity.stage3],
      ['aki-risk', severity.risk],
      ['aki-risk', severity.riskWithModifier],
      ['aki-risk', severity.lowEgfrNow],
      ['aki-risk', severity.slowDecline],
      ['aki-baseline', severity.baseline],
      ['aki-baseline', severity.lowEgfrNow],
    ],
    notApplicable: ['under-1', 'kidney-transplant', 'dialysis'],
  }),
  samples: akiSamples,
  story: {
    expects: 'aki-stage',
    // Eight times the baseline of last month; the highest stage may be asked to begin at four.
    chart: (asOf) => ({
      ...quietChart(asOf, 20),
      creatinine: known([
        creatinine(640, asOf - 2 * HOUR_MS),
        creatinine(80, asOf - 30 * DAY_MS),
        creatinine(80, asOf - 60 * DAY_MS),
      ]),
    }),
  },
});
