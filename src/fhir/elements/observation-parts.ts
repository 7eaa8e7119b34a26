import type { CodedText, Coding } from '../../domain/coding.js';
import type { Comparator } from '../../domain/lab-result.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import type { ReportedQuantity } from '../../terminology/units/measurement.js';
import { parseQuantityText } from '../../terminology/units/quantity-text.js';
import type { MapperContext } from '../facts/mapper-context.js';
import { codedText, displayOf, textOnly } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asCode, asNumber, asObject, asString, type JsonObject, listOf, objectsIn } from './json.js';

/** An Observation, or one of its components: a code with a value, under the status and time of the whole. */
export interface ObservationPart {
  readonly observation: JsonObject;
  /** The Specimen that it refers to, where that is at hand. */
  readonly specimen: JsonObject | null;
  /** Holds `value[x]`. */
  readonly holder: JsonObject;
  readonly code: CodedText;
  readonly recognition: LabRecognition;
  readonly status: string | null;
  /** When the specimen was taken; null where the record does not say. */
  readonly time: TimeInterval | null;
  /** No later than this, where the record says no more: the end of a period too long to place it, or when it was issued. */
  readonly issued: TimeInterval | null;
}

type PartContext = Pick<MapperContext, 'terminology' | 'timeZone' | 'index' | 'readCode' | 'bornOn'>;

/**
 * Takes an Observation apart into the results it holds: itself, and each of its components. A panel that has its results in
 * `component` is not itself reported as a result with an unknown code or without value.
 */
export function observationParts(observation: JsonObject, context: PartContext): readonly ObservationPart[] {
  const specimen = specimenAtHand(observation, context);
  const material = specimenOf(observation, specimen);
  const status = asCode(observation.status);
  const { time, issued } = timesOf(observation, context);
  const { readCode = codedText } = context;
  const code = readCode(observation.code);
  const recognition = context.terminology.recogniseLab(code, material);
  const whole = { observation, specimen, holder: observation, code, recognition, status, time, issued };
  if (observation.component === undefined) return [whole];
  return withComponents(whole, material, context);
}

function withComponents(
  whole: ObservationPart,
  material: CodedText | null,
  { terminology }: PartContext,
): readonly ObservationPart[] {
  const { observation, specimen, status, time, issued } = whole;
  const components = objectsIn(observation.component).map((holder): ObservationPart => {
    const code = codedText(holder.code);
    const recognition = terminology.recogniseLab(code, material);
    return { observation, specimen, holder, code, recognition, status, time, issued };
  });
  if (components.length === 0) return [whole];
  return isResult(whole) ? [whole, ...components] : components;
}

/** Whether it has a value; a reason for its absence is a result too where the test is one of ours. */
function isResult({ observation, recognition }: ObservationPart): boolean {
  for (const key in observation) if (key.startsWith('value') && observation[key] !== undefined) return true;
  const isOurs = recognition.lab !== 'unknown' && recognition.lab !== 'other';
  return isOurs && observation.dataAbsentReason !== undefined;
}

/** The coding for the facts table: LOINC where there is one. */
export function mainCoding(code: CodedText): Coding {
  const loinc = code.codings.find(({ system }) => system === 'http://loinc.org');
  return loinc ?? code.codings[0] ?? { system: null, code: '', display: code.text };
}

/**
 * A period of weeks (a stay, a report) does not tell when, and by its beginning the newest result would be the oldest; nothing was
 * taken before birth (docs/clinical/facts.md#partial-dates). What does not tell counts as a result without a time.
 */
function timesOf(observation: JsonObject, context: PartContext): Pick<ObservationPart, 'time' | 'issued'> {
  const stated = observation.effectiveDateTime ?? observation.effectiveInstant ?? null;
  const period = stated === null ? asObject(observation.effectivePeriod) : null;
  const end = period === null ? null : endOfLongPeriod(period, context);
  if (end !== null) return { time: null, issued: end };
  const time = stated === null ? timeOfPeriod(period, observation, context) : parseFhirDate(stated, context.timeZone);
  if (time !== null && !isBeforeBirth(time, context)) return { time, issued: null };
  return { time: null, issued: parseFhirDate(observation.issued, context.timeZone) };
}

/** Longest period that still tells when a specimen was taken. */
const LONGEST_DRAW_MS = DAY_MS;

function endOfLongPeriod(period: JsonObject, { timeZone }: PartContext): TimeInterval | null {
  const [start, end] = [parseFhirDate(period.start, timeZone), parseFhirDate(period.end, timeZone)];
  return start !== null && end !== null && end.to - start.from > LONGEST_DRAW_MS ? end : null;
}

function isBeforeBirth({ from, to }: TimeInterval, { bornOn }: PartContext): boolean {
  const birth = bornOn?.() ?? null;
  return birth !== null && from < birth.from && to <= birth.from;
}

