import type { Card } from '../../domain/card.js';
import { TRACE_EXTENSION } from '../../domain/card.js';
import type { AlertMemory } from '../../domain/ports.js';
import type { HookName, ShownFinding } from '../../domain/service-definition.js';
import type { Finding } from '../../domain/finding.js';

export interface ReplayedMemory {
  of(prescriber: string | null): AlertMemory;
  /** What a prescriber was shown. */
  keep(prescriber: string | null, shown: readonly Finding[], cards: readonly Card[], hook: HookName, at: number): void;
}

/**
 * What each prescriber was shown of one patient, replayed in the order of time. Nobody set a card aside in a rehearsal, so what is kept
 * quiet is what was shown before, and never what was snoozed.
 */
export function replayedMemory(): ReplayedMemory {
  const shown = new Map<string, (ShownFinding & { readonly factsHash: unknown; readonly contentVersion: unknown })[]>();
  return {
    of: (prescriber) => ({
      recall: ({ findings, contentVersion, since }) => {
        const known = prescriber === null ? [] : (shown.get(prescriber) ?? []);
        return Promise.resolve(
          known.filter(
            (each) =>
              each.at >= since &&
              each.contentVersion === contentVersion &&
              findings.some(({ finding, factsHash }) => finding === each.finding && factsHash === each.factsHash),
          ),
        );
      },
    }),
    keep(prescriber, findings, cards, hook, at) {
      if (prescriber === null) return;
      const known = shown.get(prescriber) ?? [];
      for (const [place, { id, severity }] of findings.entries()) {
        const trace = cards[place]?.extension?.[TRACE_EXTENSION] as Readonly<Record<string, unknown>> | undefined;
        if (trace === undefined) continue;
        const { factsHash, contentVersion } = trace;
        known.push({ finding: id, severity, hook, at, overridden: null, factsHash, contentVersion });
      }
      shown.set(prescriber, known);
    },
  };
}
