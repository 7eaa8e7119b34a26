/**
 * The named values that each finding hands to its card (`cards/<finding>.md`). Numbers stay numbers, dates are text in
 * the site's calendar, and everything a template may print is here: an unknown name refuses the content at load.
 */

/** One result as a card prints it. */
export type ResultFacts = {
  /** Value and unit as the record has them: `1.83 mg/dL`. Text from the record. */
  readonly reported: string;
  /** In the unit of the rule (creatinine umol/L, tacrolimus ng/mL), with the decimals that a card prints. */
  readonly value: number;
  readonly date: string;
  readonly daysAgo: number;
};

/** A result that could not be used, with the reason as a key of `cards/gaps.yaml`. */
export type UnusableFacts = { readonly reported: string; readonly reason: string; readonly date: string };

export type BaselineFacts = {
  /** `lowest-7d` (RV1), `median-365d` (RV2), `pre-treatment` (PRE) or `lowest-48h`. */
  readonly kind: 'lowest-7d' | 'median-365d' | 'pre-treatment' | 'lowest-48h';
  /** umol/L */
  readonly value: number;
  /** As reported where it is one result; else the value with its unit. */
  readonly reported: string;
  /** Date of the result, or of the first and last of them. */
  readonly date: string;
  readonly resultCount: number;
};

/** Whatever the gates could not see; each is a key of `cards/gaps.yaml`. */
type Caveats = { readonly caveats: readonly string[] };

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
  readonly absoluteStage3: boolean;
  /** The absolute limit of stage 3 in the unit that the laboratory reports; `inclusive`: from it on, else above it. */
  readonly stage3Limit: { readonly value: number; readonly unit: string; readonly inclusive: boolean };
  /** Current trough above its limit, else null. */
  readonly highTrough: ResultFacts | null;
  /** Of the current level, whatever its value: whether its code says that it was a trough; `none` without such a level. */
  readonly levelTiming: 'trough' | 'not-coded' | 'none';
  readonly transplant: boolean;
  readonly unusable: readonly UnusableFacts[];
};

export type AkiRiskFacts = Caveats & {
  readonly creatinine: ResultFacts;
  /** Keys: `rise-older-than-48h`, `ratio-near-stage-1`, `high-trough`. */
  readonly drivers: readonly string[];
  readonly baseline: BaselineFacts | null;
  readonly ratio: number | null;
  readonly rise: string | null;
  readonly highTrough: ResultFacts | null;
  readonly male: boolean;
  readonly lowEgfr: boolean;
  readonly egfr: EgfrFacts | null;
  readonly unusable: readonly UnusableFacts[];
};

/** CKD-EPI 2021 before treatment, mL/min/1.73 m2, as the reported integer. */
export type EgfrFacts = { readonly value: number; readonly date: string };

export type AkiBaselineFacts = Caveats & {
  /** Keys: `no-recent-creatinine`, `low-egfr`, `male`. */
  readonly reasons: readonly string[];
  readonly creatinine: ResultFacts | null;
  readonly egfr: EgfrFacts | null;
  readonly withinDays: number;
};

export type TroughFacts = Caveats & {
  readonly level: ResultFacts;
  /** The result says "above" its number (`>30`). */
  readonly isLowerBound: boolean;
  /** The limit that was crossed, ng/mL. */
  readonly limit: number;
  readonly aboveCritical: boolean;
  /** The code does not say that it was a trough. */
  readonly timingNotCoded: boolean;
  readonly extendedRelease: boolean;
  readonly male: boolean;
  readonly transplant: boolean;
  readonly weekOfCourse: number | null;
  /** For the low level: creatinine up, so no word of raising the dose. */
  readonly creatinineRaised: boolean;
  readonly unusable: readonly UnusableFacts[];
};

/** How long, and how well it is known. */
export type CourseFacts = {
  readonly start: string;
  /** False when the chart only shows "at least since". */
  readonly startKnown: boolean;
  readonly days: number;
  readonly months: number;
};

export type IndicationFacts = {
  /** `ibd`, `not-recorded`, or `overlap` (IBD and another indication, the order does not say which). */
  readonly indication: 'ibd' | 'not-recorded' | 'overlap';
  /** The diagnosis or reason it rests on; text from the record, empty where none. */
  readonly indicationText: string;
  readonly tissueGraft: string;
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
    /** Why not a thiopurine. `kind`: `allergy`, `poor-metaboliser`, `stopped`, `do-not-perform`. */
    readonly reasonsAgainst: readonly { readonly kind: string; readonly text: string; readonly why: string }[];
  };

export type DurationFacts = Caveats &
  IndicationFacts & {
    readonly course: CourseFacts;
    readonly limitMonths: number;
    /** The last day inside the limit. */
    readonly limitDate: string;
    /**
     * False beside AKI stage 3 or a level > 20 ng/mL: there, holding the drug may be right
     * (docs/clinical/duration.md#taper).
     */
    readonly taperAdvice: boolean;
  };
