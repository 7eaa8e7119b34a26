import type { CardContext, NotEvaluated } from '../../domain/card-context.js';
import { PROBLEM_CODES, type SourceProblem, SOURCES } from '../../domain/fact-set.js';
import {
  type FactValue,
  type Finding,
  MISSING_CODES,
  type MissingCode,
  type MissingFact,
  RULE_IDS,
} from '../../domain/finding.js';
import type {
  DurationFacts,
  IndicationFacts,
  MaintenancePlanFacts,
  ThiopurinePlanFacts,
} from '../../rules/shared/finding-facts.js';
import { CAVEAT_KEYS, REASON_AGAINST_KEYS } from '../files/keys.js';
import { courses, HOSTILE, row, unusable } from './sample-parts.js';

/** What the rules hand over with each code; a code that is not here comes without facts. */
const FACTS: Readonly<Partial<Record<MissingCode, Readonly<Record<string, FactValue>>>>> = {
  'creatinine-stale': { days: 47, maxAgeDays: 30, reported: '88 umol/L', date: '2026-10-06' },
  'creatinine-unusable': { results: unusable },
  'no-baseline': { reported: '88 umol/L', value: 88, date: '2026-11-20' },
  'no-level': { windowDays: 45 },
  'level-stale': { days: 60, windowDays: 45, reported: '9.1 ng/mL', date: '2026-09-23' },
  'level-unusable': { results: unusable },
  'medications-unavailable': { since: '2026-10-01' },
  'medications-incomplete': { since: '2026-10-01' },
  'start-date-imprecise': { start: '2026-05' },
};

/** `full` is how rules usually send it; `bare` without facts; `hostile` with text from a bad record. */
function missingFacts(code: MissingCode): readonly MissingFact[] {
  const facts = FACTS[code] ?? {};
  const hostile = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? HOSTILE : value]),
  );
  const unavailable = code.endsWith('-unavailable');
  const suggestions = code.includes('level') ? (['order-tacrolimus-level'] as const) : (['order-creatinine'] as const);
  const optional = code.startsWith('medications-') ? [{}] : [];
  return [facts, hostile, ...optional].map((each) => ({ code, unavailable, facts: each, suggestions }));
}

/** Every code with and without a count, every source at least once. */
const allProblems: readonly SourceProblem[] = [...PROBLEM_CODES, ...PROBLEM_CODES].map((code, index) => ({
  source: SOURCES[index % SOURCES.length] ?? 'patient',
  code,
  count: index < PROBLEM_CODES.length ? null : index,
}));

const allMissing = MISSING_CODES.flatMap(missingFacts);

export const gapSamples: readonly NotEvaluated[] = [
  ...allMissing.map((fact): NotEvaluated => ({ rules: [{ rule: 'aki', missing: [fact] }], problems: [] })),
  { rules: RULE_IDS.map((rule) => ({ rule, missing: allMissing })), problems: allProblems },
  { rules: RULE_IDS.map((rule) => ({ rule, missing: allMissing.slice(0, 1) })), problems: [] },
  { rules: [], problems: allProblems.slice(0, 1) },
  { rules: [], problems: allProblems },
];

const common = { patientId: 'sample', today: '2026-11-22', factsHash: '0'.repeat(64), newUuid: countingUuids() };

/** The three FHIR releases, with and without an order, with and without gaps in the data. */
export const contextSamples: readonly CardContext[] = [
  {
    ...common,
    fhirRelease: 'R4',
    selectionBehavior: 'any',
    order: { display: 'Tacrolimus 1 mg oral capsule', routeNotRecorded: false, recognisedByText: false },
    problems: [],
  },
  {
    ...common,
    fhirRelease: 'STU3',
    selectionBehavior: 'at-most-one',
    order: { display: HOSTILE, routeNotRecorded: true, recognisedByText: true },
    problems: allProblems,
    notShown: ['duration-over', 'thiopurine-plan'],
  },
  { ...common, fhirRelease: 'DSTU2', selectionBehavior: 'at-most-one', order: null, problems: [] },
];

/** Distinct and repeatable: two cards of one check never share one. */
function countingUuids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

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
