import { condition as caseCondition } from '../../src/cli/content/case-facts.js';
import type { ConditionClass, ConditionFact, PatientFacts } from '../../src/domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { Coding } from '../../src/domain/coding.js';
import type { UnreadResource, FactSet } from '../../src/domain/fact-set.js';
import type { Comparator, CreatinineResult, Measurement, TacrolimusLevel } from '../../src/domain/lab-result.js';
import type {
  AlternativeMaintenanceDrug,
  DraftOrder,
  MedicationFact,
  RelevantDrug,
  TacrolimusDrug,
  ThiopurineDrug,
} from '../../src/domain/medication.js';
import { DAY_MS, HOUR_MS, type TimeInterval } from '../../src/domain/time.js';

/** "Now" of every clinical test: a Sunday noon, UTC, a week after no clock change anywhere near. */
export const AS_OF = Date.parse('2026-11-22T12:00:00Z');

// ---- Fact sets ----------------------------------------------------------------------------------------------------

function absent<T>(unread: readonly UnreadResource[] = []): FactSet<T> {
  return { state: 'absent', items: [], problems: [], unread, asked: 'whole' };
}

/** `present`, or `absent` where nothing is given: what a complete answer looks like. */
export function complete<T>(items: readonly T[], unread: readonly UnreadResource[] = []): FactSet<T> {
  return { state: items.length === 0 ? 'absent' : 'present', items, problems: [], unread, asked: 'whole' };
}

/** Every source was asked and answered "there is none"; nothing is being ordered. */
export function snapshot(changes: Partial<ClinicalSnapshot> = {}): ClinicalSnapshot {
  return {
    asOf: AS_OF,
    timeZone: 'UTC',
    drafts: [],
    draftTestOrders: [],
    draftConcomitants: [],
    patient: absent(),
    creatinine: absent(),
    tacrolimusLevels: absent(),
    medications: absent(),
    concomitants: absent(),
    conditions: absent(),
    procedures: absent(),
    allergies: absent(),
    thiopurineTests: absent(),
    testOrders: absent(),
    carePlans: absent(),
    monitoringTests: absent(),
    screeningTests: absent(),
    books: {},
    provenance: {},
    ...changes,
  };
}

// ---- Time ---------------------------------------------------------------------------------------------------------

/** An instant given in milliseconds since the epoch. */
export function instant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: new Date(ms).toISOString() };
}

export function hoursAgo(hours: number, asOf = AS_OF): TimeInterval {
  return instant(asOf - hours * HOUR_MS);
}

export function daysAgo(days: number, asOf = AS_OF): TimeInterval {
  return instant(asOf - days * DAY_MS);
}

/** A FHIR instant with offset: `2026-11-20T08:00:00Z`. */
export function at(iso: string): TimeInterval {
  return { ...instant(Date.parse(iso)), reported: iso };
}

/**
 * A FHIR date in the calendar of a place whose offset from UTC is given in hours: `2026-11-20`, `2026-11` or `2026`.
 * The offset is fixed, so tests that cross a clock change say `at(...)` instead.
 */
export function on(date: string, utcOffsetHours = 0): TimeInterval {
  const [year = 0, month, day] = date.split('-').map(Number);
  const start = (y: number, m: number, d: number) => Date.UTC(y, m, d) - utcOffsetHours * HOUR_MS;
  if (month === undefined)
    return { from: start(year, 0, 1), to: start(year + 1, 0, 1), precision: 'year', reported: date };
  if (day === undefined)
    return { from: start(year, month - 1, 1), to: start(year, month, 1), precision: 'month', reported: date };
  return { from: start(year, month - 1, day), to: start(year, month - 1, day + 1), precision: 'day', reported: date };
}

// ---- Laboratory ---------------------------------------------------------------------------------------------------

const MICROMOL_PER_L = { 'umol/L': 1, 'mmol/L': 1000, 'mg/dL': 88.4017, 'mg/L': 8.84017 } as const;
const NG_PER_ML = { 'ng/mL': 1, 'ug/L': 1, 'nmol/L': 0.80403 } as const;
export type CreatinineUnit = keyof typeof MICROMOL_PER_L;
export type LevelUnit = keyof typeof NG_PER_ML;

