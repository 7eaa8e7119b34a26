import { defineRule } from '../rule.js';
import { quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { thiopurinePlanLabels, thiopurinePlanSentences } from './keys.js';
import { thiopurinePlanParams, type ThiopurinePlanRuleParams } from './params.js';
import { thiopurinePlanPath } from './path.js';
import { thiopurinePlanSamples } from './samples.js';
import { evaluateThiopurinePlan } from './thiopurine-plan.js';

/** `thiopurine-plan`: tacrolimus as a bridge, and nothing on the other bank (docs/clinical/thiopurine-plan.md#plan). */
export const thiopurinePlanRule = defineRule({
  id: 'thiopurine-plan',
  name: 'Thiopurine plan',
  params: thiopurinePlanParams,
  findings: ['thiopurine-plan', 'maintenance-plan'],
  notApplicable: ['transplant', 'other-indication', 'no-indication-silent', 'rectal-route'],
  missing: {
    'medications-unavailable': { since: '2026-10-01' },
    'medications-incomplete': { since: '2026-10-01' },
    'medications-left-out': { since: '2026-10-01', count: 7, results: unusable },
    'plan-sources-incomplete': {},
    'conditions-unavailable': {},
  },
  suggestions: ['order-thiopurine-tests', 'draft-azathioprine'],
  labels: thiopurinePlanLabels,
  sentences: thiopurinePlanSentences,
  answer: evaluateThiopurinePlan,
  path: thiopurinePlanPath,
  answers: (params: ThiopurinePlanRuleParams) => {
    const { severity, noIndication } = params['thiopurine-plan'];
    return {
      findings: [
        ['thiopurine-plan', severity.early],
        ['thiopurine-plan', severity.late],
        ['maintenance-plan', severity.maintenance],
        // In pouchitis, and without a clear indication, each card is information at most.
        ['thiopurine-plan', 'info'],
        ['maintenance-plan', 'info'],
      ],
      notApplicable: [
        'rectal-route',
        'transplant',
        'other-indication',
        ...(noIndication === 'silent' ? ['no-indication-silent'] : []),
      ],
    };
  },
  samples: thiopurinePlanSamples,
  story: { expects: 'thiopurine-plan', chart: (asOf) => quietChart(asOf, 20) },
});
