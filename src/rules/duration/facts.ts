import type { CourseCaveat } from '../shared/caveats.js';
import type { CourseFacts, IndicationFacts } from '../shared/finding-facts.js';

/** What both findings of the `duration` rule hand to their cards. */
export type DurationFacts = IndicationFacts & {
  readonly caveats: readonly CourseCaveat[];
  readonly course: CourseFacts;
  readonly limitMonths: number;
  /** The last day inside the limit. */
  readonly limitDate: string;
  /**
   * False beside any critical card and any AKI stage: there, holding the drug may be right
   * (docs/clinical/duration.md#taper).
   */
  readonly taperAdvice: boolean;
};
