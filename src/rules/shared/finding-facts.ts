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

/** How long, and how well it is known. */
export type CourseFacts = {
  readonly start: string;
  /** False when the chart only shows "at least since". */
  readonly startKnown: boolean;
  readonly days: number;
  readonly months: number;
};

/** `overlap`: IBD and another indication, and the order does not say which. Keys of `cards/labels.yaml`. */
export const INDICATION_KINDS = ['ibd', 'not-recorded', 'overlap'] as const;

/** `unclassified`: neither of the others alone, or nothing is recorded. Keys of `cards/labels.yaml`. */
export const DISEASES = ['crohn-disease', 'ulcerative-colitis', 'pouchitis', 'unclassified'] as const;
export type Disease = (typeof DISEASES)[number];

export type IndicationFacts = {
  readonly indication: (typeof INDICATION_KINDS)[number];
  /** The diagnosis or reason it rests on; text from the record, empty where none. */
  readonly indicationText: string;
  readonly tissueGraft: string;
  readonly disease: Disease;
};
