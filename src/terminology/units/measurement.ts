import type { UnreadReason } from '../../domain/fact-set.js';
import type { MeasurementReading, RawQuantity } from '../recognise/terminology.js';
import { type Analyte, type UnitMeaning, unitResolver } from './unit-resolver.js';

const MAX_UNIT = 24;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** Comparator, number and unit as the record has them (`<2 ng/mL`), for a card or the list of unusable results. */
function reportedText({ comparator, value, unit, code }: RawQuantity): string {
  const printed = (unit?.trim() ? unit : (code ?? ''))
    .slice(0, 4 * MAX_UNIT)
    .replaceAll(CONTROL_CHARACTERS, ' ')
    .trim()
    .slice(0, MAX_UNIT);
  return `${comparator ?? ''}${value === null ? '?' : String(value)} ${printed}`.trim();
}

/**
 * Plausible results in canonical units, limits included (docs/clinical/facts.md#plausibility). Outside: listed as
 * unusable, never guessed at.
 */
const PLAUSIBLE: Readonly<Record<Analyte, { readonly min: number; readonly max: number }>> = {
  creatinine: { min: 10, max: 3_000 }, // umol/L
  potassium: { min: 1, max: 15 }, // mmol/L
  magnesium: { min: 0.1, max: 10 }, // mmol/L
  glucose: { min: 0.5, max: 150 }, // mmol/L
  height: { min: 30, max: 260 }, // cm
  tacrolimus: { min: 0, max: 500 }, // ng/mL; 112 has been published, and a very high level is the last to be dropped
};
/**
 * What the most sensitive assays still tell from nothing. Smaller, and not zero or "below": a unit that is formally right and
 * was never meant (`ng/L`, `pg/mL`), so the result is not a very low one.
 */
const SMALLEST: Readonly<Partial<Record<Analyte, number>>> = { tacrolimus: 0.3 };

/** UCUM as it is written; the OID comes from CDA. */
const UCUM_SYSTEMS: ReadonlySet<string> = new Set(
  ['http://unitsofmeasure.org', 'https://unitsofmeasure.org', 'urn:oid:2.16.840.1.113883.6.8', 'ucum'].flatMap(
    (uri) => [uri, `${uri}/`, uri.replace('://', '://www.')],
  ),
);
/** Conversions leave dust behind the 15th digit (1.5 ug/dL = 14.999999999999998 ng/mL), and limits are strict. */
const SIGNIFICANT_DIGITS = 9;
const SAME_FACTOR = 1e-6;

/**
 * Builds the reader of numbers. It converts to umol/L (creatinine), ng/mL (tacrolimus), mmol/L or cm, 9 significant digits,
 * or says why it cannot: no value, no unit, an unknown unit, a code and a unit that disagree, an implausible amount.
 */
export function measurementReader(): (analyte: Analyte, raw: RawQuantity) => MeasurementReading {
  const resolvers: Readonly<Record<Analyte, ReturnType<typeof unitResolver>>> = {
    creatinine: unitResolver('creatinine'),
    tacrolimus: unitResolver('tacrolimus'),
    potassium: unitResolver('potassium'),
    magnesium: unitResolver('magnesium'),
    glucose: unitResolver('glucose'),
    height: unitResolver('height'),
  };
  return (analyte, raw) => {
    const { value } = raw;
    if (value === null || !Number.isFinite(value)) return unusable('no-value');
    const unit = chooseUnit(raw, resolvers[analyte]);
    if (!unit.ok) return unusable(unit.reason);
    const canonical = Number((value * unit.factor).toPrecision(SIGNIFICANT_DIGITS)) + 0;
    const { min, max } = PLAUSIBLE[analyte];
    const { comparator } = raw;
    const isTiny = canonical > 0 && canonical < (SMALLEST[analyte] ?? 0) && comparator?.startsWith('<') !== true;
    if (canonical < min || canonical > max || isTiny) return unusable('implausible');
    return { ok: true, measurement: { value, unit: unit.ucum, comparator, canonical, reported: reportedText(raw) } };
  };
}

function unusable(reason: UnreadReason): MeasurementReading {
  return { ok: false, reason };
}

type ChosenUnit =
  | { readonly ok: true; readonly ucum: string; readonly factor: number }
  | { readonly ok: false; readonly reason: 'no-unit' | 'unknown-unit' | 'unit-conflict' };

/** The UCUM code is preferred, the printed unit is the fallback; where both are readable they must mean the same. */
function chooseUnit(raw: RawQuantity, resolve: (unit: string) => UnitMeaning): ChosenUnit {
  const candidates = [codeAsUnit(raw), present(raw.unit)].filter((unit) => unit !== null);
  if (candidates.length === 0) return { ok: false, reason: present(raw.code) === null ? 'no-unit' : 'unknown-unit' };
  const readable = candidates.map(resolve).filter((meaning) => meaning.kind !== 'unreadable');
  const [first, second] = readable;
  if (first === undefined) return { ok: false, reason: 'unknown-unit' };
  if (second !== undefined && !agree(first, second)) return { ok: false, reason: 'unit-conflict' };
  if (first.kind === 'foreign') return { ok: false, reason: 'unknown-unit' };
  return { ok: true, ucum: first.ucum, factor: first.factor };
}

function agree(first: UnitMeaning, second: UnitMeaning): boolean {
  if (first.kind !== 'amount' || second.kind !== 'amount') return first.kind === second.kind;
  return Math.abs(first.factor - second.factor) <= SAME_FACTOR * first.factor;
}

/** A code of another system (SNOMED CT units, say) is not a UCUM spelling; a code without a system is taken as one. */
function codeAsUnit({ system, code }: RawQuantity): string | null {
  const named = present(system);
  return named === null || UCUM_SYSTEMS.has(named.trim().toLowerCase()) ? present(code) : null;
}

function present(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}
