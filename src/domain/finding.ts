import type { FactSet } from './fact-set.js';

/** `aki`, `trough` ... A rule is a folder of `src/rules`, and `src/rules/index.ts` lists them: the domain knows none. */
export type RuleId = string;

/** One card each; the file in `cards/` has the same name. */
export type FindingId = string;

/** CDS Hooks card indicators, lightest first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A value that a card template may print. Dates are already text in the site's calendar. */
export type FactValue =
  string | number | boolean | null | readonly FactValue[] | { readonly [name: string]: FactValue };

/** A limit in parts, because other languages put `from 1.25 to below 1.5` otherwise (`partials/facts-table.md`). */
export type LimitParts = {
  readonly word: 'from' | 'above' | 'below';
  readonly amount: string;
  readonly below?: string;
  readonly within?: string;
  /** What is measured, where that is not the row's own value: `eGFR`. */
  readonly of?: string;
};

/** One line of the table of facts on a card (docs/clinical/cards.md#parts). */
export type FactRow = {
  /** What it is: `Creatinine`, `Baseline (median of 4 results)`. */
  readonly what: string;
  /** As the record has it. */
  readonly reported: string;
  /** In the unit the rule used; empty where nothing was converted. */
  readonly converted: string;
  readonly time: string;
  /** `LOINC 2160-0`; empty where there is none. */
  readonly code: string;
  /** Where `reported` is a limit of ours. */
  readonly limit?: LimitParts;
};

/** A draft that a card may carry; what it orders is content (`cards/suggestions.yaml`). */
export type SuggestionId = string;

/** What a rule found. The rule decides what is true and how serious it is; `cards/` decides how it reads. */
export interface Finding {
  readonly rule: RuleId;
  readonly id: FindingId;
  readonly severity: Severity;
  /** Named values for the template of `cards/<id>.md`; each rule documents its own. */
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly rows: readonly FactRow[];
  readonly suggestions: readonly SuggestionId[];
  /** It is counted and shown to nobody: the site rehearses this part of a rule that speaks otherwise. */
  readonly silent?: true;
}

/** Why a rule does not concern this order or patient. Codes; worded in `cards/gaps.yaml`. */
export type NotApplicableReason = string;

/** What a rule lacks: `creatinine-stale`. Codes; worded in `cards/gaps.yaml`. */
export type MissingCode = string;

/** What a rule would have needed. `facts` fills the wording of `cards/gaps.yaml`: days, value, unit, date. */
export interface MissingFact {
  readonly code: MissingCode;
  /** True when the data could not be had, false when the chart simply has none that serve. Only the first can lead to 412. */
  readonly unavailable: boolean;
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly suggestions: readonly SuggestionId[];
}

/** The three answers of docs/clinical/not-checked.md#indeterminate. No findings means: checked, nothing to say. */
export type RuleOutcome =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'not-applicable'; readonly why: NotApplicableReason }
  | { readonly kind: 'indeterminate'; readonly missing: readonly MissingFact[] };

/** Names the fact sets whose state the engine reports on the data-gap card. */
export type AnyFactSet = FactSet<unknown>;
