import type { FindingId, Severity } from '../../domain/finding.js';
import type { MonitoringResult, MonitoringTest } from '../../domain/lab-result.js';
import { HOUR_MS, type TimeInterval } from '../../domain/time.js';
import { defineRule } from '../rule.js';
import { ELECTROLYTE_ROWS } from '../shared/electrolytes.js';
import { creatinine, known, quietChart } from '../shared/quiet-chart.js';
import { evaluateElectrolyte } from './electrolyte.js';
import { ELECTROLYTE_KINDS, electrolyteParams, type ElectrolyteRuleParams } from './params.js';
import { electrolytePath } from './path.js';
import { electrolyteSamples } from './samples.js';

type Answer = readonly [FindingId, Severity, 'silent'?];

/** `electrolyte`: potassium, magnesium and neurotoxicity at danger values (docs/clinical/electrolyte.md#limits). */
export const electrolyteRule = defineRule({
  id: 'electrolyte',
  name: 'Potassium, magnesium, neurotoxicity',
  params: electrolyteParams,
  findings: ['electrolyte'],
  notApplicable: ['no-current-test'],
  missing: {},
  suggestions: ['order-potassium', 'order-magnesium', 'order-creatinine', 'order-tacrolimus-level'],
  labels: { rows: [...ELECTROLYTE_ROWS, 'level-current'] },
  sentences: {},
  answer: evaluateElectrolyte,
  path: electrolytePath,
  answers: ({ electrolyte: { modes, severity } }: ElectrolyteRuleParams) => ({
    findings: ELECTROLYTE_KINDS.flatMap((kind): Answer[] => {
      const mode = modes[kind];
      if (mode === 'off') return [];
      // `potassium` and `potassium-critical`.
      const own = Object.entries(severity).filter(([name]) => name === kind || name.startsWith(`${kind}-`));
      return own.map(([, each]) => (mode === 'silent' ? ['electrolyte', each, mode] : ['electrolyte', each]));
    }),
    notApplicable: ['no-current-test'],
  }),
  samples: electrolyteSamples,
  story: {
    expects: 'electrolyte',
    // All kinds at once: whichever a site lets speak, one of them is there.
    chart: (asOf) => {
      const chart = quietChart(asOf, 20);
      const [colitis] = chart.conditions.items;
      const { time } = creatinine(80, asOf - 2 * HOUR_MS);
      if (colitis === undefined) throw new Error('the quiet chart has no colitis');
      return {
        ...chart,
        conditions: known([colitis, { ...colitis, classes: ['neurotoxicity'], display: 'Seizure', notedOn: time }]),
        monitoringTests: known([
          result('potassium', 7, time),
          result('magnesium', 0.3, time),
          result('glucose', 25, time),
        ]),
      };
    },
  },
});

function result(test: MonitoringTest, mmolPerL: number, time: TimeInterval): MonitoringResult {
  const reported = `${mmolPerL} mmol/L`;
  return {
    test,
    reference: null,
    time,
    status: 'final',
    code: { system: null, code: '', display: test },
    measurement: { value: mmolPerL, unit: 'mmol/L', comparator: null, canonical: mmolPerL, reported },
  };
}
