import { DateTime, type DurationLikeObject } from 'luxon';
import type { CodedText } from '../../domain/coding.js';
import type { MedicationDescription, OrderedDose } from '../../domain/medication.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { codedText, isEmptyConcept } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asNumber, asObject, asString, type JsonObject, objectsIn } from './json.js';

/** `dosageInstruction` of requests and dispenses, `dosage` of statements (a list) and administrations (an object). */
function dosagesOf(resource: JsonObject): readonly JsonObject[] {
  return [...objectsIn(resource.dosageInstruction), ...objectsIn(resource.dosage)];
}

/**
 * What drug recognition looks at: the name, what it is made of, and everything about route and dose that tells a capsule from an
 * ointment.
 * @param product what a Medication says beside its name; null where there is only a name
 */
export function describeMedication(
  resource: JsonObject,
  concept: CodedText,
  product: Pick<MedicationDescription, 'form' | 'ingredients'> | null,
): MedicationDescription {
  const dosages = dosagesOf(resource);
  return {
    concept,
    form: product?.form ?? null,
    ingredients: product?.ingredients ?? [],
    routes: dosages.map(({ route }) => codedText(route)).filter((route) => !isEmptyConcept(route)),
    dosageTexts: dosages.flatMap(({ text, patientInstruction }) => strings([text, patientInstruction])),
    doseUnits: dosages.flatMap(doseQuantities).flatMap(({ unit, code }) => strings([unit ?? code])),
  };
}

/** Doses of one instruction that are looked at. */
const MOST_DOSES = 50;

/** R4 nests doses in `doseAndRate` (sent as an object in published examples), STU3 and DSTU2 put them in the dosage itself. */
function doseQuantities(dosage: JsonObject): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const add = (value: unknown): void => {
    const quantity = asObject(value);
    if (quantity !== null) found.push(quantity);
  };
  const look = (holder: JsonObject): void => {
    add(holder.doseQuantity);
    const range = asObject(holder.doseRange);
    add(range?.low);
    add(range?.high);
    add(holder.dose);
    add(holder.quantity);
    add(holder.quantityQuantity);
  };
  look(dosage);
  objectsIn(dosage.doseAndRate).slice(0, MOST_DOSES).forEach(look);
  return found;
}

/** An instruction of more words is no dose that a card could quote. */
const LONGEST_DOSE_TEXT = 40;

/** FHIR timing abbreviations that say how often a day. */
const TIMES_A_DAY: Readonly<Record<string, number>> = { QD: 1, BID: 2, TID: 3, QID: 4 };

/** The dose that an order says, as it says it: one instruction with one amount. Two of them may be two steps of a taper. */
export function orderedDose(resource: JsonObject): OrderedDose | null {
  const [dosage, ...others] = dosagesOf(resource);
  if (dosage === undefined || others.length > 0 || objectsIn(dosage.doseAndRate).length > MOST_DOSES) return null;
  const amounts = new Set(doseQuantities(dosage).map(amountText));
  const [amount = null] = amounts;
  if (amounts.size === 1 && amount !== null && !hasRange(dosage)) return { text: amount, timesADay: timesADay(dosage) };
  const text = asString(dosage.text)?.trim() ?? '';
  return amounts.size === 0 && text !== '' && text.length <= LONGEST_DOSE_TEXT ? { text, timesADay: null } : null;
}

function amountText(quantity: JsonObject): string | null {
  const value = asNumber(quantity.value);
  const unit = asString(quantity.unit) ?? asString(quantity.code)?.replaceAll(/[{}]/g, '');
  return value === null || value <= 0 || !unit ? null : `${value} ${unit}`;
}

function hasRange(dosage: JsonObject): boolean {
  return [dosage, ...objectsIn(dosage.doseAndRate)].some(({ doseRange }) => doseRange !== undefined);
}

function timesADay(dosage: JsonObject): number | null {
  const timing = asObject(dosage.timing);
  const repeat = asObject(timing?.repeat);
  const [frequency, period] = [asNumber(repeat?.frequency), asNumber(repeat?.period)];
  const unit = DURATION_UNITS.get(asString(repeat?.periodUnit ?? repeat?.periodUnits) ?? '');
  if (frequency === null || period === null || unit === undefined || repeat?.frequencyMax !== undefined) {
    const codes = codedText(timing?.code).codings.map(({ code }) => TIMES_A_DAY[code.toUpperCase()]);
    return codes.find((times) => times !== undefined) ?? null;
  }
  const times = frequency / (period * DAYS_IN[unit]);
  return Number.isInteger(times) && times > 0 ? times : null;
}

