import type { FindingId, Severity } from '../../domain/finding.js';
import type { ScreeningResult } from '../../domain/lab-result.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import { defineRule, type RuleModule } from '../rule.js';
import { INDICATION_KINDS } from '../shared/finding-facts.js';
import { known, quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { OWN_CAVEATS, SCREENS } from './facts.js';
import { START_KINDS, startParams, type StartRuleParams } from './params.js';
import { startPath } from './path.js';
import { startSamples } from './samples.js';
import { evaluateStart } from './start.js';

type Answer = readonly [FindingId, Severity, 'silent'?];

/** A first order: every infection found, and an anti-TNF drug of yesterday. Whichever part a site lets speak, one is there. */
const story: RuleModule['story'] = {
  expects: 'start',
  chart: (asOf) => {
    const chart = quietChart(asOf, 20);
    const [colitis] = chart.conditions.items;
    const [tacrolimus] = chart.medications.items;
    if (colitis === undefined || tacrolimus === undefined) throw new Error('the quiet chart has no colitis');
    const yesterday: TimeInterval = { from: asOf - DAY_MS, to: asOf - DAY_MS, precision: 'instant', reported: '' };
    return {
      ...chart,
      tacrolimusLevels: known([]),
      medications: known([
        { ...tacrolimus, drug: { kind: 'alternative-maintenance', name: 'infliximab' }, display: 'infliximab' },
      ]),
      conditions: known([colitis, { ...colitis, classes: ['tuberculosis'], display: 'Tuberculosis' }]),
      screeningTests: known([found('c-difficile', yesterday), found('hbsag', yesterday)]),
    };
  },
};

function found(test: 'c-difficile' | 'hbsag', time: TimeInterval): ScreeningResult {
  const code = { system: null, code: '', display: test };
  return { test, reference: null, time, status: 'final', code, outcome: 'positive', display: 'Detected' };
}

/** `start`: before the first dose of a course (docs/clinical/start.md#infection). */
export const startRule = defineRule({
  id: 'start',
  name: 'Before the first dose',
  params: startParams,
  findings: ['start'],
  notApplicable: ['rectal-route', 'transplant', 'other-indication', 'not-first-order', 'no-indication-silent'],
  missing: {
    'medications-unavailable': {},
    'medications-incomplete': {},
    'medications-left-out': { count: 7, results: unusable },
    'conditions-unavailable': {},
  },
  suggestions: ['order-c-difficile', 'order-hbsag', 'order-anti-hbc', 'order-creatinine'],
  labels: { rows: [...SCREENS, 'creatinine-latest'], indications: INDICATION_KINDS },
  sentences: { caveats: OWN_CAVEATS },
  answer: evaluateStart,
  path: startPath,
  answers: ({ start: { modes, severity, noIndication } }: StartRuleParams) => ({
    findings: START_KINDS.flatMap((kind): Answer[] => {
      const mode = modes[kind];
      if (mode === 'off') return [];
      // Without a clear indication the card is information at most.
      return ([severity[kind], severity.missing, 'info'] as const).map((each) =>
        mode === 'silent' ? ['start', each, mode] : ['start', each],
      );
    }),
    notApplicable: [
      ...['rectal-route', 'transplant', 'other-indication', 'not-first-order'],
      ...(noIndication === 'silent' ? ['no-indication-silent'] : []),
    ],
  }),
  samples: startSamples,
  story,
});
