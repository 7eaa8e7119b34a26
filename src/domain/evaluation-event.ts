import type { Source, UnreadReason } from './fact-set.js';
import type { FindingId, RuleId, Severity } from './finding.js';
import type { HookName } from './service-definition.js';
import type { UnknownTerm } from './unknown-term.js';

/** What a mode comes to in one call, most cautious first. A pilot is hidden from everybody who is not listed. */
export const EFFECTIVE_MODES = ['off', 'silent', 'pilot-hidden', 'pilot-shown', 'live'] as const;

export type EffectiveMode = (typeof EFFECTIVE_MODES)[number];

/** Why a finding is not told again. */
export type RepeatReason = 'already-shown' | 'snoozed';

/** So many results of one source were left out for one reason, and named the same unknown code or unit. */
export interface DroppedCount {
  readonly source: Source;
  readonly reason: UnreadReason;
  readonly count: number;
  /** null: no code or unit is the reason, or it may not be named. */
  readonly term: UnknownTerm | null;
}

/** What is kept of one call. Codes and counts: there is no field that could hold anything about the patient. */
export interface EvaluationEvent {
  readonly service: string;
  readonly hook: HookName;
  readonly contentVersion: string;
  /** Of a service that is asked when another drug is ordered; left out for all others. */
  readonly trigger?: 'other-drug';
  /** `no-interacting-drug` and `tacrolimus-unknown`: of a service for other drugs. */
  readonly result:
    'cards' | 'no-tacrolimus' | 'no-interacting-drug' | 'not-on-tacrolimus' | 'tacrolimus-unknown' | 'data-unavailable';
  readonly rules: readonly RuleEvent[];
  readonly sources: Readonly<Partial<Record<Source, string>>>;
  readonly cards: number;
  /** Results of the chart that could not be used, by reason; left out where there are none. */
  readonly dropped?: readonly DroppedCount[];
  /** Findings of rules that may speak, and that this service did not show; left out where there are none. */
  readonly notShown?: readonly SuppressedFinding[];
}

export interface SuppressedFinding {
  readonly finding: FindingId;
  readonly why:
    | 'card-limit'
    | 'told-together'
    | 'on-not-checked-card'
    | 'no-card-of-its-own'
    | 'not-at-this-service'
    | RepeatReason;
}

export interface RuleEvent {
  readonly rule: RuleId;
  /** What the mode came to in this call; a pilot is shown to the users it lists and hidden from everybody else. */
  readonly mode: Exclude<EffectiveMode, 'off'>;
  readonly outcome: 'findings' | 'silent' | 'not-applicable' | 'indeterminate' | 'failed';
  readonly findings: readonly {
    readonly id: FindingId;
    readonly severity: Severity;
    /** Where the site rehearses this part of a rule that speaks; left out where the mode of the rule holds. */
    readonly mode?: 'silent';
  }[];
  /** Codes: why it is not applicable, or what was missing. */
  readonly reasons: readonly string[];
}
