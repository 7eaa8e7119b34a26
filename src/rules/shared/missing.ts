import type { FactValue, MissingCode, MissingFact, RuleOutcome, SuggestionId } from '../../domain/finding.js';

/** Codes that mean "could not be had", as opposed to "the chart has none that serve". Only these can end in 412. */
const UNAVAILABLE: readonly MissingCode[] = [
  'creatinine-unavailable',
  'levels-unavailable',
  'medications-unavailable',
  'conditions-unavailable',
];

export function missing(
  code: MissingCode,
  facts: Readonly<Record<string, FactValue>> = {},
  suggestions: readonly SuggestionId[] = [],
): MissingFact {
  return { code, unavailable: UNAVAILABLE.includes(code), facts, suggestions };
}

export function indeterminate(...facts: readonly MissingFact[]): RuleOutcome {
  return { kind: 'indeterminate', missing: facts };
}
