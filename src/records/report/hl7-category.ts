/**
 * Category of a code of HL7's Non-Adherence Reason Codes (3.0.0-ballot). Feedback may have been kept with the code that a
 * site's own reason stands for in place of its category; reports count both by the category.
 */
const CATEGORIES: ReadonlyMap<string, string> = new Map(
  ['patient-ineligible', 'indication-order-exists', 'action-completed', 'action-unsuccessful'].map((code) => [
    code,
    'cds-not-applicable',
  ]),
);

export function hl7Category(reason: string): string {
  return CATEGORIES.get(reason) ?? reason;
}
