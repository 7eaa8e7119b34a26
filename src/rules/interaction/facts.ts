import type { Severity } from '../../domain/finding.js';
import type { ResultFacts } from '../shared/finding-facts.js';
import type { InteractionKind } from './params.js';

/** What the reader must know of the data behind the card: keys of `cards/gaps.yaml`. */
export const CAVEATS = ['medication-list-incomplete', 'levels-incomplete'] as const;

/** What the card of this rule is told. */
export type InteractionFacts = {
  /** The gravest first; ten at most. */
  readonly partners: readonly PartnerFacts[];
  /** How many more there are. */
  readonly more: number;
  /** False where another drug is being ordered for a patient on tacrolimus. */
  readonly tacrolimusOrdered: boolean;
  /** The latest level, however old. */
  readonly level: ResultFacts | null;
  /** AKI warning stage today; null where it is 0, or nothing tells. */
  readonly akiStage: 1 | 2 | 3 | null;
  /** The latest, however old. */
  readonly creatinine: ResultFacts | null;
  /** By the numbers, where `akiStage` is not told: of a graft or an infant, or where nobody knows of one. */
  readonly creatinineRaised: boolean;
  /** One of the partners raises potassium; then the last potassium, however old, or null. */
  readonly raisesPotassium: boolean;
  readonly potassium: ResultFacts | null;
  /** Since when tacrolimus is taken; `certain: false`: at least since then. null: not yet, or nobody knows. */
  readonly tacrolimusSince: { readonly date: string; readonly certain: boolean } | null;
  readonly transplant: boolean;
  readonly caveats: readonly (typeof CAVEATS)[number][];
};

export type PartnerFacts = {
  /** As the record names it. */
  readonly drug: string;
  /** In one word, for the summary. */
  readonly name: string;
  readonly kind: InteractionKind;
  /** `ordered`: in this session. `since`, `stopped` and `given`: on `date`. */
  readonly state: 'ordered' | 'since' | 'stopped' | 'given';
  /** Empty where the record has none. */
  readonly date: string;
  /** Of `release-changed`: the form of tacrolimus that is ordered now. null of every other kind. */
  readonly changesTo: ReleaseForm | null;
};

export type ReleaseForm = 'immediate' | 'extended';

/** One drug beside tacrolimus with what it does, and how serious that is. */
export type Partner = Omit<PartnerFacts, 'changesTo'> & {
  readonly severity: Severity;
  readonly changesTo?: ReleaseForm;
};
