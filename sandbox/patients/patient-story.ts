import type { FhirResource, Medication, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { FindingId, Severity } from '../../src/domain/finding.js';

/** A card that must appear. What is not listed must not. */
export interface ExpectedCard {
  readonly finding: FindingId;
  readonly severity: Severity;
}

/** What else may stand in the orders Bundle beside the order in question. */
export type OtherDraft = MedicationRequest | ServiceRequest | Medication;

/** One synthetic patient, the order that is being placed, and what a clinician should then read. */
export interface PatientStory {
  /** A FHIR id, and the id of the Patient: `aki-stage-2`. */
  readonly id: string;
  readonly title: string;
  readonly story: string;
  /** The chart, the Patient included, without the drafts. */
  readonly resources: readonly FhirResource[];
  readonly order: MedicationRequest;
  readonly otherDrafts: readonly OtherDraft[];
  /** On order-sign, with the defaults of the project and every source reachable. Empty is silence. */
  readonly expected: readonly ExpectedCard[];
}

/** Shorthand for a row of a story. */
export function card(finding: FindingId, severity: Severity): ExpectedCard {
  return { finding, severity };
}

export const SILENCE: readonly ExpectedCard[] = [];
