import { DateTime, type DurationLikeObject } from 'luxon';
import type { CodedText } from '../../domain/coding.js';
import type { MedicationDescription, OrderedDose } from '../../domain/medication.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { codedText, isEmptyConcept } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asNumber, asObject, asString, type JsonObject, listed, objectsIn } from './json.js';

/** `dosageInstruction` of requests and dispenses, `dosage` of statements (a list) and administrations (an object). */
function dosagesOf(resource: JsonObject): readonly JsonObject[] {
  const instructions = objectsIn(resource.dosageInstruction);
  return resource.dosage === undefined ? instructions : [...instructions, ...objectsIn(resource.dosage)];
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
  let routes: CodedText[] | null = null;
  let dosageTexts: string[] | null = null;
  let doseUnits: string[] | null = null;
  for (const dosage of dosagesOf(resource)) {
    const route = codedText(dosage.route);
    if (!isEmptyConcept(route)) routes = listed(routes, route);
    dosageTexts = withText(withText(dosageTexts, dosage.text), dosage.patientInstruction);
    for (const { unit, code } of doseQuantities(dosage)) doseUnits = withText(doseUnits, unit ?? code);
  }
  const { form, ingredients } = product ?? NAME_ALONE;
  return {
    concept,
    form,
    ingredients,
    routes: routes ?? NONE,
    dosageTexts: dosageTexts ?? NONE,
    doseUnits: doseUnits ?? NONE,
  };
}

const NONE: readonly never[] = [];
const NAME_ALONE = { form: null, ingredients: NONE };

function withText(texts: string[] | null, value: unknown): string[] | null {
  const text = asString(value);
  return text === null ? texts : listed(texts, text);
}

/** Doses of one instruction that are looked at. */
const MOST_DOSES = 50;

/** R4 nests doses in `doseAndRate` (sent as an object in published examples), STU3 and DSTU2 put them in the dosage itself. */
function doseQuantities(dosage: JsonObject): readonly JsonObject[] {
  let found = addDoses(dosage, null);
  let looked = 0;
  for (const rate of objectsIn(dosage.doseAndRate)) {
    if (looked === MOST_DOSES) break;
    looked += 1;
    found = addDoses(rate, found);
  }
  return found ?? NONE;
}

function addDoses(holder: JsonObject, before: JsonObject[] | null): JsonObject[] | null {
  let found = withObject(before, holder.doseQuantity);
  const range = asObject(holder.doseRange);
  found = withObject(found, range?.low);
  found = withObject(found, range?.high);
  found = withObject(found, holder.dose);
  found = withObject(found, holder.quantity);
  return withObject(found, holder.quantityQuantity);
}

function withObject(found: JsonObject[] | null, value: unknown): JsonObject[] | null {
  const object = asObject(value);
  return object === null ? found : listed(found, object);
}

/** An instruction of more words is no dose that a card could quote. */
const LONGEST_DOSE_TEXT = 40;

/** FHIR timing abbreviations that say how often a day. */
const TIMES_A_DAY: Readonly<Record<string, number>> = { QD: 1, BID: 2, TID: 3, QID: 4 };

/** The dose that an order says, as it says it: one instruction with one amount. Two of them may be two steps of a taper. */
export function orderedDose(resource: JsonObject): OrderedDose | null {
  const [dosage, ...others] = dosagesOf(resource);
  if (dosage === undefined || others.length > 0 || objectsIn(dosage.doseAndRate).length > MOST_DOSES) return null;
  const quantities = doseQuantities(dosage);
  const [first] = quantities;
  if (first !== undefined) {
    const amount = amountText(first);
    const isOne = amount !== null && quantities.every((each) => each === first || amountText(each) === amount);
    return isOne && !hasRange(dosage) ? { text: amount, timesADay: timesADay(dosage) } : null;
  }
  const text = asString(dosage.text) ?? '';
  return text !== '' && text.length <= LONGEST_DOSE_TEXT ? { text, timesADay: null } : null;
}

function amountText(quantity: JsonObject): string | null {
  const value = asNumber(quantity.value);
  const unit = asString(quantity.unit) ?? asString(quantity.code)?.replaceAll(/[{}]/g, '');
  return value === null || value <= 0 || !unit ? null : `${value} ${unit}`;
}

function hasRange(dosage: JsonObject): boolean {
  if (dosage.doseRange !== undefined) return true;
  return objectsIn(dosage.doseAndRate).some(({ doseRange }) => doseRange !== undefined);
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
  let first: TimeInterval | null = null;
  let last: TimeInterval | null = null;
  let isOpen = false;
  for (const dosage of dosagesOf(resource)) {
    const repeat = asObject(asObject(dosage.timing)?.repeat);
    const period = asObject(repeat?.boundsPeriod);
    const length = readDuration(repeat?.boundsDuration ?? repeat?.boundsQuantity, null);
    const start = parseFhirDate(period?.start, timeZone);
    const end = parseFhirDate(period?.end, timeZone) ?? endAfter(writtenOn, length, timeZone);
    if (start !== null && (first === null || start.from < first.from)) first = start;
    if (end === null) isOpen = true;
    else if (last === null || end.to > last.to) last = end;
  }
  return { start: first, end: isOpen ? null : last };
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
  const [code, word] = [asString(quantity?.code), asString(quantity?.unit)];
  const unit = code === null && word === null ? fallback : (unitNamed(code) ?? unitNamed(word));
  return unit === null ? null : { amount, unit };
}

function unitNamed(word: string | null): DurationUnit | null {
  return word === null ? null : (DURATION_UNITS.get(word.toLowerCase()) ?? null);
}
