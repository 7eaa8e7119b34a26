import type { ShadowComparison } from '../../domain/shadow-counts.js';
import { NO_ROWS } from './counted-calls.js';
import { createDayTotals } from './day-totals.js';
import { codeOf, type EvaluationRows, isTacrolimusOrder, moments } from './evaluation.js';
import type { ShadowCountRow } from './tables.js';

/** What rows that are counted together have in common. */
export const SHADOW_KEY = ['day', 'live_version', 'shadow_version', 'what', 'rule', 'severity', 'instance'] as const;

const NONE = 'none';

/**
 * Counts comparisons of tacrolimus orders by the day, as orders of other drugs are counted: a report says both rates, and nothing else
 * of a single call.
 * @returns null where a comparison is of no order
 */
export function createShadowCounter(): (comparison: ShadowComparison) => EvaluationRows | null {
  const totalOf = createDayTotals();
  return ({ result, at, event, shadowVersion, live, shadow }) => {
    if (!isTacrolimusOrder(event)) return null;
    const { day } = moments(at);
    const versions = { live_version: codeOf(event.contentVersion), shadow_version: codeOf(shadowVersion) };
    const row = (what: string, rule: string, severity: string): ShadowCountRow => {
      const key = { day, ...versions, what, rule, severity };
      return { ...key, ...totalOf(at, JSON.stringify(key)) };
    };
    const cards = (['live', 'shadow'] as const).flatMap((what) =>
      (what === 'live' ? live : shadow).map(({ rule, severity }) =>
        row(what, rule === null ? 'data-gap' : codeOf(rule), severity ?? NONE),
      ),
    );
    return { ...NO_ROWS, shadow_counts: [row(result, NONE, NONE), ...cards] };
  };
}
