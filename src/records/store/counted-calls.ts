import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import { type CallFacts, clientOf, codeOf, type EvaluationRows, moments, timeOrderedId } from './evaluation.js';
import type { CountedCallsRow } from './tables.js';

/**
 * Orders that were answered without a look at any chart: a report says how many there were, and nothing else of them. A hospital
 * that asks about every order makes some five hundred of them for each with tacrolimus.
 */
export const COUNTED_RESULTS: ReadonlySet<string> = new Set<EvaluationEvent['result']>([
  'no-tacrolimus',
  'no-interacting-drug',
]);

export function isCounted({ result, rules, sources, cards, dropped = [] }: EvaluationEvent): boolean {
  const saw = rules.length + Object.keys(sources).length + cards + dropped.length;
  return COUNTED_RESULTS.has(result) && saw === 0;
}

/** What calls that are counted together have in common. */
export const COUNTED_KEY = ['day', 'client', 'service', 'hook', 'content_version', 'result', 'instance'] as const;

/** A call belongs to the day on which it began; some end after midnight. */
const DAYS_KEPT = 3;

/**
 * Counts such calls of this process, day by day. Each row says how many there were up to and with its call, so that writing it again
 * adds nothing, a later one says what an earlier one did, and one that could not be written is made good by the next.
 */
export function createCallCounter(): (
  event: EvaluationEvent,
  call: Pick<CallFacts, 'at' | 'client'>,
) => EvaluationRows {
  const days = new Map<string, { readonly instance: string; readonly counts: Map<string, number> }>();
  const openDay = (day: string, at: number) => {
    // A day that comes again, because the clock was set back, is counted anew beside what was counted of it.
    const opened = { instance: timeOrderedId(at), counts: new Map<string, number>() };
    days.set(day, opened);
    for (const each of [...days.keys()].slice(0, -DAYS_KEPT)) days.delete(each);
    return opened;
  };
  return (event, call) => {
    const { day, week } = moments(call.at);
    const { instance, counts } = days.get(day) ?? openDay(day, call.at);
    const key = {
      ...{ day, week, client: clientOf(call), service: codeOf(event.service), hook: codeOf(event.hook) },
      ...{ content_version: codeOf(event.contentVersion), result: codeOf(event.result), instance },
    };
    const name = nameOf(key);
    const calls = (counts.get(name) ?? 0) + 1;
    counts.set(name, calls);
    return { ...NOTHING, counted_calls: [{ ...key, calls }] };
  };
}

/** Of rows with the same key the last, which says the most: one statement can touch a row only once. */
export function lastCounts(rows: readonly CountedCallsRow[]): readonly CountedCallsRow[] {
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()];
}

function nameOf(row: Pick<CountedCallsRow, (typeof COUNTED_KEY)[number]>): string {
  return JSON.stringify(COUNTED_KEY.map((column) => row[column]));
}

const NOTHING: Omit<EvaluationRows, 'counted_calls'> = {
  evaluations: [],
  rule_outcomes: [],
  rule_reasons: [],
  rule_findings: [],
  prefetch_states: [],
  dropped_results: [],
  cards_shown: [],
};
