import type { FactValue } from '../../domain/finding.js';
import { INFECTION_TESTS } from '../../domain/lab-result.js';
import type { IndicationFacts, UnusableFacts } from '../shared/finding-facts.js';
import type { PneumocystisFacts } from '../shared/pneumocystis.js';

/** Infection tests of this rule: keys of `cards/labels.yaml`. */
export const SCREENS = INFECTION_TESTS;
export type Screen = (typeof SCREENS)[number];

/** What the reader must know of the data behind the card: keys of `cards/gaps.yaml`. */
export const OWN_CAVEATS = ['first-order-not-certain', 'screening-unavailable', 'medication-list-incomplete'] as const;
export type StartCaveat = (typeof OWN_CAVEATS)[number];

/** One result; `text` is from the record. */
export type ScreenResult = { readonly test: Screen; readonly text: string; readonly date: string };

/** A test without a result that counts; `lastDate` of an older one, or empty. */
export type MissingScreen = { readonly test: Screen; readonly lastDate: string };

/** A diagnosis of the problem list; `text` is from the record. */
export type DiagnosisFacts = { readonly text: string; readonly date: string };

/** An earlier rescue. `date`: until then at the latest; of one that goes on empty. `weeks`: the limit. */
export type RescueFacts = {
  readonly drug: string;
  readonly date: string;
  readonly goesOn: boolean;
  readonly weeks: number;
};

export type StartFacts = Omit<IndicationFacts, 'disease'> & {
  /** False where nobody knows whether this is the first order: then only what was found is told. */
  readonly firstOrder: boolean;
  /** The latest first; two at most are listed. */
  readonly rescue: readonly RescueFacts[];
  /** Positive tests that fire. */
  readonly positive: readonly ScreenResult[];
  readonly activeCDifficile: DiagnosisFacts | null;
  readonly activeTuberculosis: DiagnosisFacts | null;
  /** Expected and without a coded result: C. difficile, HBsAg, anti-HBc. */
  readonly missing: readonly MissingScreen[];
  /** The newest result is there, and its words do not say which. */
  readonly notReadable: readonly ScreenResult[];
  /** Ride along: without a coded result; positive and no reason to fire. */
  readonly alsoMissing: readonly Screen[];
  readonly alsoPositive: readonly ScreenResult[];
  /** Hepatitis, HIV, tuberculosis, CMV on the problem list. */
  readonly onRecord: readonly DiagnosisFacts[];
  readonly cDifficileDays: number;
  readonly cmvTissueDays: number;
  readonly hepatitisBMonths: number;
  readonly pneumocystis: PneumocystisFacts | null;
  /** For what a card cites: evidence follows the finding. */
  readonly hasRescue: boolean;
  readonly hasInfection: boolean;
  readonly hasHepatitisB: boolean;
  readonly hasPneumocystis: boolean;
  /** The facts of `aki-baseline`, where it stands on this card; null without (docs/clinical/start.md#one-card). */
  readonly baseline: Readonly<Record<string, FactValue>> | null;
  readonly unusable: readonly UnusableFacts[];
  readonly caveats: readonly StartCaveat[];
};
