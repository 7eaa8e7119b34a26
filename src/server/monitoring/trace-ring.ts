import { LRUCache } from 'lru-cache';
import { SET_NAMES } from '../../domain/clinical-snapshot.js';
import type { Clock } from '../../domain/ports.js';
import { explainCall, type AnsweredCall } from '../../engine/explain/explain-request.js';
import type { Explanation } from '../../engine/explain/explanation.js';

/**
 * The last calls that were answered with cards, in memory only, so that somebody can be told why a card appeared. It holds
 * charts: it exists only where `TRACE_TOKEN` is set, is bounded in number, size and age, and is gone with the process.
 */
export interface TraceRing {
  keep(call: AnsweredCall): void;
  /** @returns null for a card that was never kept, or is no longer */
  explain(cardUuid: string): Explanation | null;
  /** The call itself, for the page behind the card. */
  callOf(cardUuid: string): AnsweredCall | null;
  clear(): void;
}

export interface TraceLimits {
  /** How long a call is kept at most, milliseconds. */
  readonly ageMs: number;
  /** Most cards that can be asked for; the oldest go first. */
  readonly cards: number;
  /** Most facts of all charts together, which bounds the memory: one fact takes well under 2 kB. */
  readonly facts: number;
}

export const TRACE_BOUNDS = { cards: 500, facts: 50_000 } as const;

export function createTraceRing({ ageMs, cards, facts }: TraceLimits, clock: Clock): TraceRing {
  const calls = new LRUCache<string, AnsweredCall>({
    max: cards,
    maxSize: facts,
    sizeCalculation: sizeOf,
    ttl: ageMs,
    // Not only hidden after their time: taken out of memory, also where nobody asks again.
    ttlAutopurge: true,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });
  // `peek`: reading does not make a chart stay longer.
  const callOf = (cardUuid: string) => calls.peek(cardUuid.toLowerCase()) ?? null;
  return {
    keep(call) {
      for (const { uuid } of call.cards) calls.set(uuid.toLowerCase(), call);
    },
    explain(cardUuid) {
      const call = callOf(cardUuid);
      return call === null ? null : explainCall(call);
    },
    callOf,
    clear: () => calls.clear(),
  };
}

/** Facts and unread records of the chart, at least 1. A call with several cards counts once for each. */
function sizeOf({ snapshot }: AnsweredCall): number {
  const count = SET_NAMES.reduce((sum, name) => sum + snapshot[name].items.length + snapshot[name].unread.length, 0);
  return 1 + count + snapshot.drafts.length;
}
