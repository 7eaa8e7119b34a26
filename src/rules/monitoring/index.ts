import { DAY_MS } from '../../domain/time.js';
import type { FindingId, Severity } from '../../domain/finding.js';
import { defineRule } from '../rule.js';
import { creatinine, known, level, quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { MONITORED } from './facts.js';
import { evaluateMonitoring } from './monitoring.js';
import { monitoringParams, type MonitoringRuleParams } from './params.js';
import { monitoringPath } from './path.js';
import { monitoringSamples } from './samples.js';

type Answer = readonly [FindingId, Severity, 'silent'?];

/** `monitoring`: what is late (docs/clinical/monitoring.md#intervals). */
export const monitoringRule = defineRule({
  id: 'monitoring',
  name: 'Overdue checks',
  params: monitoringParams,
  findings: [],
  joins: ['overdue', 'overdue-electrolytes'],
  notApplicable: ['transplant', 'first-order'],
  missing: {
    'creatinine-unavailable': {},
    'creatinine-incomplete': {},
    'creatinine-unusable': { count: 7, results: unusable },
    'levels-unavailable': {},
    'levels-incomplete': {},
    'level-unusable': { count: 7, results: unusable },
    'medications-unavailable': { since: '2026-10-01' },
    'medications-incomplete': { since: '2026-10-01' },
    'medications-left-out': { since: '2026-10-01', count: 7, results: unusable },
    'conditions-unavailable': {},
  },
  suggestions: ['order-creatinine', 'order-tacrolimus-level', 'order-potassium', 'order-magnesium'],
  labels: { monitored: MONITORED },
  sentences: {},
  answer: evaluateMonitoring,
  path: monitoringPath,
  answers: ({ monitoring: { modes, severity } }: MonitoringRuleParams) => {
    const inModes = (id: FindingId, those: readonly (typeof modes.glucose)[], severities: readonly Severity[]) =>
      (['live', 'silent'] as const)
        .filter((mode) => those.includes(mode))
        .flatMap((mode) => severities.map((each): Answer => (mode === 'silent' ? [id, each, mode] : [id, each])));
    return {
      findings: [
        ...inModes('overdue', [modes.creatinine, modes.level], [severity.late, severity.twice]),
        ...inModes('overdue-electrolytes', [modes['potassium-magnesium'], modes.glucose], ['info']),
      ],
      notApplicable: ['transplant', 'first-order'],
    };
  },
  samples: monitoringSamples,
  story: {
    expects: 'overdue',
    // The longest window is 90 days; whichever of the two a site lets speak, it is there.
    chart: (asOf) => ({
      ...quietChart(asOf, 170),
      creatinine: known([creatinine(80, asOf - 160 * DAY_MS)]),
      tacrolimusLevels: known([level(8, asOf - 160 * DAY_MS)]),
    }),
  },
});
