import type { Severity } from '../../domain/finding.js';
import type { ResultFacts, UnusableFacts } from '../shared/finding-facts.js';
import type { ElectrolyteKind } from './params.js';

/** What the card of this rule is told. Of each test only what is at its danger value; else null. */
export type ElectrolyteFacts = {
  readonly neurotoxicity: NeurotoxicityFacts | null;
  readonly potassium: DangerFacts | null;
  readonly magnesium: DangerFacts | null;
  readonly glucose: DangerFacts | null;
  /** For what a card cites: evidence follows the finding. */
  readonly hasNeurotoxicity: boolean;
  readonly hasHighPotassium: boolean;
  readonly hasLowMagnesium: boolean;
  /** The latest level, however old. */
  readonly level: ResultFacts | null;
  readonly transplant: boolean;
  /** Results of these tests that came and could not be used. */
  readonly unusable: readonly UnusableFacts[];
};

/** In mmol/L, with the limit that was reached. */
export type DangerFacts = ResultFacts & { readonly limit: number };

export type NeurotoxicityFacts = {
  /** As the record names it. */
  readonly text: string;
  readonly date: string;
  /** It stands in the chart from before the present course of tacrolimus, or there is none yet. */
  readonly beforeCourse: boolean;
};

/** One danger value with how serious it is. */
export type Danger = { readonly kind: ElectrolyteKind; readonly severity: Severity };
