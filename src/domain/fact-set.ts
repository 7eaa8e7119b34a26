import type { TimeInterval } from './time.js';

/** The questions the service asks of a chart. Each is one prefetch key and one FHIR search (or read). */
export const SOURCES = [
  'patient',
  'creatinine',
  'tacrolimusLevels',
  'thiopurineTests',
  'medicationRequests',
  'medicationStatements',
  'medicationDispenses',
  'medicationAdministrations',
  'conditions',
  'procedures',
  'allergies',
  'testOrders',
  'carePlans',
] as const;
export type Source = (typeof SOURCES)[number];

/** Why a source could not be (fully) used. Codes only: the wording lives in `cards/gaps.yaml`. */
export const PROBLEM_CODES = [
  'not-provided', // no prefetch and no FHIR server to ask
  'fetch-failed', // error, reset, refused, not FHIR JSON
  'timeout', // no answer inside the deadline
  'refused', // 401 or 403
  'token-expired', // `expires_in` of the request's token was over before the question was asked
  'not-offered', // 400, 404, 405, 501: this server does not answer that question
  'operation-outcome', // the EHR said in the prefetch that it failed
  'not-an-answer', // a prefetched empty Bundle that does not answer our query
  'pages-missing', // a next link could not be followed to its end
  'other-patient', // resources of another patient were in it, and were dropped
  'medication-unresolved', // a medicationReference led nowhere
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface SourceProblem {
  readonly source: Source;
  readonly code: ProblemCode;
  /** How many resources it concerns, where that is known (other-patient, medication-unresolved). */
  readonly count: number | null;
}

/** Why one result was left out of a fact set. It is counted and listed, never silently lost. */
export const DROP_REASONS = [
  'status', // cancelled, entered-in-error, registered, unknown ...
  'in-the-future', // after asOf
  'no-time', // no usable effective time
  'no-value',
  'no-unit',
  'unknown-unit',
  'unit-conflict', // value.code and value.unit disagree
  'implausible',
  'not-whole-blood', // coded plasma or serum specimen
  'not-a-trough', // post-dose, AUC, antibody, dried spot ...
  'unknown-code', // answered the search, but is in none of our value sets
  'different-scale', // UK "corrected" creatinine among uncorrected
  'malformed',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What nobody here knew: the code of a result, or the unit of its value. Only text that is shaped like one. */
export interface UnknownTerm {
  readonly kind: 'code' | 'unit';
  /** `loinc`, `urn:hospital:laboratory`; null for a unit, for no system, and for one that is not shaped like a URI. */
  readonly system: string | null;
  readonly code: string;
}

export interface DroppedFact {
  readonly source: Source;
  readonly reason: DropReason;
  /** What the record says, shortened, for the list of unusable results ("14.2"). */
  readonly reported: string;
  readonly time: TimeInterval | null;
  /** Of `unknown-code` and `unknown-unit`; null for every other reason, and for a text that may not be named. */
  readonly term: UnknownTerm | null;
}

/**
 * What is known about one kind of fact.
 * - `present`: asked, answered in full, and there is something.
 * - `absent`: asked, answered in full, and there is nothing.
 * - `truncated`: something is known, something is missing (pages, a secondary source that failed).
 *   A finding may rest on it; silence may not.
 * - `unavailable`: nothing may be concluded from it. `items` is empty.
 */
export interface FactSet<T> {
  readonly state: 'present' | 'absent' | 'truncated' | 'unavailable';
  readonly items: readonly T[];
  readonly problems: readonly SourceProblem[];
  readonly dropped: readonly DroppedFact[];
}
