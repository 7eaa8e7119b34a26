import type { NotEvaluated } from '../../domain/card-context.js';
import { PROBLEM_CODES, SOURCES, type SourceProblem } from '../../domain/fact-set.js';
import { MISSING_CODES, RULE_IDS, type FactValue, type MissingCode, type MissingFact } from '../../domain/finding.js';
import { HOSTILE, unusable } from './sample-parts.js';

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
export const allProblems: readonly SourceProblem[] = [...PROBLEM_CODES, ...PROBLEM_CODES].map((code, index) => ({
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
