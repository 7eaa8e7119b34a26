import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import { createDayTotals } from './day-totals.js';
import { type CallFacts, clientOf, codeOf, type EvaluationRows, moments } from './evaluation.js';

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

/**
 * Counts such calls of this process, day by day. Each row says how many there were up to and with its call, so that writing it again
 * adds nothing, a later one says what an earlier one did, and one that could not be written is made good by the next.
 */
export function createCallCounter(): (
  event: EvaluationEvent,
  call: Pick<CallFacts, 'at' | 'client'>,
) => EvaluationRows {
  const totalOf = createDayTotals();
  return (event, call) => {
    const { day, week } = moments(call.at);
    const key = {
      ...{ day, week, client: clientOf(call), service: codeOf(event.service), hook: codeOf(event.hook) },
      ...{ content_version: codeOf(event.contentVersion), result: codeOf(event.result) },
    };
    const { instance, total } = totalOf(call.at, JSON.stringify(key));
    return { ...NO_ROWS, counted_calls: [{ ...key, instance, calls: total }] };
  };
}

export const NO_ROWS: EvaluationRows = {
  evaluations: [],
  outcome_sets: [],
  source_sets: [],
  rule_reasons: [],
  rule_findings: [],
  dropped_results: [],
  cards_shown: [],
  counted_calls: [],
  shadow_counts: [],
};
