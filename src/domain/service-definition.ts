import type { Source } from './fact-set.js';
import type { FindingId, RuleId, Severity } from './finding.js';

export const HOOKS = ['order-select', 'order-sign', 'medication-prescribe', 'patient-view'] as const;
export type HookName = (typeof HOOKS)[number];

/** Whether a rule speaks, most cautious first. Evaluated either way unless `off`. */
export const RULE_MODES = ['off', 'silent', 'pilot', 'live'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

/** The long form of a mode: for whom, from when, until when it was thought through. */
export interface ScheduledMode {
  readonly mode: RuleMode;
  /** Who sees a `pilot`: FHIR references as `context.userId` has them, `Practitioner/123`. */
  readonly users: readonly string[];
  /** The same by role: `PractitionerRole/456`. */
  readonly roles: readonly string[];
  /** First local day (2026-12-01) on which `pilot` or `live` holds; before it the rule is silent. */
  readonly effectiveFrom: string | null;
  /** Local day by which somebody has to look at it again. The rule goes on after it, with a warning. */
  readonly reviewBy: string | null;
}

export type RuleModeSetting = RuleMode | ScheduledMode;

/** Modes by rule. */
export type RuleModes = Readonly<Record<RuleId, RuleModeSetting>>;

/** One question to the EHR: the prefetch template, and what its failure means. */
export interface SourceDefinition {
  /** CDS Hooks prefetch template, FHIR R4 spelling. */
  readonly template: string;
  /** A required source that cannot be had makes its facts unavailable; an optional one makes them incomplete. */
  readonly required: boolean;
  /** By code system, codes of the same value sets that the template does not name; a profile may ask for them too. */
  readonly otherCodes?: Readonly<Record<string, readonly string[]>>;
}

/** What one search may hold at the FHIR servers of an EHR. null: no limit known. */
export interface SearchLimits {
  /** Codes (or ids) that it may list; more are asked in several searches. */
  readonly codesMax: number | null;
  /** Longest address, characters; a longer search is sent as POST `_search`. */
  readonly urlMax: number | null;
}

/** One CDS service, from `hooks/services/*.yaml`. Frozen after load. */
export interface ServiceDefinition {
  readonly id: string;
  readonly hook: HookName;
  /** Asked when another drug is ordered for a patient on tacrolimus; left out where it is tacrolimus itself. */
  readonly trigger?: 'other-drug';
  /** Of the hook definition, where the site says so (CDS Hooks 3.0). */
  readonly hookVersion?: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements: string | null;
  /** Only the sources named here are asked; a site that drops one is never told that it is missing. */
  readonly sources: Readonly<Partial<Record<Source, SourceDefinition>>>;
  /** Asked only once the patient is known to take tacrolimus, and no prefetch; only of a service for other drugs. */
  readonly laterSources?: Readonly<Partial<Record<Source, SourceDefinition>>>;
  /** Prefetch key -> template of the Medications that its orders and its sources refer to; only for an EHR that resolves FHIRPath tokens. */
  readonly medicationTemplates?: Readonly<Record<string, string>>;
  /** Limits of the EHR that this service is asked by. */
  readonly searchLimits?: SearchLimits;
  readonly rules: RuleModes;
  /** Modes of the whole site (`modes:` of `hooks/rules.yaml`). Of the two, the more cautious one holds. */
  readonly siteRules?: RuleModes;
  /** Only these findings are shown here; every finding where it is left out. */
  readonly findings?: readonly FindingId[];
  /** At most so many findings are shown; critical ones always are. No limit where it is left out. */
  readonly maxCards?: number;
  /** When the data-gap card is shown: on every gap, only when data could not be had, or never. */
  readonly notEvaluatedCard: 'always' | 'data-unavailable' | 'never';
}

/** What a site has agreed to: cards per 100 tacrolimus orders, in every four weeks. null: no bound on that side. */
export interface BurdenContract {
  readonly maxCardsPer100Orders: number | null;
  readonly minCardsPer100Orders: number | null;
  /** Of the cards of each severity; looked at over the period of a report. */
  readonly maxBySeverity: Readonly<Record<Severity, number | null>>;
}

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
export interface ShownFinding {
  readonly finding: FindingId;
  readonly severity: Severity;
  readonly hook: HookName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The user's last word on the card, where it was to set it aside; `reason` is null where none of the site's list was given. */
  readonly overridden: { readonly at: number; readonly reason: ReasonCode | null } | null;
}
