import type { RawQuantity } from '../recognise/terminology.js';

const MAX_UNIT = 24;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** Comparator, number and unit as the record has them (`<2 ng/mL`), for a card or the list of unusable results. */
export function reportedText({ comparator, value, unit, code }: RawQuantity): string {
  const printed = (unit?.trim() ? unit : (code ?? '')).replaceAll(CONTROL_CHARACTERS, ' ').trim().slice(0, MAX_UNIT);
  return `${comparator ?? ''}${value === null ? '?' : String(value)} ${printed}`.trim();
}
