import type { FactSet } from '../../domain/fact-set.js';
import type { CreatinineResult, Measurement, TacrolimusLevel } from '../../domain/lab-result.js';
import type { DraftOrder, MedicationFact, TacrolimusDrug } from '../../domain/medication.js';
import { DAY_MS, HOUR_MS, type TimeInterval } from '../../domain/time.js';
import type { ChartAt } from '../rule.js';

const TACROLIMUS: TacrolimusDrug = { kind: 'tacrolimus', route: 'systemic', release: 'immediate' };
const ORDER: DraftOrder = {
  drug: TACROLIMUS,
  basis: 'code',
  triggering: true,
  status: 'draft',
  doNotPerform: false,
  reasons: [],
  reference: null,
  replaces: null,
  display: 'tacrolimus 1 mg oral capsule',
  code: { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '198377', display: null },
  dose: null,
};

/**
 * An adult with ulcerative colitis on tacrolimus for so many days, a quiet laboratory, and no plan for maintenance.
 * Nobody's chart: the stories of the rules change one thing in it, far from every limit that may be set.
 */
export function quietChart(asOf: number, daysOnTacrolimus: number): ReturnType<ChartAt> {
  return {
    drafts: [ORDER],
    draftTestOrders: [],
    draftConcomitants: [],
    patient: known([{ sex: 'female', birthDate: instant(asOf - 40 * 365 * DAY_MS) }]),
    creatinine: known([creatinine(80, asOf - 2 * HOUR_MS), creatinine(80, asOf - 30 * DAY_MS)]),
    tacrolimusLevels: known([level(8, asOf - 20 * HOUR_MS)]),
    medications: known([onTacrolimusSince(asOf - daysOnTacrolimus * DAY_MS)]),
    concomitants: known([]),
    conditions: known([
      {
        ...{ classes: ['ibd'], display: 'Ulcerative colitis', reference: null },
        ...{ clinicalStatus: 'ongoing', lastDone: null, notedOn: null },
      },
    ]),
    procedures: known([]),
    allergies: known([]),
    thiopurineTests: known([]),
    testOrders: known([]),
    carePlans: known([]),
    monitoringTests: known([]),
    screeningTests: known([]),
    books: {},
    provenance: {},
  };
}

/** A set that was read in full. */
export function known<T>(items: readonly T[]): FactSet<T> {
  return { state: items.length === 0 ? 'absent' : 'present', items, problems: [], unread: [], asked: 'whole' };
}

function instant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: new Date(ms).toISOString() };
}

function measured(value: number, unit: string): Measurement {
  return { value, unit, comparator: null, canonical: value, reported: `${value} ${unit}` };
}

export function creatinine(micromolPerL: number, at: number): CreatinineResult {
  return {
    reference: null,
    time: instant(at),
    measurement: measured(micromolPerL, 'umol/L'),
    status: 'final',
    code: { system: 'http://loinc.org', code: '14682-9', display: null },
    use: 'any',
    scale: 'uncorrected',
  };
}

export function level(ngPerMl: number, at: number): TacrolimusLevel {
  return {
    reference: null,
    time: instant(at),
    measurement: measured(ngPerMl, 'ng/mL'),
    status: 'final',
    code: { system: 'http://loinc.org', code: '11253-2', display: null },
    timing: 'trough',
  };
}

/** An order that still stands: its supply reaches to today however long ago it was written. */
function onTacrolimusSince(startMs: number): MedicationFact {
  return {
    source: 'request',
    drug: TACROLIMUS,
    basis: 'code',
    status: 'active',
    intent: 'order',
    doNotPerform: false,
    statusReason: null,
    start: instant(startMs),
    end: null,
    supplyDays: null,
    recordedOn: instant(startMs),
    changedOn: null,
    reasons: [],
    reference: null,
    display: 'tacrolimus',
  };
}
