import type { Finding } from '../../domain/finding.js';
import { courses, HOSTILE, indications, row } from '../shared/sample-parts.js';
import { type MaintenancePlanFacts, REASONS_AGAINST, type ThiopurinePlanFacts } from './facts.js';
import { CAVEATS } from './keys.js';

const planFacts: readonly ThiopurinePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    warnFromDay: 60,
    late: course !== null && course.days >= 60,
    testsKnown: indication.indication === 'overlap' ? ['TPMT: normal metaboliser', HOSTILE] : [],
    allergiesUnknown: indication.indication === 'not-recorded',
    caveats: indication.indication === 'ibd' ? [] : CAVEATS,
  })),
);

const maintenanceFacts: readonly MaintenancePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    course,
    reasonsAgainst:
      indication.indication === 'ibd'
        ? [{ kind: 'stopped', text: 'Azathioprine 50 mg tablet', why: '' }]
        : REASONS_AGAINST.map((kind) => ({ kind, text: HOSTILE, why: HOSTILE })),
    caveats: indication.indication === 'ibd' ? [] : CAVEATS,
  })),
);

const rows = [row('course-start', 'MedicationRequest'), row('indication', HOSTILE)];

export const thiopurinePlanSamples: readonly Finding[] = [
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
];
