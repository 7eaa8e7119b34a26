import type { Severity } from '../../domain/finding.js';
import type { BurdenContract } from '../../domain/service-definition.js';
import type { Alarm } from '../watch/alarm.js';
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

/** Cards at tacrolimus orders, and how many there are at 100 of them; null without orders. */
export interface Rate {
  readonly cards: number;
  readonly orders: number;
  readonly per100: number | null;
}

export interface RateAgainstLimit {
  readonly severity: 'all' | Severity;
  /** Cards per 100 orders that the site has agreed to at most; null where it has not. */
  readonly limit: number | null;
  readonly now: Rate;
  readonly before: Rate;
  readonly verdict: 'over' | 'below' | 'within' | 'not-agreed' | 'too-few-orders';
}

export interface RuleTrend {
  readonly rule: string;
  /** Every week of both periods, oldest first; a week without orders has no rate. */
  readonly weeks: readonly (Rate & { readonly week: string })[];
}

/** A week in which orders were answered by content that had answered none in the week before. */
export interface ContentChange {
  readonly week: string;
  readonly versions: readonly string[];
}

/** One thing that a committee has to decide, and the figures that say so. */
export interface Decision {
  readonly about:
    | 'over-limit'
    | 'below-limit'
    | 'open-alarm'
    | 'overridden'
    | 'no-answers'
    | 'not-understood'
    | 'not-evaluable'
    | 'not-agreed'
    | 'shadow';
  /** Plain text. */
  readonly text: string;
}

/** The page that a committee decides by. */
export interface Committee {
  /** What the period is compared with: as long, and just before it. */
  readonly previous: Period;
  readonly rates: readonly RateAgainstLimit[];
  readonly decisions: readonly Decision[];
  /** What was not so in the period before; one sentence each. */
  readonly news: readonly string[];
  /** Over both periods. */
  readonly trend: readonly RuleTrend[];
  readonly contentChanges: readonly ContentChange[];
}

/** Cards at the same orders under the content in force and under a shadow content; repeats count on both sides. */
export interface ShadowRate {
  readonly rule: string;
  /** `none` for the card that names what was not checked. */
  readonly severity: string;
  readonly live: number;
  readonly shadow: number;
  readonly livePer100: number | null;
  readonly shadowPer100: number | null;
}

export interface ShadowReport {
  readonly liveVersion: string;
  readonly shadowVersion: string;
  /** Tacrolimus orders that both contents were put to. */
  readonly compared: number;
  /** Orders that the shadow did not see: too many waited, it failed, or it has no such service. */
  readonly notCompared: { readonly shed: number; readonly failed: number; readonly noService: number };
  readonly all: ShadowRate;
  readonly rates: readonly ShadowRate[];
}

/** Everything a report says. The JSON output is this object. */
export interface BurdenReport {
  readonly period: Period;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** What the site has agreed to; null where it has not. */
  readonly contract: BurdenContract | null;
  readonly committee: Committee;
  readonly totals: Totals;
  readonly by: Readonly<Record<Dimension, readonly BurdenGroup[]>>;
  readonly overrideReasons: readonly OverrideReasonGroup[];
  readonly notEvaluable: readonly NotEvaluable[];
  readonly unusable: readonly UnusableResults[];
  readonly wouldHaveFired: readonly WouldHaveFired[];
  /** Each pair of a live and a shadow content. */
  readonly shadow: readonly ShadowReport[];
  /** Findings of rules that may speak that got no card, by reason. */
  readonly notShown: readonly NotShownCell[];
  readonly results: readonly { readonly result: string; readonly evaluations: number }[];
  /** Every week of the period in which the watch called something. */
  readonly watch: readonly WatchAlarm[];
  /** The malfunctions behind them, and those of any time that nobody has acknowledged. */
  readonly alarms: readonly Alarm[];
}
