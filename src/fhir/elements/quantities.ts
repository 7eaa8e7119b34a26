import type { Comparator } from '../../domain/lab-result.js';
import type { RawQuantity } from '../../terminology/recognise/terminology.js';
import { parseQuantityText } from '../../terminology/units/quantity-text.js';
import { codedText, displayOf } from './coded-text.js';
import { asNumber, asObject, asString } from './json.js';
import type { JsonObject } from './json.js';

const COMPARATORS: ReadonlySet<string> = new Set<Comparator>(['<', '<=', '>=', '>']);

/** What is looked at of a text that may be a number, of any result in words, and of a unit, characters. */
const LONGEST_NUMBER = 200;
const LONGEST_TEXT = 2_000;
const LONGEST_UNIT = 200;

/** A laboratory number as the record has it. */
export type LabValue =
  | { readonly kind: 'quantity'; readonly raw: RawQuantity; readonly reported: string }
  /** There is no result. */
  | { readonly kind: 'none'; readonly reported: string }
  /** There is a result, and nobody can read a number in it: an older one may not stand in for it unsaid. */
  | { readonly kind: 'malformed'; readonly reported: string };

/**
 * Reads `value[x]` of an Observation or a component: Quantity, integer (no unit) or string ("<2", ">30 ng/mL"). Other text,
 * ranges, ratios, sampled data and concepts are results, but no numbers; a value beside a `dataAbsentReason` that denies it
 * is no result.
 */
export function labValue(holder: JsonObject): LabValue {
  const quantity = asObject(holder.valueQuantity);
  const text = (asString(holder.valueString) ?? '').slice(0, LONGEST_TEXT);
  const integer = asNumber(holder.valueInteger);
  if (asObject(holder.dataAbsentReason) !== null) return { kind: 'none', reported: 'no value' };
  if (quantity !== null) return fromQuantity(quantity);
  if (integer !== null) return { kind: 'quantity', raw: unitless(integer), reported: String(integer) };
  if (text === '') return withoutNumber(holder);
  const raw = text.length > LONGEST_NUMBER ? null : parseQuantityText(text);
  return raw === null ? { kind: 'malformed', reported: text } : { kind: 'quantity', raw, reported: text };
}

function withoutNumber(holder: JsonObject): LabValue {
  const isResult = ([name, value]: readonly [string, unknown]) =>
    /^value[A-Z]/.test(name) && name !== 'valueString' && value !== undefined && value !== null;
  if (!Object.entries(holder).some(isResult)) return { kind: 'none', reported: 'no value' };
  const said = displayOf(codedText(holder.valueCodeableConcept));
  return { kind: 'malformed', reported: said === '' ? 'no number' : said };
}

function fromQuantity(quantity: JsonObject): LabValue {
  const comparator = asString(quantity.comparator);
  const value = asNumber(quantity.value);
  const unit = unitText(quantity.unit);
  const code = unitText(quantity.code);
  if (value === null) {
    const kind = quantity.value === undefined || quantity.value === null ? 'none' : 'malformed';
    return { kind, reported: 'no value' };
  }
  const reported = `${comparator ?? ''}${value} ${unit ?? code ?? ''}`.trim();
  // FHIR has other comparators since R5 (`ad`: sufficient to achieve); what they mean for a limit is not known.
  if (comparator !== null && !isComparator(comparator)) return { kind: 'malformed', reported };
  return { kind: 'quantity', raw: { value, unit, system: unitText(quantity.system), code, comparator }, reported };
}

/** A unit, or the system of its code, cut where no real one reaches. */
function unitText(value: unknown): string | null {
  return asString(value)?.slice(0, LONGEST_UNIT) ?? null;
}

function isComparator(text: string): text is Comparator {
  return COMPARATORS.has(text);
}

function unitless(value: number): RawQuantity {
  return { value, unit: null, system: null, code: null, comparator: null };
}
