import type { Coding } from './coding.js';
import type { TimeInterval } from './time.js';

/** `<` and `<=` mean "below what the laboratory can say"; they never fire. */
export type Comparator = '<' | '<=' | '>=' | '>';

/** A number with a unit that was understood. */
export interface Measurement {
  /** The number as reported, in `unit`. */
  readonly value: number;
  /** UCUM code after aliases: `mg/dL`, `umol/L`, `mmol/L`, `mg/L`, `ng/mL`, `ug/L`, `nmol/L` ... */
  readonly unit: string;
  readonly comparator: Comparator | null;
  /** The same amount in the unit that the rules speak: creatinine umol/L, tacrolimus ng/mL, else mmol/L; height cm. 9 significant digits. */
  readonly canonical: number;
  /** Value and unit as the record has them: `<2 ng/mL`, `162 umol/L`. */
  readonly reported: string;
}

/** Statuses that count. `preliminary` is shown and never fired on (docs/clinical/facts.md#status). */
export type CountingStatus = 'final' | 'amended' | 'corrected' | 'preliminary';

interface LabResultBase {
  /** `Observation/123`, or null; for the trace only. */
  readonly reference: string | null;
  readonly time: TimeInterval;
  readonly measurement: Measurement;
  readonly status: CountingStatus;
  readonly code: Coding;
}

export interface CreatinineResult extends LabResultBase {
  /** LOINC 40248-7 and 40264-4 are "baseline" by their own code: a baseline, never the result that is judged. */
  readonly use: 'any' | 'baseline-only';
  /** UK "corrected creatinine" is another scale; the two are never compared with each other. */
  readonly scale: 'uncorrected' | 'corrected';
}

export interface TacrolimusLevel extends LabResultBase {
  /** `trough` when the code says so; otherwise the card asks to confirm the timing. */
  readonly timing: 'trough' | 'not-coded';
}

/**
 * Tests of the second edition (docs/clinical/electrolyte.md#limits, start.md, monitoring.md, children.md); each is a value set,
 * `test-<class>`. One code may be in several.
 */
export const TEST_CLASSES = [
  'potassium',
  'magnesium',
  'glucose',
  'hba1c',
  'blood-pressure',
  'height',
  'haematocrit',
  'calprotectin',
  'hbsag',
  'anti-hbc', // total: IgM alone does not count
  'hbv-dna',
  'hcv-antibody',
  'hiv',
  'tuberculosis',
  'vzv-igg',
  'c-difficile',
  'cmv-tissue',
  'cmv-blood',
] as const;
export type TestClass = (typeof TEST_CLASSES)[number];

/** What is watched during treatment: numbers, asked for in one question. */
export const MONITORING_TESTS = ['potassium', 'magnesium', 'glucose', 'height'] as const;
export type MonitoringTest = (typeof MONITORING_TESTS)[number];

/** What is looked for before the first dose. */
export const INFECTION_TESTS = [
  'c-difficile',
  'cmv-tissue',
  'hbsag',
  'anti-hbc',
  'hbv-dna',
  'hcv-antibody',
  'hiv',
  'tuberculosis',
  'vzv-igg',
] as const satisfies readonly TestClass[];

/** What is looked for once: infection, and inflammation of the gut; asked for in another. */
export const SCREENING_TESTS = [...INFECTION_TESTS, 'calprotectin'] as const satisfies readonly TestClass[];
export type ScreeningTest = (typeof SCREENING_TESTS)[number];

/** Potassium, magnesium, glucose (mmol/L) or height (cm). Final, and not haemolysed: others are unread. */
export interface MonitoringResult extends Omit<LabResultBase, 'status'> {
  readonly test: MonitoringTest;
  readonly status: Exclude<CountingStatus, 'preliminary'>;
}

/** A final result of a test that is looked for once. */
export interface ScreeningResult extends Omit<LabResultBase, 'status' | 'measurement'> {
  readonly test: ScreeningTest;
  readonly status: Exclude<CountingStatus, 'preliminary'>;
  /** `not-readable`: there is a result, and its words (or a number without a meaning of its own) do not say which. */
  readonly outcome: 'positive' | 'negative' | 'not-readable';
  /** As the record has it: `Detected`, `312 ug/g`. */
  readonly display: string;
}

/** Creatinine: 1 mg/dL in umol/L; M = 113.12 g/mol. */
export const CREATININE_MICROMOL_PER_MG_DL = 88.4017;
