import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding, FindingId, RuleId } from '../../domain/finding.js';
import type { PathStep } from '../../rules/rule.js';
import type { Card } from '../../domain/card.js';
import type { EffectiveMode } from '../../domain/evaluation-event.js';

/** One medication order of the request, and what recognition made of it. */
export interface ExplainedOrder {
  readonly display: string;
  readonly status: string;
  readonly triggering: boolean;
  /** `tacrolimus, systemic, by code`, `another drug`, `nobody can tell` ... */
  readonly recognised: string;
}

/** One kind of data: how it was obtained, and how complete it is. */
export interface ExplainedSource {
  readonly source: string;
  readonly obtained: string;
  readonly problems: readonly string[];
  /** What became of each resource: `41 seen: 12 creatinine, 5 tacrolimus level, 23 other test, 1 not read (no unit)`. */
  readonly book: string;
}

/** One fact that the rules may use. Empty text where there is none. */
export interface ExplainedFact {
  readonly kind: string;
  readonly what: string;
  /** As the record has it. */
  readonly reported: string;
  /** In the unit that the rules speak. */
  readonly converted: string;
  readonly time: string;
  readonly notes: string;
  readonly reference: string;
}

export interface DroppedRecord {
  readonly source: string;
  readonly reported: string;
  readonly why: string;
}

export interface ExplainedRule {
  readonly rule: RuleId;
  readonly mode: EffectiveMode;
  readonly path: readonly PathStep[];
  /** `trough-high warning`, `silent: checked, nothing to say`, `not applicable: ...`, `indeterminate: ...`. */
  readonly outcome: string;
  readonly findings: readonly Finding[];
}

/** Everything that `explain` knows of one call. It holds facts of a patient. */
export interface Explanation {
  readonly service: string;
  readonly hook: string;
  readonly contentVersion: string;
  readonly asOf: string;
  readonly timeZone: string;
  readonly orders: readonly ExplainedOrder[];
  readonly sources: readonly ExplainedSource[];
  /** Kinds of facts of which something is missing, and what may still be concluded. */
  readonly incomplete: readonly { readonly kind: string; readonly state: string }[];
  readonly facts: readonly ExplainedFact[];
  readonly dropped: readonly DroppedRecord[];
  readonly rules: readonly ExplainedRule[];
  /** What the caller would have got: cards, or why not. */
  readonly answer: { readonly status: number; readonly why: string };
  readonly cards: readonly Card[];
  /** Findings of rules that may speak that got no card here, with the reason in words. */
  readonly notShown: readonly { readonly finding: FindingId; readonly why: string }[];
}

/** The explanation, and the chart that it was made from. */
export interface Explained {
  readonly explanation: Explanation;
  readonly snapshot: ClinicalSnapshot;
}
