import type { CourseCaveat } from '../shared/caveats.js';
import type { CourseFacts, IndicationFacts } from '../shared/finding-facts.js';

/** What the reader must know about the data behind a card of this rule: keys of `cards/gaps.yaml`. */
export const OWN_CAVEATS = ['allergies-unavailable', 'tests-unavailable'] as const;
export type PlanCaveat = (typeof OWN_CAVEATS)[number] | CourseCaveat;
type Caveats = { readonly caveats: readonly PlanCaveat[] };

/** Kinds of reasons against a thiopurine: keys of `cards/gaps.yaml`. */
export const REASONS_AGAINST = ['allergy', 'poor-metaboliser', 'stopped', 'on-hold', 'do-not-perform'] as const;

/** A documented reason not to use a thiopurine. `text` is from the record, `why` its stated reason or empty. */
export type ReasonAgainst = {
  readonly kind: (typeof REASONS_AGAINST)[number];
  readonly text: string;
  readonly why: string;
};

export type ThiopurinePlanFacts = Caveats &
  IndicationFacts & {
    /** null on the first order of a course. */
    readonly course: CourseFacts | null;
    readonly warnFromDay: number;
    readonly late: boolean;
    readonly testsKnown: readonly string[];
    readonly allergiesUnknown: boolean;
  };

export type MaintenancePlanFacts = Caveats &
  IndicationFacts & {
    readonly course: CourseFacts | null;
    /** Why not a thiopurine. */
    readonly reasonsAgainst: readonly ReasonAgainst[];
  };
