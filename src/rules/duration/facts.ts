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
   * False beside any critical card, any AKI stage and a dangerous potassium: there, holding the drug may be right
   * (docs/clinical/duration.md#taper).
   */
  readonly taperAdvice: boolean;
  /** What shows that there is no colon to look at: a total colectomy, or a pouchitis; text from the record, else empty. */
  readonly noColon: string;
  readonly hasColon: boolean;
  /** The last lower endoscopy since `healingFromWeek`; null where none is on record, or nobody could look. */
  readonly endoscopy: { readonly text: string; readonly date: string } | null;
  /** Whether the procedures were read in full. */
  readonly endoscopyKnown: boolean;
  readonly healingFromWeek: number;
  /** The last calprotectin since then, as the record has it. */
  readonly calprotectin: { readonly text: string; readonly date: string } | null;
  /** The highest creatinine of the course, where it reached an AKI warning stage. */
  readonly akiInCourse: { readonly stage: 1 | 2 | 3; readonly reported: string; readonly date: string } | null;
};
