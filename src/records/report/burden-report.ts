import type { BurdenContract } from '../../domain/service-definition.js';
import type { WatchAlarm } from '../watch/watch-contract.js';
import type { Period } from './period.js';
import type { NotShownCell, Term } from './rule-queries.js';

/** What became of the cards that were shown. Shares are of `shown`, never of what was answered. */
export interface CardCounts {
  readonly shown: number;
  readonly accepted: number;
  readonly overridden: number;
  readonly unanswered: number;
  readonly acceptedShare: number | null;
  readonly overriddenShare: number | null;
  readonly unansweredShare: number | null;
}

export interface Burden extends CardCounts {
  /** Order evaluations with tacrolimus in them: the denominator of "per 100 orders". */
  readonly tacrolimusOrders: number;
  /** Cards shown at those orders. */
  readonly shownOnOrders: number;
  readonly cardsPer100Orders: number | null;
}

export const DIMENSIONS = ['rule', 'severity', 'hook', 'client', 'contentVersion', 'week'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface BurdenGroup extends Burden {
  /** Rule, severity, hook ...; `data-gap` in place of a rule for the card that says what could not be evaluated. */
  readonly key: string;
}

export interface Totals extends Burden {
  readonly evaluations: number;
  /** Different patients and clinician-days of calls with tacrolimus in play, where the request named them. */
  readonly patients: number;
  readonly cardsPerPatient: number | null;
  readonly clinicianDays: number;
  readonly cardsPerClinicianDay: number | null;
}

export interface OverrideReasonGroup {
  readonly rule: string;
  readonly reason: string;
  readonly overridden: number;
  readonly shown: number;
  readonly share: number | null;
}

export interface NotEvaluable {
  readonly rule: string;
  /** Evaluations of the rule, without those it does not concern. */
  readonly evaluations: number;
  readonly notEvaluable: number;
  readonly rate: number | null;
  /** An evaluation can have several. */
  readonly reasons: readonly { readonly reason: string; readonly evaluations: number; readonly rate: number | null }[];
  readonly weeks: readonly { readonly week: string; readonly rate: number | null }[];
}

/** Results in the charts of tacrolimus orders that could not be used, by reason and unknown code or unit. */
export interface UnusableResults {
  readonly client: string;
  readonly source: string;
  readonly reason: string;
  readonly term: Term | null;
  /** A result that is met in three calls counts three times. */
  readonly results: number;
  /** First and last week (Monday, UTC) of the period with such a result. */
  readonly firstWeek: string;
  readonly lastWeek: string;
}

export interface WouldHaveFired {
  readonly rule: string;
  readonly finding: string;
  readonly severity: string;
  readonly mode: string;
  readonly findings: number;
  readonly findingsOnOrders: number;
  readonly per100Orders: number | null;
}

/** Everything a report says. The JSON output is this object. */
export interface BurdenReport {
  readonly period: Period;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** What the site has agreed to; null where it has not. */
  readonly contract: BurdenContract | null;
  readonly totals: Totals;
  readonly by: Readonly<Record<Dimension, readonly BurdenGroup[]>>;
  readonly overrideReasons: readonly OverrideReasonGroup[];
  readonly notEvaluable: readonly NotEvaluable[];
  readonly unusable: readonly UnusableResults[];
  readonly wouldHaveFired: readonly WouldHaveFired[];
  /** Findings of rules that may speak that got no card, by reason. */
  readonly notShown: readonly NotShownCell[];
  readonly results: readonly { readonly result: string; readonly evaluations: number }[];
  readonly watch: readonly WatchAlarm[];
}
