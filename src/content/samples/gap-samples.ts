import type { CardContext, NotEvaluated } from '../../domain/card-context.js';
import { CONNECTION_FAULTS, PROBLEM_CODES, type SourceProblem, SOURCES } from '../../domain/fact-set.js';
import type { MissingCode, MissingFact } from '../../domain/finding.js';
import { JOINING_IDS, MISSING_CODES, RULE_IDS, RULES } from '../../rules/index.js';
import { HOSTILE } from '../../rules/shared/sample-parts.js';

/** `full` is how rules usually send it; `bare` without facts; `hostile` with text from a bad record. */
function missingFacts(code: MissingCode): readonly MissingFact[] {
  const facts = RULES.map(({ missing }) => missing[code]).find((given) => given !== undefined) ?? {};
  const hostile = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? HOSTILE : value]),
  );
  const unavailable = code.endsWith('-unavailable');
  const suggestions = code.includes('level') ? (['order-tacrolimus-level'] as const) : (['order-creatinine'] as const);
  // The start of the course is told only where one is on record.
  const withoutStart = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'since'));
  const optional = 'since' in facts ? [withoutStart] : [];
  return [facts, hostile, ...optional].map((each) => ({ code, unavailable, facts: each, suggestions }));
}

/** Every code with and without a count, every source at least once. */
const allProblems: readonly SourceProblem[] = [...PROBLEM_CODES, ...PROBLEM_CODES].map((code, index) => ({
  source: SOURCES[index % SOURCES.length] ?? 'patient',
  code,
  count: index < PROBLEM_CODES.length ? null : index,
}));

/** A server that was not reached, for each reason there is. */
const allFaults: readonly SourceProblem[] = CONNECTION_FAULTS.map((fault) => ({
  source: 'conditions',
  code: 'fetch-failed',
  count: null,
  fault,
}));

const allMissing = MISSING_CODES.flatMap(missingFacts);

const allJoins = RULES.flatMap(({ samples }) => samples).filter(({ id }) => JOINING_IDS.includes(id));
/** Of one answer: the longest of each. */
const oneOfEach = JOINING_IDS.flatMap((id) => allJoins.filter((finding) => finding.id === id).slice(-1));

export const gapSamples: readonly NotEvaluated[] = [
  ...allJoins.map((finding): NotEvaluated => ({
    rules: [{ rule: 'aki', missing: allMissing.slice(0, 1) }],
    problems: [],
    joins: [finding],
  })),
  { rules: [], problems: allProblems.slice(0, 1), joins: allJoins.slice(0, 1) },
  ...allMissing.map((fact): NotEvaluated => ({ rules: [{ rule: 'aki', missing: [fact] }], problems: [] })),
  { rules: RULE_IDS.map((rule) => ({ rule, missing: allMissing })), problems: allProblems, joins: oneOfEach },
  { rules: RULE_IDS.map((rule) => ({ rule, missing: allMissing.slice(0, 1) })), problems: [] },
  { rules: [], problems: allProblems.slice(0, 1) },
  { rules: [], problems: allProblems },
  { rules: [], problems: allFaults },
];

const common = {
  patientId: 'sample',
  today: '2026-11-22',
  factsHash: '0'.repeat(64),
  requester: 'Practitioner/sample',
  newUuid: countingUuids(),
};
const nothingBefore = { creatinine: null, levels: null, doseChange: null };
const before = {
  creatinine: { unit: 'umol/L', items: ['160', '120', '95', '80'].map((value) => ({ value, date: '11-17' })) },
  levels: { unit: 'ng/mL', items: ['12.5', '<2'].map((value) => ({ value, date: '11-17' })) },
  doseChange: { since: '11-18', now: { text: '3 mg', timesADay: 2 }, before: { text: HOSTILE, timesADay: null } },
};
const capsule = {
  display: 'Tacrolimus 1 mg oral capsule',
  dose: '2 mg',
  timesADay: 2,
  reference: 'MedicationRequest/sample',
};

/** The three FHIR releases, with and without an order, with and without gaps in the data. */
export const contextSamples: readonly CardContext[] = [
  {
    ...common,
    fhirRelease: 'R4',
    selectionBehavior: 'any',
    order: { ...capsule, routeNotRecorded: false, recognisedByText: false, others: [] },
    recent: before,
    offersWithdrawal: true,
    problems: [],
  },
  {
    ...common,
    fhirRelease: 'STU3',
    selectionBehavior: 'at-most-one',
    order: {
      display: HOSTILE,
      dose: HOSTILE,
      timesADay: null,
      reference: null,
      routeNotRecorded: true,
      recognisedByText: true,
      others: [capsule, capsule, { display: HOSTILE, dose: null, timesADay: null, reference: 'MedicationRequest/b' }],
    },
    recent: nothingBefore,
    offersWithdrawal: true,
    problems: allProblems,
    joined: RULES.filter(({ findings }) => findings.length > 0)
      .slice(-2)
      .flatMap(({ samples }) => samples.slice(-1)),
  },
  { ...common, fhirRelease: 'DSTU2', selectionBehavior: 'at-most-one', order: null, recent: before, problems: [] },
];

/** Distinct and repeatable: two cards of one check never share one. */
function countingUuids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
