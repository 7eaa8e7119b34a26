import type { ConditionClass, ConditionFact } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { UnreadResource, FactSet } from '../../domain/fact-set.js';
import {
  type Comparator,
  CREATININE_MICROMOL_PER_MG_DL,
  type CreatinineResult,
  type Measurement,
  type TacrolimusLevel,
} from '../../domain/lab-result.js';
import type { DraftOrder, MedicationFact, RelevantDrug } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';

/** A fact set in the state that the row gives it. */
export function factSet<T>(
  state: 'complete' | 'truncated' | 'unavailable',
  items: readonly T[],
  unread: readonly UnreadResource[] = [],
): FactSet<T> {
  if (state === 'unavailable') return { state, items: [], problems: [], unread: [], asked: 'whole' };
  const whole = items.length === 0 ? 'absent' : 'present';
  return { state: state === 'truncated' ? state : whole, items, problems: [], unread, asked: 'whole' };
}

/** Every source was asked and answered "there is none"; nothing is being ordered. */
export const EMPTY_CHART: Omit<ClinicalSnapshot, 'asOf' | 'timeZone'> = {
  drafts: [],
  draftTestOrders: [],
  draftConcomitants: [],
  patient: factSet('complete', []),
  creatinine: factSet('complete', []),
  tacrolimusLevels: factSet('complete', []),
  medications: factSet('complete', []),
  concomitants: factSet('complete', []),
  conditions: factSet('complete', []),
  procedures: factSet('complete', []),
  allergies: factSet('complete', []),
  thiopurineTests: factSet('complete', []),
  testOrders: factSet('complete', []),
  carePlans: factSet('complete', []),
  monitoringTests: factSet('complete', []),
  screeningTests: factSet('complete', []),
  books: {},
  provenance: {},
};

/** Factors to umol/L and ng/mL: M = 113.12 g/mol and 804.03 g/mol (docs/clinical/facts.md#units). */
export const MICROMOL_PER_L = {
  'umol/L': 1,
  'mmol/L': 1000,
  'mg/dL': CREATININE_MICROMOL_PER_MG_DL,
  'mg/L': CREATININE_MICROMOL_PER_MG_DL / 10,
} as const;
export const NG_PER_ML = { 'ng/mL': 1, 'ug/L': 1, 'nmol/L': 0.80403 } as const;
export type CreatinineUnit = keyof typeof MICROMOL_PER_L;
export type LevelUnit = keyof typeof NG_PER_ML;

export function measurement(value: number, unit: string, factor: number, comparator: Comparator | null): Measurement {
  const canonical = Number((value * factor).toPrecision(9));
  return { value, unit, comparator, canonical, reported: `${comparator ?? ''}${value} ${unit}` };
}

type Changes<T> = Partial<T> & { readonly comparator?: Comparator };

/** Serum creatinine: `creatinine(1.4, 'mg/dL', time)`. */
export function creatinine(
  value: number,
  unit: CreatinineUnit,
  time: TimeInterval,
  { comparator, ...changes }: Changes<CreatinineResult> = {},
): CreatinineResult {
  return {
    reference: null,
    time,
    measurement: measurement(value, unit, MICROMOL_PER_L[unit], comparator ?? null),
    status: 'final',
    code: { system: 'http://loinc.org', code: '2160-0', display: 'Creatinine' },
    use: 'any',
    scale: 'uncorrected',
    ...changes,
  };
}

/** Whole-blood tacrolimus, coded as a trough. */
export function level(
  value: number,
  unit: LevelUnit,
  time: TimeInterval,
  { comparator, ...changes }: Changes<TacrolimusLevel> = {},
): TacrolimusLevel {
  return {
    reference: null,
    time,
    measurement: measurement(value, unit, NG_PER_ML[unit], comparator ?? null),
    status: 'final',
    code: { system: 'http://loinc.org', code: '77348-1', display: 'Tacrolimus trough' },
    timing: 'trough',
    ...changes,
  };
}

/** A line of the medication history with nothing but its source, drug and status. */
export function medication(
  source: MedicationFact['source'],
  status: string,
  drug: RelevantDrug,
  display: string,
): MedicationFact {
  return {
    source,
    drug,
    basis: 'code',
    status,
    intent: source === 'request' ? 'order' : null,
    doNotPerform: false,
    statusReason: null,
    start: null,
    end: null,
    supplyDays: null,
    recordedOn: null,
    changedOn: null,
    reasons: [],
    reference: null,
    display,
  };
}

/** An order being placed; the hook is about it where it is tacrolimus. */
export function draftOrder(drug: RelevantDrug, display: string): DraftOrder {
  return {
    drug,
    basis: 'code',
    triggering: drug.kind === 'tacrolimus',
    status: 'draft',
    doNotPerform: false,
    reasons: [],
    reference: null,
    replaces: null,
    display,
    code: null,
    dose: null,
  };
}

const CONDITION_DISPLAYS: Readonly<Record<ConditionClass, string>> = {
  ibd: 'Ulcerative colitis',
  'ulcerative-colitis': 'Ulcerative colitis',
  'crohn-disease': "Crohn's disease",
  pouchitis: 'Pouchitis',
  transplant: 'Liver transplant',
  'kidney-transplant': 'Kidney transplant',
  'tissue-graft': 'Corneal graft',
  dialysis: 'Dependence on dialysis',
  'kidney-failure': 'Chronic kidney disease stage 5',
  'other-indication': 'Autoimmune hepatitis',
  'thiopurine-deficiency': 'TPMT deficiency',
  lymphoma: 'Lymphoma',
  pregnancy: 'Pregnancy',
  colectomy: 'Total colectomy',
  contrast: 'CT abdomen with contrast',
  'lower-endoscopy': 'Colonoscopy',
  'hepatitis-b': 'Chronic hepatitis B',
  'hepatitis-c': 'Chronic hepatitis C',
  hiv: 'HIV infection',
  tuberculosis: 'Tuberculosis',
  'latent-tuberculosis': 'Latent tuberculosis',
  'c-difficile': 'Clostridioides difficile colitis',
  cmv: 'Cytomegalovirus colitis',
  neurotoxicity: 'Posterior reversible encephalopathy syndrome',
  tremor: 'Tremor',
};

/** What else a class is, as recognition says it. */
const WIDER: Readonly<Partial<Record<ConditionClass, readonly ConditionClass[]>>> = {
  'ulcerative-colitis': ['ibd'],
  'crohn-disease': ['ibd'],
  pouchitis: ['ibd'],
  'kidney-transplant': ['transplant'],
  'latent-tuberculosis': ['tuberculosis'],
};

export function condition(kind: ConditionClass): ConditionFact {
  const classes: ConditionClass[] = [...(WIDER[kind] ?? []), kind];
  return {
    classes,
    display: CONDITION_DISPLAYS[kind],
    reference: null,
    clinicalStatus: 'ongoing',
    lastDone: null,
    notedOn: null,
  };
}