function strings(values: readonly unknown[]): readonly string[] {
  return values.map(asString).filter((text) => text !== null);
}

type DurationUnit = 'hours' | 'days' | 'weeks' | 'months' | 'years';

/** UCUM codes of FHIR durations, and the words that stand in for them. */
const DURATION_UNITS: ReadonlyMap<string, DurationUnit> = new Map(
  Object.entries({
    hours: ['h', 'hour', 'hours'],
    days: ['d', 'day', 'days'],
    weeks: ['wk', 'week', 'weeks'],
    months: ['mo', 'month', 'months'],
    years: ['a', 'year', 'years'],
  }).flatMap(([unit, words]) => words.map((word) => [word, unit as DurationUnit])),
);

const DAYS_IN: Readonly<Record<DurationUnit, number>> = { hours: 1 / 24, days: 1, weeks: 7, months: 30, years: 365 };

/**
 * A FHIR Duration in days, a month taken as 30.
 * @param fallback the unit where none is given: only an element that names its unit itself, as `daysSupply`, has one
 */
export function durationDays(value: unknown, fallback: DurationUnit | null = null): number | null {
  const duration = readDuration(value, fallback);
  return duration === null ? null : duration.amount * DAYS_IN[duration.unit];
}

/**
 * First and last day that the dosage itself names (`timing.repeat.bounds[x]`). One instruction without an end leaves the
 * whole open. A length without a start (boundsDuration) counts from `writtenOn`.
 */
export function dosageBounds(
  resource: JsonObject,
  writtenOn: TimeInterval | null,
  timeZone: TimeZone,
): { readonly start: TimeInterval | null; readonly end: TimeInterval | null } {
  const bounds = dosagesOf(resource).map((dosage) => {
    const repeat = asObject(asObject(dosage.timing)?.repeat);
    const period = asObject(repeat?.boundsPeriod);
    const length = readDuration(repeat?.boundsDuration ?? repeat?.boundsQuantity, null);
    return {
      start: parseFhirDate(period?.start, timeZone),
      end: parseFhirDate(period?.end, timeZone) ?? endAfter(writtenOn, length, timeZone),
    };
  });
  const starts = bounds.map(({ start }) => start).filter((start) => start !== null);
  const ends = bounds.map(({ end }) => end).filter((end) => end !== null);
  return {
    start: starts.reduce<TimeInterval | null>(
      (first, next) => (first === null || next.from < first.from ? next : first),
      null,
    ),
    end:
      ends.length < bounds.length
        ? null
        : ends.reduce<TimeInterval | null>((last, next) => (last === null || next.to > last.to ? next : last), null),
  };
}

function endAfter(
  writtenOn: TimeInterval | null,
  length: { amount: number; unit: DurationUnit } | null,
  zone: TimeZone,
): TimeInterval | null {
  if (writtenOn === null || length === null) return null;
  const step: DurationLikeObject = { [length.unit]: length.amount };
  const shift = (time: number): number => DateTime.fromMillis(time, { zone }).plus(step).toMillis();
  return {
    from: shift(writtenOn.from),
    to: shift(writtenOn.to),
    precision: writtenOn.precision,
    reported: `${writtenOn.reported} + ${length.amount} ${length.unit}`,
  };
}

function readDuration(
  value: unknown,
  fallback: DurationUnit | null,
): { readonly amount: number; readonly unit: DurationUnit } | null {
  const quantity = asObject(value);
  const amount = asNumber(quantity?.value);
  if (amount === null || amount < 0) return null;
  const words = [asString(quantity?.code), asString(quantity?.unit)].filter((word) => word !== null);
  if (words.length === 0) return fallback === null ? null : { amount, unit: fallback };
  const unit = words.map((word) => DURATION_UNITS.get(word.toLowerCase())).find((item) => item !== undefined);
  return unit === undefined ? null : { amount, unit };
}
