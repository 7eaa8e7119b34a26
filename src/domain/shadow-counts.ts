import type { Severity } from './finding.js';

/** What came of a call under a shadow content: `shed` where too many waited, `no-service` where it has no service of that id. */
export type ShadowResult = 'compared' | 'shed' | 'failed' | 'no-service';

/** Where a shadow content reports to. */
export interface ShadowCounts {
  shadowed(result: ShadowResult): void;
  /** A card that was, or would have been, shown; a rule of null is the card that names what was not checked. */
  shadowCard(content: 'live' | 'shadow', rule: string | null, severity: Severity | null): void;
  shadowLoaded(version: string): void;
}