/**
 * When the specimen was taken; `issued` is when the laboratory spoke, and never counts (docs/clinical/facts.md#time).
 */
function timeOfPeriod(
  period: JsonObject | null,
  observation: JsonObject,
  { timeZone }: PartContext,
): TimeInterval | null {
  const [event] = listOf(asObject(observation.effectiveTiming)?.event);
  return parseFhirDate(period?.start ?? period?.end ?? event, timeZone);
}

function specimenAtHand(observation: JsonObject, { index }: PartContext): JsonObject | null {
  const reference = asString(asObject(observation.specimen)?.reference);
  return reference === null ? null : index.find(reference, observation);
}

function specimenOf({ specimen }: JsonObject, found: JsonObject | null): CodedText | null {
  if (found !== null) return codedText(found.type);
  const display = asString(asObject(specimen)?.display);
  return display === null ? null : textOnly(display);
}

const COMPARATORS: ReadonlySet<string> = new Set<Comparator>(['<', '<=', '>=', '>']);

/** What is looked at of a text that may be a number, of any result in words, and of a unit, characters. */
const LONGEST_NUMBER = 200;
const LONGEST_TEXT = 2_000;
const LONGEST_UNIT = 200;

/** A laboratory number as the record has it. */
export type ReportedValue =
  | { readonly kind: 'quantity'; readonly raw: ReportedQuantity; readonly inWords: string | null }
  /** There is no result. */
  | { readonly kind: 'none'; readonly reported: string }
  /** There is a result, and nobody can read a number in it: an older one may not stand in for it unsaid. */
  | { readonly kind: 'malformed'; readonly reported: string };

/**
 * Reads `value[x]` of an Observation or a component: Quantity, integer (no unit) or string ("<2", ">30 ng/mL"). Other text,
 * ranges, ratios, sampled data and concepts are results, but no numbers; a value beside a `dataAbsentReason` that denies it
 * is no result.
 */
export function reportedValue(holder: JsonObject): ReportedValue {
  const quantity = asObject(holder.valueQuantity);
  if (asObject(holder.dataAbsentReason) !== null) return { kind: 'none', reported: 'no value' };
  if (quantity !== null) return fromQuantity(quantity);
  const text = (asString(holder.valueString) ?? '').slice(0, LONGEST_TEXT);
  const integer = asNumber(holder.valueInteger);
  if (integer !== null) return { kind: 'quantity', raw: unitless(integer), inWords: null };
  if (text === '') return withoutNumber(holder);
  const raw = text.length > LONGEST_NUMBER ? null : parseQuantityText(text);
  return raw === null ? { kind: 'malformed', reported: text } : { kind: 'quantity', raw, inWords: text };
}

/** What the record says, for whoever reads of a result that is left out. Of a number it is put together here: few are left out. */
export function reportedOf(value: ReportedValue): string {
  return value.kind === 'quantity' ? (value.inWords ?? amountOf(value.raw)) : value.reported;
}

function amountOf({ comparator, value, unit, code }: ReportedQuantity): string {
  return `${comparator ?? ''}${value} ${unit ?? code ?? ''}`.trim();
}

function withoutNumber(holder: JsonObject): ReportedValue {
  const isResult = ([name, value]: readonly [string, unknown]) =>
    /^value[A-Z]/.test(name) && name !== 'valueString' && value !== undefined && value !== null;
  if (!Object.entries(holder).some(isResult)) return { kind: 'none', reported: 'no value' };
  const said = displayOf(codedText(holder.valueCodeableConcept));
  return { kind: 'malformed', reported: said === '' ? 'no number' : said };
}

function fromQuantity(quantity: JsonObject): ReportedValue {
  const comparator = asString(quantity.comparator);
  const value = asNumber(quantity.value);
  if (value === null) {
    const kind = quantity.value === undefined || quantity.value === null ? 'none' : 'malformed';
    return { kind, reported: 'no value' };
  }
  const unit = unitText(quantity.unit);
  const code = unitText(quantity.code);
  // FHIR has other comparators since R5 (`ad`: sufficient to achieve); what they mean for a limit is not known.
  if (comparator !== null && !isComparator(comparator)) {
    return { kind: 'malformed', reported: `${comparator}${value} ${unit ?? code ?? ''}`.trim() };
  }
  return {
    kind: 'quantity',
    raw: { value, unit, system: unitText(quantity.system), code, comparator },
    inWords: null,
  };
}

/** A unit, or the system of its code, cut where no real one reaches. */
function unitText(value: unknown): string | null {
  return asString(value)?.slice(0, LONGEST_UNIT) ?? null;
}

function isComparator(text: string): text is Comparator {
  return COMPARATORS.has(text);
}

function unitless(value: number): ReportedQuantity {
  return { value, unit: null, system: null, code: null, comparator: null };
}
