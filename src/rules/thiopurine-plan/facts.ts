import type { CourseCaveat } from '../shared/caveats.js';
import type { CourseFacts, IndicationFacts } from '../shared/finding-facts.js';
import type { EgfrFacts } from '../shared/egfr.js';
import type { PneumocystisFacts } from '../shared/pneumocystis.js';

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

/** Why no draft of azathioprine is offered: keys of `cards/gaps.yaml`. */
export const NO_DRAFT = [
  'xanthine-oxidase-inhibitor', // allopurinol, febuxostat
  'lymphoma',
  'kidneys', // AKI stage 2 or 3 of today
  'intermediate-metaboliser',
  'test-not-readable',
  'allergies-unknown',
  'conditions-incomplete',
  'medications-incomplete',
] as const;

/** `text` is from the record; empty where nothing could be read. */
export type NoDraft = { readonly kind: (typeof NO_DRAFT)[number]; readonly text: string };

/** Why a maintenance drug is no option here, the strongest first: keys of `cards/gaps.yaml`. */
export const SET_ASIDE = ['allergy', 'failed', 'not-tolerated', 'do-not-perform', 'stopped'] as const;

/** `why` is the stated reason, text from the record, or empty; so is `date`. */
export type SetAside = {
  readonly drug: string;
  readonly kind: (typeof SET_ASIDE)[number];
  readonly why: string;
  readonly date: string;
};

/** Kidneys that do not clear methotrexate, nor what thiopurines become (docs/clinical/thiopurine-plan.md#kidneys). */
export type LowKidneys = {
  /** AKI warning stage of today, from 2 on. */
  readonly stage: 2 | 3 | null;
  readonly egfr: EgfrFacts | null;
};

/** The maintenance that a card may name, and what of the chart speaks against others. */
export type OptionFacts = {
  readonly options: readonly string[];
  /** What of those the same chart speaks against. */
  readonly setAside: readonly SetAside[];
  /** Text from the record, empty where none. */
  readonly pregnancy: string;
  readonly pregnant: boolean;
  readonly lymphoma: string;
  readonly hasLymphoma: boolean;
  /** Of the problem list, active; empty where none. */
  readonly tuberculosis: string;
  readonly hasTuberculosis: boolean;
  readonly kidneys: LowKidneys | null;
  readonly hasLowKidneys: boolean;
  /** Methotrexate would be an option, and the kidneys do not clear it. */
  readonly methotrexateLeftOut: boolean;
  readonly inColitis: boolean;
  readonly inPouchitis: boolean;
};

export type ThiopurinePlanFacts = Caveats &
  IndicationFacts &
  OptionFacts & {
    /** null on the first order of a course. */
    readonly course: CourseFacts | null;
    readonly warnFromDay: number;
    readonly late: boolean;
    readonly testsKnown: readonly string[];
    /** A result is on record that nobody can read. */
    readonly testsNotReadable: boolean;
    readonly noDraft: readonly NoDraft[];
    readonly hasXanthineOxidaseInhibitor: boolean;
    /** The genes are a matter of this card. */
    readonly genotypeMatters: boolean;
    /** With a thiopurine there would be three immunosuppressants, and there is no prophylaxis (docs/clinical/start.md#pjp). */
    readonly pneumocystis: PneumocystisFacts | null;
    readonly hasPneumocystis: boolean;
  };

export type MaintenancePlanFacts = Caveats &
  IndicationFacts &
  OptionFacts & {
    readonly course: CourseFacts | null;
    /** Why not a thiopurine. */
    readonly reasonsAgainst: readonly ReasonAgainst[];
    readonly genotypeMatters: boolean;
  };
