import type { CourseCaveat, LevelCaveat } from '../shared/caveats.js';
import type { ResultFacts, UnusableFacts } from '../shared/finding-facts.js';

/** What the three findings of the `trough` rule hand to their cards. */
export type TroughFacts = {
  readonly caveats: readonly (LevelCaveat | CourseCaveat)[];
  readonly level: ResultFacts;
  /** The result says "above" its number (`>30`). */
  readonly isLowerBound: boolean;
  /** The limit that was crossed, ng/mL. */
  readonly limit: number;
  readonly aboveCritical: boolean;
  /** The code does not say that it was a trough. */
  readonly timingNotCoded: boolean;
  readonly extendedRelease: boolean;
  /** Given into a vein: there is no trough. */
  readonly infused: boolean;
  /** Labelled as serum, plasma or dried blood. */
  readonly notWholeBlood: boolean;
  readonly male: boolean;
  readonly transplant: boolean;
  readonly weekOfCourse: number | null;
  /** For the low level: creatinine up, so no word of raising the dose. */
  readonly creatinineRaised: boolean;
  readonly unusable: readonly UnusableFacts[];
  /** Days since the level, where it is past its window and was not repeated; null for a current level. */
  readonly notRepeatedDays: number | null;
  /** Above what a dose alone explains: intoxication, a strong inhibitor, a contaminated line. */
  readonly intoxication: boolean;
  /** The day of the newest tacrolimus order that was written after the level; null where there is none. */
  readonly orderedSince: string | null;
};