function measurement(value: number, unit: string, factor: number, comparator: Comparator | null): Measurement {
  const canonical = Number((value * factor).toPrecision(9));
  return { value, unit, comparator, canonical, reported: `${comparator ?? ''}${value} ${unit}` };
}

/** Serum creatinine: `creatinine(1.4, 'mg/dL', hoursAgo(3))`. */
export function creatinine(
  value: number,
  unit: CreatinineUnit,
  time: TimeInterval,
  changes: Partial<CreatinineResult> & { readonly comparator?: Comparator } = {},
): CreatinineResult {
  const { comparator = null, ...rest } = changes;
  return {
    reference: null,
    time,
    measurement: measurement(value, unit, MICROMOL_PER_L[unit], comparator),
    status: 'final',
    code: loinc('2160-0', 'Creatinine'),
    use: 'any',
    scale: 'uncorrected',
    ...rest,
  };
}

/** Whole-blood tacrolimus, coded as a trough: `level(15.2, 'ng/mL', daysAgo(2))`. */
export function level(
  value: number,
  unit: LevelUnit,
  time: TimeInterval,
  changes: Partial<TacrolimusLevel> & { readonly comparator?: Comparator } = {},
): TacrolimusLevel {
  const { comparator = null, ...rest } = changes;
  return {
    reference: null,
    time,
    measurement: measurement(value, unit, NG_PER_ML[unit], comparator),
    status: 'final',
    code: loinc('77348-1', 'Tacrolimus trough'),
    timing: 'trough',
    ...rest,
  };
}

function loinc(code: string, display: string): Coding {
  return { system: 'http://loinc.org', code, display };
}

// ---- Drugs --------------------------------------------------------------------------------------------------------

export function tacrolimus(
  route: TacrolimusDrug['route'] = 'systemic',
  release: TacrolimusDrug['release'] = 'immediate',
): TacrolimusDrug {
  return { kind: 'tacrolimus', route, release };
}

export function thiopurine(name: ThiopurineDrug['name'] = 'azathioprine'): ThiopurineDrug {
  return { kind: 'thiopurine', name };
}

export function alternative(name = 'vedolizumab'): AlternativeMaintenanceDrug {
  return { kind: 'alternative-maintenance', name };
}

/** An active order of oral tacrolimus with nothing but its status; give it at least a time. */
export function medication(changes: Partial<MedicationFact> = {}): MedicationFact {
  const drug = changes.drug ?? tacrolimus();
  return {
    source: 'request',
    drug,
    basis: 'code',
    status: 'active',
    intent: (changes.source ?? 'request') === 'request' ? 'order' : null,
    doNotPerform: false,
    statusReason: null,
    start: null,
    end: null,
    supplyDays: null,
    recordedOn: null,
    changedOn: null,
    reasons: [],
    reference: null,
    display: displayOf(drug),
    ...changes,
  };
}

/** The tacrolimus order that the hook is about. */
export function draftOrder(changes: Partial<DraftOrder> = {}): DraftOrder {
  const drug = changes.drug ?? tacrolimus();
  return {
    drug,
    basis: 'code',
    triggering: drug.kind === 'tacrolimus',
    status: 'draft',
    doNotPerform: false,
    reasons: [],
    reference: null,
    replaces: null,
    display: displayOf(drug),
    code: null,
    dose: null,
    ...changes,
  };
}

function displayOf(drug: RelevantDrug): string {
  return drug.kind === 'tacrolimus' ? 'tacrolimus' : drug.name;
}

// ---- Chart --------------------------------------------------------------------------------------------------------

export function patient(sex: PatientFacts['sex'], birthDate: TimeInterval | null): FactSet<PatientFacts> {
  return complete([{ sex, birthDate }]);
}

/** As the tables of cases have it; only the words may be others. */
export function condition(kind: ConditionClass, display?: string): ConditionFact {
  const fact = caseCondition(kind);
  return display === undefined ? fact : { ...fact, display };
}
