import type { FindingId, Severity } from './finding.js';
import type { HookName } from './service-definition.js';

/** `oneAlertPerDecision` of `hooks/rules.yaml`: what a site does not want to be told twice. */
export interface OneAlertPerDecision {
  readonly enabled: boolean;
  /** What order-select showed is not repeated at order-sign for this many hours. */
  readonly repeatAfterHours: number;
  /** A critical finding is told at order-sign whatever order-select showed. */
  readonly alwaysRepeatCritical: boolean;
  readonly snooze: {
    /** Reasons for setting a card aside that keep its finding quiet for a while. */
    readonly reasons: readonly ReasonCode[];
    /** For how many hours, by severity; 0 is never. A critical finding is never snoozed, so it has no number here. */
    readonly hours: Readonly<Record<Exclude<Severity, 'critical'>, number>>;
  };
}

/** An override reason as feedback names it. */
export interface ReasonCode {
  readonly system: string;
  readonly code: string;
}

/** One finding that one user was shown about one patient, from the facts that are asked about. */
export interface ToldFinding {
  readonly finding: FindingId;
  readonly severity: Severity;
  readonly hook: HookName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The user's last word on the card, where it was to set it aside; `reason` is null where none of the site's list was given. */
  readonly overridden: { readonly at: number; readonly reason: ReasonCode | null } | null;
}
