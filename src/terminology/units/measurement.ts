import ucum from '@lhncbc/ucum-lhc';
import type { UnreadReason } from '../../domain/fact-set.js';
import type { Comparator, Measurement } from '../../domain/lab-result.js';

/** A laboratory number as a FHIR Quantity (or a string read as one) gives it, before anyone trusts it. */
export interface ReportedQuantity {
  readonly value: number | null;
  readonly unit: string | null;
  readonly system: string | null;
  readonly code: string | null;
  readonly comparator: Comparator | null;
}

export type MeasurementReading =
  { readonly ok: true; readonly measurement: Measurement } | { readonly ok: false; readonly reason: UnreadReason };

const MAX_UNIT = 24;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** Comparator, number and unit as the record has them (`<2 ng/mL`), for a card or the list of unusable results. */
function reportedText({ comparator, value, unit, code }: ReportedQuantity): string {
  const named = unit?.trim() ? unit : (code ?? '');
  const printed = PLAIN_UNIT.test(named) ? named : shownUnit(named);
  const amount = value === null ? '?' : String(value);
  if (printed === '') return `${comparator ?? ''}${amount}`;
  return comparator === null ? `${amount} ${printed}` : `${comparator}${amount} ${printed}`;
}

/** As nearly all are written: it is printed as it stands. */
const PLAIN_UNIT = /^[\w/%.[\]]{1,24}$/;

function shownUnit(unit: string): string {
  return unit
    .slice(0, 4 * MAX_UNIT)
    .replaceAll(CONTROL_CHARACTERS, ' ')
    .trim()
    .slice(0, MAX_UNIT)
    .trimEnd();
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
const [MILLION, THOUSAND] = [1e6, 1e3];

/**
 * Builds the reader of numbers. It converts to umol/L (creatinine), ng/mL (tacrolimus), mmol/L or cm, 9 significant digits,
 * or says why it cannot: no value, no unit, an unknown unit, a code and a unit that disagree, an implausible amount.
 */
export function measurementReader(): (analyte: Analyte, raw: ReportedQuantity) => MeasurementReading {
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
    if (typeof unit === 'string') return unusable(unit);
    const canonical = withoutDust(value * unit.factor);
    const { min, max } = PLAUSIBLE[analyte];
    const { comparator } = raw;
    const isTiny = canonical > 0 && canonical < (SMALLEST[analyte] ?? 0) && comparator?.startsWith('<') !== true;
    if (canonical < min || canonical > max || isTiny) return unusable('implausible');
    return { ok: true, measurement: { value, unit: unit.ucum, comparator, canonical, reported: reportedText(raw) } };
  };
}

/** Rounded to 9 significant digits, which a number below 1,000 with 6 decimals has not more of. */
function withoutDust(amount: number): number {
  if (Math.abs(amount) < THOUSAND && Math.round(amount * MILLION) / MILLION === amount) return amount + 0;
  return Number(amount.toPrecision(SIGNIFICANT_DIGITS)) + 0;
}

function unusable(reason: UnreadReason): MeasurementReading {
  return { ok: false, reason };
}

type ChosenUnit = Extract<UnitMeaning, { readonly kind: 'amount' }> | 'no-unit' | 'unknown-unit' | 'unit-conflict';

/** The UCUM code is preferred, the printed unit is the fallback; where both are readable they must mean the same. */
function chooseUnit(raw: ReportedQuantity, resolve: (unit: string) => UnitMeaning): ChosenUnit {
  const code = codeAsUnit(raw);
  const unit = present(raw.unit);
  if (code === null && unit === null) return present(raw.code) === null ? 'no-unit' : 'unknown-unit';
  const coded = code === null ? UNREADABLE : resolve(code);
  const printed = unit === null || unit === code ? UNREADABLE : resolve(unit);
  const bothRead = coded.kind !== 'unreadable' && printed.kind !== 'unreadable';
  if (bothRead && !agree(coded, printed)) return 'unit-conflict';
  const meant = coded.kind === 'unreadable' ? printed : coded;
  return meant.kind === 'amount' ? meant : 'unknown-unit';
}

function agree(first: UnitMeaning, second: UnitMeaning): boolean {
  if (first.kind !== 'amount' || second.kind !== 'amount') return first.kind === second.kind;
  return Math.abs(first.factor - second.factor) <= SAME_FACTOR * first.factor;
}

/** A code of another system (SNOMED CT units, say) is not a UCUM spelling; a code without a system is taken as one. */
function codeAsUnit({ system, code }: ReportedQuantity): string | null {
  const named = present(system);
  return named === null || UCUM_SYSTEMS.has(named.trim().toLowerCase()) ? present(code) : null;
}

function present(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}

export type Analyte = 'creatinine' | 'tacrolimus' | 'potassium' | 'magnesium' | 'glucose' | 'height';

/**
 * What a unit means for an analyte: a factor to its canonical unit, another kind of quantity (`mg`, `%`), or nothing readable.
 */
type UnitMeaning =
  | { readonly kind: 'amount'; readonly ucum: string; readonly factor: number }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable' };

interface AnalyteUnits {
  readonly canonical: string;
  /** g/mol. Creatinine C4H7N3O; tacrolimus C44H69NO12 anhydrous, as laboratories report it. */
  readonly molecularWeight: number;
  /** Factors of equivalents, which UCUM cannot know without the valence. */
  readonly equivalents?: Readonly<Record<string, number>>;
  /** UCUM code -> what laboratories print instead. Exact spellings: lower-casing would make Mg of mg. */
  readonly spellings: Readonly<Record<string, readonly string[]>>;
}

