import type { ConditionClass, DiagnosticCertainty, ThiopurineTestResult } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { UnreadReason } from '../../domain/fact-set.js';
import type { MonitoringTest, ScreeningResult, ScreeningTest } from '../../domain/lab-result.js';
import type { DrugClass, DrugRecognition, MedicationDescription, ThiopurineName } from '../../domain/medication.js';
import type { Analyte, MeasurementReading, ReportedQuantity } from '../units/measurement.js';

export type LabRecognition =
  | { readonly lab: 'creatinine'; readonly use: 'any' | 'baseline-only'; readonly scale: 'uncorrected' | 'corrected' }
  | { readonly lab: 'tacrolimus'; readonly timing: 'trough' | 'not-coded' }
  | { readonly lab: 'thiopurine-test'; readonly enzyme: 'TPMT' | 'NUDT15' | 'TPMT and NUDT15' }
  /** Potassium, magnesium, infection tests ...: one at least. */
  | { readonly lab: 'test'; readonly tests: readonly (MonitoringTest | ScreeningTest)[] }
  /** Known, and known not to count: post-dose level, plasma specimen, urine creatinine ... */
  | {
      readonly lab: 'excluded';
      readonly reason: Extract<UnreadReason, 'not-whole-blood' | 'not-a-trough' | 'unknown-code'>;
    }
  /** Positively another test: a code that is listed as one or is of a system that is listed whole, or a name of one. */
  | {
      readonly lab: 'other';
      /** By its words only: a ratio, a clearance, a short name. Measured in what these are measured in, nobody can tell. */
      readonly unlessAmountOf?: readonly ('creatinine' | 'tacrolimus')[];
    }
  /** Nobody can tell; `mayBe` where its words name one of ours. */
  | { readonly lab: 'unknown'; readonly mayBe?: 'creatinine' | 'tacrolimus-level' | 'thiopurine-test' | null };

/** What a diagnosis, procedure or reason is, and how sure the record is that it is this patient's. */
export interface DiagnosisReading {
  /** `other`: positively something else, by a code of a list that is held whole or by a name. */
  readonly recognition: 'ours' | 'other' | 'unknown';
  /** Empty unless `ours`. */
  readonly classes: readonly ConditionClass[];
  readonly certainty: DiagnosticCertainty;
  /** "Z.n.", "status post", certainty Z: it was. Matters for what can be over, such as dialysis. */
  readonly past: boolean;
}

/** Codes, units and names: everything that turns what a chart says into what the rules mean. Pure; built once at load. */
export interface Terminology {
  recogniseDrug(description: MedicationDescription): DrugRecognition;
  /** What another drug means beside tacrolimus; empty for most, and for topical use. */
  classifyDrug(description: MedicationDescription): readonly DrugClass[];
  /** `specimen` where the observation carries or contains one. */
  recogniseLab(code: CodedText, specimen: CodedText | null): LabRecognition;
  readMeasurement(analyte: Analyte, raw: ReportedQuantity): MeasurementReading;
  /** The classes of what is certain: no negation, doubt, relative or plan. */
  classifyCondition(code: CodedText): readonly ConditionClass[];
  /**
   * @param stated `verificationStatus` and the certainty that the code carries, each as a concept
   */
  readDiagnosis(code: CodedText, stated: readonly CodedText[]): DiagnosisReading;
  /** The thiopurine an allergy is about, or null when it is about something else. */
  recogniseThiopurineAllergy(code: CodedText): ThiopurineName | 'thiopurine' | null;
  /** The maintenance drug an allergy is about, by its name on a card, or null. */
  recogniseMaintenanceAllergy(code: CodedText): string | null;
  /** Reads a TPMT/NUDT15 result: coded or textual phenotype. */
  readPhenotype(value: CodedText): ThiopurineTestResult['phenotype'];
  /** What an infection test found, by code or in words; numbers have none of their own. */
  readOutcome(value: CodedText): ScreeningResult['outcome'];
  /** Whether a word about a specimen or result (condition, note, interpretation) says that it was haemolysed. */
  saysHaemolysed(said: CodedText): boolean;
  /** True for an order of a TPMT or NUDT15 test. */
  isThiopurineTest(code: CodedText): boolean;
}
