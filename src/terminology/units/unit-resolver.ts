import ucum from '@lhncbc/ucum-lhc';

export type Analyte = 'creatinine' | 'tacrolimus' | 'potassium' | 'magnesium' | 'glucose' | 'height';

/**
 * What a unit means for an analyte: a factor to its canonical unit, another kind of quantity (`mg`, `%`), or nothing readable.
 */
export type UnitMeaning =
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
export function unitResolver(analyte: Analyte): (unit: string) => UnitMeaning {
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
  const units = ucum.UcumLhcUtils.getInstance();
  const { status, toVal } = units.convertUnitTo(unit, 1, canonical, { molecularWeight });
  if (status === 'succeeded' && toVal !== null && Number.isFinite(toVal) && toVal > 0) {
    return { kind: 'amount', ucum: unit, factor: toVal };
  }
  return units.validateUnitString(unit, false).status === 'valid' ? { kind: 'foreign' } : UNREADABLE;
}
