import { FINDING_IDS } from '../../domain/finding.js';
import type { ReasonCode, ToldFinding } from '../../domain/one-alert-per-decision.js';
import type { HookName } from '../../domain/service-definition.js';
import type { AlertMemory } from '../../engine/ports.js';
import type { Card } from '../../cds-hooks/response/card.js';
import { cardTrace } from '../../cds-hooks/response/card-trace.js';

/** An earlier call of a rehearsal: what it showed is taken to have been told a minute before. */
export interface EarlierCall {
  readonly hook: HookName;
  readonly cards: readonly Card[];
  /** The reason for which its cards were set aside; null where they were left unanswered. */
  readonly setAside: ReasonCode | null;
}

const MINUTE_MS = 60_000;

/**
 * What the service would remember of an earlier call, without a store: for rehearsing `oneAlertPerDecision`.
 * @param asOf milliseconds since the epoch: the moment of the later call
 */
export function rememberCall({ hook, cards, setAside }: EarlierCall, asOf: number): AlertMemory {
  const at = asOf - MINUTE_MS;
  const overridden = setAside === null ? null : { at, reason: setAside };
  const shown = cards.flatMap((card): (ToldFinding & { readonly factsHash: unknown })[] => {
    const trace = cardTrace(card);
    const finding = FINDING_IDS.find((id) => id === trace.finding);
    if (finding === undefined) return [];
    return [{ finding, severity: card.indicator, hook, at, overridden, factsHash: trace.factsHash }];
  });
  return {
    recall: ({ findings }) =>
      Promise.resolve(
        shown.filter((card) =>
          findings.some(({ finding, factsHash }) => finding === card.finding && factsHash === card.factsHash),
        ),
      ),
  };
}
