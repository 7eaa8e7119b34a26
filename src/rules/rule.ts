import type * as z from 'zod';
import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type {
  FactValue,
  Finding,
  FindingId,
  MissingCode,
  NotApplicableReason,
  RuleId,
  RuleOutcome,
  Severity,
  SuggestionId,
} from '../domain/finding.js';
import type { CourseParams } from './shared/course-params.js';
import { grantSilence, type RuleAnswer } from './silence.js';

/** What every rule may know beside its own section of `hooks/rules.yaml`. */
export interface CommonParams {
  readonly timeZone: string;
  readonly course: CourseParams;
}

/** One step of a rule, for `explain`: what it looked at, and what it saw. */
export interface PathStep {
  readonly looked: string;
  readonly saw: string;
}

/** Facts at a moment: a made-up chart for the synthetic check. */
export type ChartAt = (asOf: number) => Omit<ClinicalSnapshot, 'asOf' | 'timeZone'>;

/** Keys that a rule hands over and that content has to word, by section of `cards/labels.yaml` or `cards/gaps.yaml`. */
export type WordedKeys = Readonly<Record<string, readonly string[]>>;

/**
 * One clinical rule and everything that the rest of the service has to know of it (docs/adding-a-rule.md). Pure: no
 * clock, no I/O; what it may know is in the snapshot. `src/rules/index.ts` lists the rules, and every other list of
 * rules, findings, settings or words is derived from that one.
 */
export interface RuleModule<Params = never> {
  /** Also the name of its section in `hooks/rules.yaml`. */
  readonly id: RuleId;
  /** In words, for reports and `explain`: `Kidney injury`. */
  readonly name: string;
  /** Its settings, with ranges, defaults, units and words ({@link file://./shared/setting.ts}). */
  readonly params: z.ZodType;
  /** One card each: `cards/<finding>.md`. */
  readonly findings: readonly FindingId[];
  /**
   * Findings without a card of their own: they join the "not checked" card, in the words of `joins` of `cards/gaps.yaml`, and
   * raise it. Where there is no such card they are counted, and nothing is shown.
   */
  readonly joins?: readonly FindingId[];
  /** Why it does not concern an order or a patient. */
  readonly notApplicable: readonly NotApplicableReason[];
  /** What it may lack, each with the facts that it hands over then (an example, for the check of the wording). */
  readonly missing: Readonly<Record<MissingCode, Readonly<Record<string, FactValue>>>>;
  /** Drafts that its cards may offer: keys of `cards/suggestions.yaml`. */
  readonly suggestions: readonly SuggestionId[];
  /** Sections of `cards/labels.yaml` with the keys that it prints: `rows` (of the table of facts) and others. */
  readonly labels: WordedKeys;
  /** Sections of `cards/gaps.yaml` with the keys that it hands over: `caveats` and others. */
  readonly sentences: WordedKeys;
  evaluate(snapshot: ClinicalSnapshot, params: Params): RuleOutcome;
  /** The way to the answer, for `explain`. It asks the functions that `evaluate` asks and decides nothing itself. */
  path(snapshot: ClinicalSnapshot, params: Params): readonly PathStep[];
  /** Every answer with a card or a silence of its own under these settings, for the tables of cases. */
  answers(params: Params): {
    readonly findings: readonly (readonly [FindingId, Severity, 'silent'?])[];
    readonly notApplicable: readonly NotApplicableReason[];
  };
  /** Findings of every kind, from plain to as bad as a record can be: every card is rendered with them at load. */
  readonly samples: readonly Finding[];
  /** A chart that must fire under every setting that is allowed. */
  readonly story: {
    readonly expects: FindingId;
    readonly chart: ChartAt;
    /** The same where another drug is ordered for a patient on tacrolimus, with every part of the rule switched on. */
    readonly otherDrug?: ChartAt;
  };
}

/** A rule as its folder writes it: its answer says what it rests on. */
type WrittenRule<Params> = Omit<RuleModule<Params>, 'evaluate'> & {
  answer(snapshot: ClinicalSnapshot, params: Params): RuleAnswer;
};

/**
 * Checks a rule against the shape of one, and keeps the literal type of its id and of its settings. Whoever evaluates it
 * gets silence only where it is granted.
 */
export function defineRule<const Id extends string, Schema extends z.ZodType, Params>(
  rule: WrittenRule<Params> & { readonly id: Id; readonly params: Schema },
): RuleModule<Params> & { readonly id: Id; readonly params: Schema } {
  return {
    ...rule,
    evaluate: (snapshot, params) => grantSilence(snapshot, (chart) => rule.answer(chart, params)),
  };
}
