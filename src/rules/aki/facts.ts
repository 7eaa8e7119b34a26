import type { BaselineKind } from '../shared/baselines.js';
import type { CourseCaveat, CreatinineCaveat } from '../shared/caveats.js';
import type { EgfrFacts } from '../shared/egfr.js';
import type { ResultFacts, UnusableFacts } from '../shared/finding-facts.js';

/** What the reader must know about the data behind a card of this rule: keys of `cards/gaps.yaml`. */
export const OWN_CAVEATS = [
  'age-not-recorded',
  'egfr-of-either-sex',
  'dialysis-not-certain',
  'kidney-failure',
  'evidence-from-adults',
  'no-height',
  'levels-incomplete',
  'baseline-of-week-before',
  'no-creatinine-since-start',
] as const;
export type AkiCaveat = (typeof OWN_CAVEATS)[number] | CreatinineCaveat | CourseCaveat;
type Caveats = { readonly caveats: readonly AkiCaveat[] };

/** What else in the chart may hurt the kidneys: keys of `cards/gaps.yaml`. */
export const OTHER_CAUSES = ['contrast', 'nephrotoxin', 'lesser-nephrotoxin', 'mesalazine', 'trimethoprim'] as const;
export type OtherCause = (typeof OTHER_CAUSES)[number];

/** An eGFR that is low now: since when (docs/clinical/aki.md#low-egfr-now). */
const LOW_EGFR_KINDS = ['low-egfr-not-known', 'low-egfr-long-standing', 'low-egfr-now'] as const;
export type LowEgfrKind = (typeof LOW_EGFR_KINDS)[number];

/** Why there is a risk without a stage: keys of `cards/gaps.yaml`. */
export const DRIVERS = [
  'slow-decline',
  'rise-older-than-48h',
  'ratio-near-stage-1',
  ...LOW_EGFR_KINDS,
  'high-trough',
] as const;

/** Why creatinine matters before the first dose: keys of `cards/gaps.yaml`. */
export const BASELINE_REASONS = ['no-recent-creatinine', 'low-egfr', ...LOW_EGFR_KINDS, 'male'] as const;
export type BaselineReason = (typeof BASELINE_REASONS)[number];

export type BaselineFacts = {
  /** `lowest-7d` (RV1), `median-365d` (RV2), `pre-treatment` or `week-before-treatment` (PRE), or `lowest-48h`. */
  readonly kind: BaselineKind;
  /** umol/L */
  readonly value: number;
  /** As reported where it is one result; else the value with its unit. */
  readonly reported: string;
  /** Date of the result, or of the first and last of them. */
  readonly date: string;
  readonly resultCount: number;
};

/** The current level, where it is above `aki.highTroughFrom` (`limit`, ng/mL); null where none is. */
export type HighTroughFacts = ResultFacts & { readonly limit: number };

export type AkiStageFacts = Caveats & {
  readonly stage: 1 | 2 | 3;
  /** Stage against RV1/RV2/48 h, and against the pre-treatment median; 0 = criteria not met, null = no such baseline. */
  readonly nhsStage: number | null;
  readonly preTreatmentStage: number | null;
  readonly creatinine: ResultFacts;
  readonly baseline: BaselineFacts;
  /** creatinine / baseline, two decimals; null for stage by absolute rise. */
  readonly ratio: number | null;
  /** For stage by absolute rise: text with unit; else null. */
  readonly rise: string | null;
  /** Stage 1 by rise although C1 is >= 4.0 mg/dL: KDIGO itself would say stage 3. */
  readonly kdigoWouldSayStage3: boolean;
  /** By the absolute limit of an adult. */
  readonly absoluteStage3: boolean;
  /** Of a child whose eGFR makes it stage 3, else null: mL/min/1.73 m2 with one decimal, cut; the height as reported. */
  readonly childStage3: {
    readonly egfr: number;
    readonly limit: number;
    readonly height: string;
    readonly heightDate: string;
  } | null;
  /** The absolute limit of stage 3 in the unit that the laboratory reports; `inclusive`: from it on, else above it. */
  readonly stage3Limit: { readonly value: number; readonly unit: string; readonly inclusive: boolean };
  readonly highTrough: HighTroughFacts | null;
  /** Of the current level, whatever its value: whether its code says that it was a trough; `none` without such a level. */
  readonly levelTiming: 'trough' | 'not-coded' | 'none';
  readonly transplant: boolean;
  /** The highest of the 7 days before C1, where C1 is well below it. */
  readonly fallingFrom: { readonly reported: string; readonly date: string } | null;
  /** Other causes that stand in the same chart, of the last days or still running; names from the record. */
  readonly otherCauses: readonly { readonly kind: OtherCause; readonly display: string; readonly date: string }[];
  /** Days since C1, where it is past its window and was not repeated; null for a current result. */
  readonly notRepeatedDays: number | null;
  readonly unusable: readonly UnusableFacts[];
};

export type AkiRiskFacts = Caveats & {
  readonly creatinine: ResultFacts;
  readonly drivers: readonly (typeof DRIVERS)[number][];
  readonly baseline: BaselineFacts | null;
  readonly ratio: number | null;
  readonly rise: string | null;
  readonly highTrough: HighTroughFacts | null;
  readonly male: boolean;
  readonly lowEgfr: boolean;
  /** Before treatment, where it was low. */
  readonly egfr: EgfrFacts | null;
  /** Of C1, where it is below `lowEgfrNow`. */
  readonly egfrNow: EgfrFacts | null;
  readonly slowDecline: SlowDeclineFacts | null;
  readonly hasSlowDecline: boolean;
  /** False where every result is of the last week: then "no stage" says little. */
  readonly hasOlderBaseline: boolean;
  readonly unusable: readonly UnusableFacts[];
};

/** `egfr` and `egfrBefore`: where the decline rests on them and not on the ratio to the time before treatment. */
export type SlowDeclineFacts = {
  readonly since: string;
  readonly egfr: number | null;
  readonly egfrBefore: number | null;
};

export type AkiBaselineFacts = Caveats & {
  readonly reasons: readonly BaselineReason[];
  readonly creatinine: ResultFacts | null;
  readonly egfr: EgfrFacts | null;
  readonly withinDays: number;
};
