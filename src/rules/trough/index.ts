import { HOUR_MS } from '../../domain/time.js';
import { defineRule } from '../rule.js';
import { known, level, quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { troughLabels, troughSentences } from './keys.js';
import { troughParams, type TroughRuleParams } from './params.js';
import { troughPath } from './path.js';
import { troughSamples } from './samples.js';
import { evaluateTrough, severityNotRepeated } from './trough.js';

/** `trough`: the current whole-blood level above its limit (docs/clinical/trough.md#limits). */
export const troughRule = defineRule({
  id: 'trough',
  name: 'Tacrolimus level',
  params: troughParams,
  findings: ['trough-high', 'trough-above-maintenance', 'trough-low'],
  notApplicable: ['first-order', 'no-level-expected'],
  missing: {
    'levels-unavailable': {},
    'levels-incomplete': {},
    'no-level': { windowDays: 45 },
    'level-stale': { days: 60, windowDays: 45, reported: '9.1 ng/mL', date: '2026-09-23' },
    'level-unusable': { count: 7, results: unusable },
    'preliminary-not-judged': { reported: '28 ng/mL', date: '2026-11-21' },
    'result-imprecise': { reported: '<30 ng/mL', date: '2026-11-21' },
    'medications-unavailable': { since: '2026-10-01' },
    'medications-incomplete': { since: '2026-10-01' },
    'medications-left-out': { since: '2026-10-01', count: 7, results: unusable },
  },
  suggestions: ['order-tacrolimus-level', 'order-creatinine'],
  labels: troughLabels,
  sentences: troughSentences,
  answer: evaluateTrough,
  path: troughPath,
  answers: ({ trough: { severity, aboveMaintenance, low } }: TroughRuleParams) => ({
    findings: [
      ['trough-high', severity.aboveLimit],
      ['trough-high', severity.aboveCritical],
      ['trough-high', severityNotRepeated(severity.aboveLimit)],
      ...(aboveMaintenance.enabled ? ([['trough-above-maintenance', severity.aboveMaintenance]] as const) : []),
      ...(low.enabled ? ([['trough-low', severity.low]] as const) : []),
    ],
    notApplicable: ['first-order', 'no-level-expected'],
  }),
  samples: troughSamples,
  story: {
    expects: 'trough-high',
    // The limit may be at most 25 ng/mL, and a level of yesterday is always current.
    chart: (asOf) => ({ ...quietChart(asOf, 20), tacrolimusLevels: known([level(45, asOf - 20 * HOUR_MS)]) }),
  },
});
