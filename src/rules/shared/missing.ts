import type { FactValue, MissingCode, MissingFact, RuleOutcome, SuggestionId } from '../../domain/finding.js';
import type { Measurement } from '../../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { formatDate } from './calendar.js';

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

/** A newer result that is preliminary and would warn: named, not judged (docs/clinical/aki.md#preliminary). */
export function preliminaryNotJudged(
  { measurement, time }: { readonly measurement: Measurement; readonly time: TimeInterval },
  zone: TimeZone,
  suggestions: readonly SuggestionId[],
): MissingFact {
  const facts = { reported: measurement.reported, date: formatDate(time, zone) };
  return missing('preliminary-not-judged', facts, suggestions);
}
