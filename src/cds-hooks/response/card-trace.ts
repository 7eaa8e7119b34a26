import type { Card } from './card.js';

/**
 * The extension that says where a card comes from (docs/clinical/cards.md#trace): rule, finding, content version, hash
 * of its facts.
 */
export const TRACE_EXTENSION = 'org.tacrolimus-cds.trace';

/** The trace of a card, empty where it has none. Its values are unknown: they are read back from an answer. */
export function cardTrace({ extension }: Pick<Card, 'extension'>): Readonly<Record<string, unknown>> {
  const trace = extension?.[TRACE_EXTENSION];
  return typeof trace === 'object' && trace !== null ? { ...trace } : {};
}
