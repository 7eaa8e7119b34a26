import type { Finding } from '../../domain/finding.js';
import { courses, HOSTILE, indications, row } from '../shared/sample-parts.js';
import {
  type MaintenancePlanFacts,
  NO_DRAFT,
  type OptionFacts,
  REASONS_AGAINST,
  SET_ASIDE,
  type ThiopurinePlanFacts,
} from './facts.js';
import { CAVEATS } from './keys.js';

const plainOptions: OptionFacts = {
  options: ['infliximab', 'vedolizumab', 'ustekinumab'],
  setAside: [],
  pregnancy: '',
  pregnant: false,
  lymphoma: '',
  hasLymphoma: false,
  tuberculosis: '',
  hasTuberculosis: false,
  kidneys: null,
  hasLowKidneys: false,
  methotrexateLeftOut: false,
  inColitis: true,
  inPouchitis: false,
};
const noOptions: OptionFacts = {
  options: [],
  setAside: SET_ASIDE.map((kind) => ({ drug: 'infliximab', kind, why: HOSTILE, date: '2026-03' })),
  pregnancy: HOSTILE,
  pregnant: true,
  lymphoma: HOSTILE,
  hasLymphoma: true,
  tuberculosis: HOSTILE,
  hasTuberculosis: true,
  kidneys: { stage: 3, egfr: null },
  hasLowKidneys: true,
  methotrexateLeftOut: true,
  inColitis: false,
  inPouchitis: true,
};

const planFacts: readonly ThiopurinePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    ...(indication.indication === 'overlap' ? noOptions : plainOptions),
    course,
    warnFromDay: 60,
    late: course !== null && course.days >= 60,
    testsKnown: indication.indication === 'overlap' ? ['TPMT: normal metaboliser', HOSTILE] : [],
    testsNotReadable: indication.indication === 'not-recorded',
    noDraft: indication.indication === 'ibd' ? [] : NO_DRAFT.map((kind) => ({ kind, text: HOSTILE })),
    hasXanthineOxidaseInhibitor: indication.indication !== 'ibd',
    genotypeMatters: indication.indication !== 'overlap',
    pneumocystis: indication.indication === 'overlap' ? null : { third: '', raisesPotassium: course === null },
    hasPneumocystis: indication.indication !== 'overlap',
    caveats: indication.indication === 'ibd' ? [] : CAVEATS,
  })),
);

const maintenanceFacts: readonly MaintenancePlanFacts[] = [null, ...courses].flatMap((course) =>
  indications.map((indication) => ({
    ...indication,
    ...(indication.indication === 'overlap' ? noOptions : plainOptions),
    course,
    genotypeMatters: indication.indication !== 'ibd',
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
    suggestions: facts.noDraft.length > 0 ? [] : ['order-thiopurine-tests', 'draft-azathioprine'],
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
