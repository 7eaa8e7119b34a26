import type { Source } from '../../domain/fact-set.js';
import type { FindingId, MissingCode, NotApplicableReason, RuleId, Severity } from '../../domain/finding.js';
import type { HookName } from '../../domain/service-definition.js';
import type { EffectiveMode } from './effective-mode.js';
import type { RepeatReason } from './find-repeats.js';
import type { DroppedCount } from './dropped-counts.js';
import type { EvaluatedRule } from './outcomes.js';

/** What is kept of one call. Codes and counts: there is no field that could hold anything about the patient. */
export interface EvaluationEvent {
  readonly service: string;
  readonly hook: HookName;
  readonly contentVersion: string;
  readonly result: 'cards' | 'no-tacrolimus' | 'not-on-tacrolimus' | 'data-unavailable';
  readonly rules: readonly RuleEvent[];
  readonly sources: Readonly<Partial<Record<Source, string>>>;
  readonly cards: number;
  /** Results of the chart that could not be used, by reason; left out where there are none. */
  readonly dropped?: readonly DroppedCount[];
  /** Findings of rules that may speak, and that this service did not show; left out where there are none. */
  readonly notShown?: readonly NotShown[];
}

export interface NotShown {
  readonly finding: FindingId;
  readonly why: 'card-limit' | 'not-at-this-service' | RepeatReason;
}

export interface RuleEvent {
  readonly rule: RuleId;
  /** What the mode came to in this call; a pilot is shown to the users it lists and hidden from everybody else. */
  readonly mode: Exclude<EffectiveMode, 'off'>;
  readonly outcome: 'findings' | 'silent' | 'not-applicable' | 'indeterminate' | 'failed';
  readonly findings: readonly { readonly id: FindingId; readonly severity: Severity }[];
  readonly reasons: readonly (NotApplicableReason | MissingCode)[];
}

export function ruleEvent({ rule, mode, outcome, failed }: EvaluatedRule): RuleEvent {
  const base = { rule, mode };
  switch (outcome.kind) {
    case 'findings':
      return {
        ...base,
        outcome: outcome.findings.length === 0 ? 'silent' : 'findings',
        findings: outcome.findings.map(({ id, severity }) => ({ id, severity })),
        reasons: [],
      };
    case 'not-applicable':
      return { ...base, outcome: 'not-applicable', findings: [], reasons: [outcome.why] };
    case 'indeterminate':
      return {
        ...base,
        outcome: failed ? 'failed' : 'indeterminate',
        findings: [],
        reasons: outcome.missing.map(({ code }) => code),
      };
  }
}