const UNITS: Readonly<Record<Analyte, AnalyteUnits>> = {
  creatinine: {
    canonical: 'umol/L',
    molecularWeight: 113.12,
    spellings: {
      'umol/L': [
        'umol/l',
        'UMOL/L',
        'uMol/L',
        'Umol/L',
        'mcmol/L',
        'mcmol/l',
        'micromol/L',
        'micromol/l',
        'micromole/L',
        'micromoles/L',
        'mkmol/l',
        'umol/liter',
        'мкмоль/л',
      ],
      'mmol/L': ['mmol/l', 'MMOL/L', 'mMol/L', 'millimol/L'],
      'nmol/L': ['nmol/l', 'NMOL/L'],
      'mg/dL': ['mg/dl', 'MG/DL', 'mg/DL', 'mg/100mL', 'mg/100ml', 'mg%', 'мг/дл'],
      'mg/L': ['mg/l', 'MG/L'],
    },
  },
  tacrolimus: {
    canonical: 'ng/mL',
    molecularWeight: 804.03,
    spellings: {
      // `ng/ML` would be nanograms in a megalitre: nobody measures in those.
      'ng/mL': ['ng/ml', 'NG/ML', 'Ng/mL', 'ng/mLs', 'ng/ML', 'Ng/ML', 'ng/m1', 'ngr/mL', 'ngr/ml', 'нг/мл'],
      'ug/L': [
        ...[
          'ug/l',
          'UG/L',
          'mcg/L',
          'mcg/l',
          'MCG/L',
          'microgram/L',
          'micrograms/L',
          'microg/L',
          'microg/l',
          'mkg/l',
          'мкг/л',
        ],
      ],
      'nmol/L': ['nmol/l', 'NMOL/L'],
      'ug/mL': ['mcg/mL', 'mcg/ml', 'MCG/ML', 'UG/ML'],
    },
  },
  // docs/clinical/facts.md#units: the electrolytes of the second edition
  potassium: {
    canonical: 'mmol/L',
    molecularWeight: 39.098,
    equivalents: { 'meq/L': 1 },
    spellings: {
      'mmol/L': ['mmol/l', 'MMOL/L', 'ммоль/л'],
      'meq/L': ['mEq/L', 'mEq/l', 'MEQ/L', 'meq/l', 'mval/l', 'mVal/L'],
    },
  },
  magnesium: {
    canonical: 'mmol/L',
    molecularWeight: 24.305,
    equivalents: { 'meq/L': 0.5 },
    spellings: {
      'mmol/L': ['mmol/l', 'MMOL/L', 'ммоль/л'],
      'meq/L': ['mEq/L', 'mEq/l', 'MEQ/L', 'meq/l', 'mval/l', 'mVal/L'],
      'mg/dL': ['mg/dl', 'MG/DL'],
    },
  },
  glucose: {
    canonical: 'mmol/L',
    molecularWeight: 180.156,
    spellings: { 'mmol/L': ['mmol/l', 'MMOL/L', 'ммоль/л'], 'mg/dL': ['mg/dl', 'MG/DL'] },
  },
  height: {
    canonical: 'cm',
    molecularWeight: 1,
    spellings: { cm: ['CM', 'Cm', 'centimeter', 'см'], m: [], '[in_i]': ['in', 'inch', 'inches'], '[ft_i]': ['ft'] },
  },
};

const MAX_UNIT_LENGTH = 32;
const UNREADABLE: UnitMeaning = { kind: 'unreadable' };

/**
 * Resolves units of one analyte. The spellings above are resolved once, here; any other is asked of UCUM each time and not
 * remembered, so that hostile input cannot make the table grow.
 */
function unitResolver(analyte: Analyte): (unit: string) => UnitMeaning {
  const { canonical, molecularWeight, spellings, equivalents = {} } = UNITS[analyte];
  const known = new Map<string, UnitMeaning>();
  for (const [code, printed] of Object.entries(spellings)) {
    const factor = equivalents[code];
    const meaning: UnitMeaning =
      factor === undefined ? askUcum(code, canonical, molecularWeight) : { kind: 'amount', ucum: code, factor };
    for (const spelling of [code, ...printed]) known.set(spelling, meaning);
  }
  return (unit) => {
    const asPrinted = known.get(unit);
    if (asPrinted !== undefined) return asPrinted;
    const spelling = simplify(unit);
    return known.get(spelling) ?? askUcum(spelling, canonical, molecularWeight);
  };
}

/** NFKC turns the micro sign U+00B5 into the Greek mu U+03BC; both are UCUM's `u`. Spaces mean nothing in a unit. */
function simplify(unit: string): string {
  if (unit.length > 2 * MAX_UNIT_LENGTH) return '';
  return unit.normalize('NFKC').replaceAll('\u03bc', 'u').replaceAll(/\s+/g, '');
}

function askUcum(unit: string, canonical: string, molecularWeight: number): UnitMeaning {
  if (unit === '' || unit.length > MAX_UNIT_LENGTH) return UNREADABLE;
  const factor = factorOf(unit, canonical, molecularWeight);
  if (factor === 'unreadable') return UNREADABLE;
  return factor === 'foreign' ? { kind: 'foreign' } : { kind: 'amount', ucum: unit, factor };
}

/** What the UCUM library makes of a text. It throws on some (`constructor`, `toString`: it looks them up in plain objects). */
function factorOf(unit: string, canonical: string, molecularWeight: number): number | 'foreign' | 'unreadable' {
  const units = ucum.UcumLhcUtils.getInstance();
  try {
    const { status, toVal } = units.convertUnitTo(unit, 1, canonical, { molecularWeight });
    if (status === 'succeeded' && toVal !== null && Number.isFinite(toVal) && toVal > 0) return toVal;
    return units.validateUnitString(unit, false).status === 'valid' ? 'foreign' : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
