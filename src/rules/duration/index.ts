import { defineRule } from '../rule.js';
import { COURSE_CAVEATS } from '../shared/caveats.js';
import { INDICATION_KINDS } from '../shared/finding-facts.js';
import { quietChart } from '../shared/quiet-chart.js';
import { unusable } from '../shared/sample-parts.js';
import { evaluateDuration } from './duration.js';
import { durationParams, type DurationRuleParams } from './params.js';
import { durationPath } from './path.js';
import { durationSamples } from './samples.js';

/** `duration`: the course is past its usual length (docs/clinical/duration.md#wording). A review, never a stop. */
export const durationRule = defineRule({
  id: 'duration',
  name: 'Length of treatment',
  params: durationParams,
  findings: ['duration-over', 'duration-notice'],
  notApplicable: ['transplant', 'other-indication', 'no-indication-silent', 'rectal-route', 'first-order'],
  missing: {
    'medications-unavailable': { since: '2026-10-01' },
    'medications-incomplete': { since: '2026-10-01' },
    'medications-left-out': { since: '2026-10-01', count: 7, results: unusable },
    'conditions-unavailable': {},
    'start-date-imprecise': { start: '2026-05' },
  },
  suggestions: ['order-lower-endoscopy'],
  labels: {
    rows: ['course-start', 'indication', 'lower-endoscopy', 'calprotectin', 'creatinine-highest'],
    indications: INDICATION_KINDS,
  },
  sentences: { caveats: COURSE_CAVEATS },
  answer: evaluateDuration,
  path: durationPath,
  answers: ({ duration: { severity, noIndication } }: DurationRuleParams) => ({
    findings: [
      ['duration-over', severity.over],
      ['duration-notice', severity.notice],
      // Without a clear indication, and where nothing bears the order out, each card is information at most.
      ['duration-over', 'info'],
    ],
    notApplicable: [
      'rectal-route',
      'transplant',
      'other-indication',
      'first-order',
      ...(noIndication === 'silent' ? ['no-indication-silent'] : []),
    ],
  }),
  samples: durationSamples,
  // The limit may be at most 24 months.
  story: { expects: 'duration-over', chart: (asOf) => quietChart(asOf, 1_000) },
});
