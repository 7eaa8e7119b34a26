import type {
  AllergyFact,
  CarePlanFact,
  ConditionFact,
  PatientFacts,
  TestOrderFact,
  ThiopurineTestResult,
} from './chart-facts.js';
import type { BookName, FactSet, Source, SourceBook } from './fact-set.js';
import type { CreatinineResult, MonitoringResult, ScreeningResult, TacrolimusLevel } from './lab-result.js';
import type { ConcomitantFact, ConcomitantOrder, DraftOrder, MedicationFact } from './medication.js';
import type { TimeZone } from './time.js';

/** Everything the rules may know, at one moment, about one patient. Plain values, no FHIR. */
export interface ClinicalSnapshot {
  /** Milliseconds since the epoch: "now" for every rule. */
  readonly asOf: number;
  readonly timeZone: TimeZone;
  /** Orders being placed that concern us; empty on patient-view. */
  readonly drafts: readonly DraftOrder[];
  /** TPMT/NUDT15 tests among the orders being placed. */
  readonly draftTestOrders: readonly TestOrderFact[];
  /** Other drugs among the orders being placed that matter beside tacrolimus, and those that the session ends. */
  readonly draftConcomitants: readonly ConcomitantOrder[];
  /** At most one item. */
  readonly patient: FactSet<PatientFacts>;
  readonly creatinine: FactSet<CreatinineResult>;
  readonly tacrolimusLevels: FactSet<TacrolimusLevel>;
  /** Requests, statements, dispenses, administrations of tacrolimus, thiopurines and alternatives. */
  readonly medications: FactSet<MedicationFact>;
  /** The same of other drugs that matter beside tacrolimus: from the same sources. */
  readonly concomitants: FactSet<ConcomitantFact>;
  readonly conditions: FactSet<ConditionFact>;
  readonly procedures: FactSet<ConditionFact>;
  readonly allergies: FactSet<AllergyFact>;
  readonly thiopurineTests: FactSet<ThiopurineTestResult>;
  readonly testOrders: FactSet<TestOrderFact>;
  readonly carePlans: FactSet<CarePlanFact>;
  /** `unavailable` where they were not asked for or could not be had: nothing is concluded then, and nothing is said. */
  readonly monitoringTests: FactSet<MonitoringResult>;
  readonly screeningTests: FactSet<ScreeningResult>;
  /** What became of each resource, by the source that gave it; a source that was not asked has no book. */
  readonly books: Readonly<Partial<Record<BookName, SourceBook>>>;
  /** How each source was obtained: for the trace, events and the sandbox table. */
  readonly provenance: Readonly<Partial<Record<Source, 'prefetch' | 'fetched' | 'not-asked' | 'failed'>>>;
}

/** The kinds of facts that a snapshot holds, as its members are called. */
export const SET_NAMES = [
  'patient',
  'creatinine',
  'tacrolimusLevels',
  'medications',
  'concomitants',
  'conditions',
  'procedures',
  'allergies',
  'thiopurineTests',
  'testOrders',
  'carePlans',
  'monitoringTests',
  'screeningTests',
] as const satisfies readonly (keyof ClinicalSnapshot)[];
export type SetName = (typeof SET_NAMES)[number];
