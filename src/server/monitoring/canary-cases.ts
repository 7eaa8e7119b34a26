import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactSet } from '../../domain/fact-set.js';
import type { CreatinineResult, Measurement, TacrolimusLevel } from '../../domain/lab-result.js';
import type { DraftOrder, MedicationFact, TacrolimusDrug } from '../../domain/medication.js';
import { DAY_MS, HOUR_MS, type TimeInterval } from '../../domain/time.js';
import type { CanaryStory } from './canary.js';

/** A case: the facts at a moment. Nobody's chart; every number is made up, and far from every limit that may be set. */
export type CanaryCase = (asOf: number) => Omit<ClinicalSnapshot, 'asOf' | 'timeZone'>;

const TACROLIMUS: TacrolimusDrug = { kind: 'tacrolimus', route: 'systemic', release: 'immediate' };
const ORDER: DraftOrder = {
  drug: TACROLIMUS,
  basis: 'code',
  triggering: true,
  status: 'draft',
  doNotPerform: false,
  reasons: [],
  reference: null,
  display: 'tacrolimus 1 mg oral capsule',
  code: { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '198377', display: null },
};

/**
 * One story per rule. Each stays true for every threshold that `hooks/rules.yaml` allows, so a red canary is a broken
 * rule and never a site's choice (ranges: src/rules).
 */
export const CANARY_STORIES: readonly CanaryStory<CanaryCase>[] = [
  {
    rule: 'aki',
    expects: 'aki-stage',
    // Eight times the baseline of last month; the highest stage may be asked to begin at four.
    story: (asOf) => ({
      ...chart(asOf, 20),
      creatinine: known([
        creatinine(640, asOf - 2 * HOUR_MS),
        creatinine(80, asOf - 30 * DAY_MS),
        creatinine(80, asOf - 60 * DAY_MS),
      ]),
    }),
  },
  {
    rule: 'trough',
    expects: 'trough-high',
    // The limit may be at most 25 ng/mL, and a level of yesterday is always current.
    story: (asOf) => ({ ...chart(asOf, 20), tacrolimusLevels: known([level(45, asOf - 20 * HOUR_MS)]) }),
  },
  { rule: 'thiopurine-plan', expects: 'thiopurine-plan', story: (asOf) => chart(asOf, 20) },
  // The limit may be at most 24 months.
  { rule: 'duration', expects: 'duration-over', story: (asOf) => chart(asOf, 1_000) },
];

/** An adult with ulcerative colitis on tacrolimus for so many days, a quiet laboratory, and no plan for maintenance. */
function chart(asOf: number, daysOnTacrolimus: number): ReturnType<CanaryCase> {
  return {
    drafts: [ORDER],
    draftTestOrders: [],
    patient: known([{ sex: 'female', birthDate: instant(asOf - 40 * 365 * DAY_MS) }]),
    creatinine: known([creatinine(80, asOf - 2 * HOUR_MS), creatinine(80, asOf - 30 * DAY_MS)]),
    tacrolimusLevels: known([level(8, asOf - 20 * HOUR_MS)]),
    medications: known([onTacrolimusSince(asOf - daysOnTacrolimus * DAY_MS)]),
    conditions: known([
      { classes: ['ibd'], display: 'Ulcerative colitis', reference: null, standing: 'ongoing', lastDone: null },
    ]),
    procedures: known([]),
    allergies: known([]),
    thiopurineTests: known([]),
    testOrders: known([]),
    carePlans: known([]),
    books: {},
    provenance: {},
  };
}

function known<T>(items: readonly T[]): FactSet<T> {
  return { state: items.length === 0 ? 'absent' : 'present', items, problems: [], unread: [], asked: 'whole' };
}

function instant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: new Date(ms).toISOString() };
}

function measured(value: number, unit: string): Measurement {
  return { value, unit, comparator: null, canonical: value, reported: `${value} ${unit}` };
}

function creatinine(micromolPerL: number, at: number): CreatinineResult {
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

function level(ngPerMl: number, at: number): TacrolimusLevel {
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
    reasons: [],
    reference: null,
    display: 'tacrolimus',
  };
}
