import type { EvaluationEvent } from './evaluation-event.js';
import type { Severity } from './finding.js';

/** What came of a call under a shadow content: `shed` where too many waited, `no-service` where it has no service of that id. */
export type ShadowResult = 'compared' | 'shed' | 'failed' | 'no-service';

/** A card that was, or would have been, shown; a rule of null is the card that names what was not checked. */
export interface ShadowCard {
  readonly rule: string | null;
  readonly severity: Severity | null;
}

/** One answered call under both contents. No cards of either unless it was compared. */
export interface ShadowComparison {
  readonly result: ShadowResult;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the live content. */
  readonly event: EvaluationEvent;
  readonly shadowVersion: string;
  readonly live: readonly ShadowCard[];
  readonly shadow: readonly ShadowCard[];
}

/** Where a shadow content reports to. */
export interface ShadowCounts {
  shadowed(comparison: ShadowComparison): void;
  shadowLoaded(version: string): void;
}
