import type { Finding } from '../../domain/finding.js';
import type {
  DurationFacts,
  IndicationFacts,
  MaintenancePlanFacts,
  ThiopurinePlanFacts,
} from '../../rules/shared/finding-facts.js';
import { CAVEAT_KEYS, REASON_AGAINST_KEYS } from '../files/keys.js';
import { courses, HOSTILE, row } from './sample-parts.js';

const indications: readonly IndicationFacts[] = [
  { indication: 'ibd', indicationText: 'Ulcerative colitis', tissueGraft: '' },
  { indication: 'not-recorded', indicationText: '', tissueGraft: '' },
  { indication: 'overlap', indicationText: HOSTILE, tissueGraft: HOSTILE },
];

const planFacts: readonly ThiopurinePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    warnFromDay: 60,
    late: course !== null && course.days >= 60,
    testsKnown: indication.indication === 'overlap' ? ['TPMT: normal metaboliser', HOSTILE] : [],
    allergiesUnknown: indication.indication === 'not-recorded',
    caveats: indication.indication === 'ibd' ? [] : CAVEAT_KEYS,
  })),
);

const maintenanceFacts: readonly MaintenancePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    reasonsAgainst:
      indication.indication === 'ibd'
        ? [{ kind: 'stopped', text: 'Azathioprine 50 mg tablet', why: '' }]
        : REASON_AGAINST_KEYS.map((kind) => ({ kind, text: HOSTILE, why: HOSTILE })),
    caveats: indication.indication === 'ibd' ? [] : CAVEAT_KEYS,
  })),
);

const durationFacts: readonly DurationFacts[] = courses.flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    limitMonths: 6,
    limitDate: '2026-11-10',
    taperAdvice: indication.indication !== 'overlap',
    caveats: course.startKnown ? [] : CAVEAT_KEYS,
  })),
);

const rows = [row('course-start', 'MedicationRequest'), row('indication', HOSTILE)];

export const planSamples: readonly Finding[] = [
  ...planFacts.map((facts): Finding => ({
    rule: 'thiopurine-plan',
    id: 'thiopurine-plan',
    severity: facts.late ? 'warning' : 'info',
    facts,
    rows,
    suggestions: facts.allergiesUnknown ? [] : ['order-thiopurine-tests', 'draft-azathioprine'],
  })),
  ...maintenanceFacts.map((facts): Finding => ({
    rule: 'thiopurine-plan',
    id: 'maintenance-plan',
    severity: 'info',
    facts,
    rows: [...rows, row('reason-against', HOSTILE)],
    suggestions: [],
  })),
  ...durationFacts.flatMap((facts): Finding[] => [
    { rule: 'duration', id: 'duration-over', severity: 'warning', facts, rows, suggestions: [] },
    { rule: 'duration', id: 'duration-notice', severity: 'info', facts, rows, suggestions: [] },
  ]),
];
