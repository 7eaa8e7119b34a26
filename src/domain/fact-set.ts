import type { TacrolimusLevel } from './lab-result.js';
import type { TimeInterval } from './time.js';
import type { UnknownTerm } from './unknown-term.js';

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
  'monitoringTests',
  'screeningTests',
] as const;
export type Source = (typeof SOURCES)[number];

/**
 * Read where they come, and no gap where they do not (docs/clinical/facts.md#optional-tests): what was not fetched is not judged,
 * silences nothing and is on no card.
 */
export const OPTIONAL_TESTS: readonly Source[] = ['monitoringTests', 'screeningTests'];

/** One for each source, and one for what was prefetched under keys that answer no question of ours. */
export type BookName = Source | 'otherKeys';

/** Why a source could not be (fully) used. Codes only: the wording lives in `cards/gaps.yaml`. */
export const PROBLEM_CODES = [
  'not-provided', // no prefetch and no FHIR server to ask
  'access-unreadable', // a server or an authorization was named, and cannot be read
  'fetch-failed', // error, reset, refused, not FHIR JSON
  'timeout', // no answer inside the deadline
  'refused', // 401 or 403
  'token-expired', // `expires_in` of the request's token was over before the question was asked
  'not-offered', // 400, 404, 405, 422, 501: this server does not answer that question
  'operation-outcome', // the EHR said in the prefetch that it failed
  'not-an-answer', // a prefetched empty Bundle that does not answer our query
  'pages-missing', // a next link could not be followed to its end, or the sender withheld a part
  'other-patient', // resources of another patient were in it, and were dropped
  'medication-unresolved', // a medicationReference led nowhere
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/**
 * Why a FHIR server was not reached, in words that an operator can act on: what each means and who can mend it stands in
 * docs/operations.md. `cards/gaps.yaml` says it to clinicians, who know then whom to call.
 */
export const CONNECTION_FAULTS = [
  'dns-not-found', // no such name
  'dns-timeout', // the name service does not answer
  'address-not-allowed', // FHIR_PRIVATE_NETWORKS does not cover it
  'refused-connection', // nobody listens there
  'unreachable', // no route
  'reset', // closed in the middle
  'tls-untrusted', // an authority that nobody trusts here
  'tls-expired', // or not valid yet
  'tls-name', // a certificate for another name
  'tls-client-certificate', // the server wants one, or another one
  'tls-failed', // no common protocol or cipher, no TLS at all
  'http2-only',
  'not-http', // what came is no HTTP/1.1
  'too-large', // an answer beyond the limit
] as const;
export type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

/** What is known beyond the code of a problem. */
export interface ProblemDetail {
  /** The search parameter that the server names as the reason (not-offered), where it names one of ours. */
  readonly parameter?: string;
  /** Why the server was not reached, or not understood (fetch-failed), where that is known. */
  readonly fault?: ConnectionFault;
}

export interface SourceProblem extends ProblemDetail {
  readonly source: Source;
  readonly code: ProblemCode;
  /** How many resources it concerns, where that is known (other-patient, medication-unresolved). */
  readonly count: number | null;
}

/** Why one resource, or one result in it, could not be read as a fact. It is counted and listed, never silently lost. */
export const UNREAD_REASONS = [
  'status', // a status that no release of FHIR knows
  'in-the-future', // after asOf, by more than clocks differ
  'no-time', // no usable time: it may be the newest of all
  'no-value',
  'no-unit',
  'unknown-unit',
  'unit-conflict', // value.code and value.unit disagree
  'implausible',
  'haemolysed', // potassium leaves the cells: the number is not the patient's
  'not-whole-blood', // coded plasma or serum specimen
  'not-a-trough', // post-dose, AUC, antibody, dried spot ...
  'unknown-code', // answered the search, but is in none of our value sets
  'different-scale', // UK "corrected" creatinine among uncorrected
  'malformed',
  'status-registered', // ordered or in the laboratory: no value yet, or none to rely on
  'status-unknown', // the status says so, or there is none
  'status-undecided', // a line of the history that is on hold, intended or a draft, so that nobody knows whether it is taken
  'status-preliminary', // where a preliminary result is not shown as one
  'not-identified', // a drug, diagnosis or substance that neither code nor text names
  'in-words', // written out in free text, which says neither that it is so nor that it is not
  'not-resolved', // a reference that leads nowhere, to the drug or to the patient
  'modified', // a modifier extension that nobody here knows: it may say that none of it is so
  'other-patient', // the record names another patient
  'other-version', // two versions of one record, and nothing tells which is the newer
  'no-resource', // an entry without a resource, or a resource without a type
  'over-limit', // beyond what is read of one answer
] as const;
export type UnreadReason = (typeof UNREAD_REASONS)[number];

/** What a resource is about. Of one that could not be read: what it may be about. */
export type FactKind =
  | 'patient'
  | 'creatinine'
  | 'tacrolimus-level'
  | 'thiopurine-test'
  | 'tacrolimus'
  | 'thiopurine'
  | 'alternative-maintenance'
  | 'concomitant' // another drug that matters beside tacrolimus
  | 'diagnosis'
  | 'procedure'
  | 'allergy'
  | 'test-order'
  | 'care-plan'
  | 'monitoring-test'
  | 'screening-test';

/** A resource that came in answer to a question of ours and could not be read, with what a reader needs to judge that. */
export interface UnreadResource {
  readonly source: Source;
  /** `Observation/123`, or null; for the trace only. */
  readonly reference: string | null;
  readonly reason: UnreadReason;
  /** What the record says, shortened, for the list of unusable results ("14.2"). */
  readonly reported: string;
  /** Its time as far as it can be told; null may be the newest of all. */
  readonly time: TimeInterval | null;
  /** Status as sent, in lower case; null where there is none. */
  readonly status: string | null;
  /** Its test, drug or diagnosis as the record names it, shortened; null where it has no name. */
  readonly name: string | null;
  /** Of `unknown-code` and `unknown-unit`; null for every other reason, and for a text that may not be named. */
  readonly term: UnknownTerm | null;
  /** Of `not-whole-blood`: the confirmed level as measured. Too high there is too high (docs/clinical/trough.md#serum). */
  readonly level?: TacrolimusLevel;
  /** The thing it is, or may be, as far as that is known; null: anything that its source is asked for. */
  readonly mayBe: FactKind | null;
}

/** Positively something else, or no news. */
export type NotOursKind =
  | 'other-test'
  | 'other-person' // a result of a donor or an unborn child, in the patient's chart
  | 'other-drug'
  | 'other-diagnosis' // or procedure, or allergy
  | 'other-plan' // a care plan or an order of tests that names nothing of ours, or is over
  | 'topical' // tacrolimus as ointment
  | 'withdrawn' // entered-in-error, cancelled, not done, refuted
  | 'earlier-version' // the same record is there in a newer version
  | 'other-type' // included by the server: a Medication, a Practitioner ...
  | 'message'; // an OperationOutcome

/**
 * What became of each resource that one source gave: `seen` is the sum of the three others. A resource counts once; one
 * of whose results one is a fact and one could not be read is `unread`.
 */
export interface SourceBook {
  readonly seen: number;
  readonly facts: Readonly<Partial<Record<FactKind, number>>>;
  readonly notOurs: Readonly<Partial<Record<NotOursKind, number>>>;
  readonly unread: Readonly<Partial<Record<UnreadReason, number>>>;
}

/**
 * What is known about one kind of fact.
 * - `present`: asked, answered in full, and there is something.
 * - `absent`: the whole question was asked, answered in full, nothing was left out, and there is nothing.
 * - `truncated`: something is known, something is missing (pages, a secondary source that failed).
 *   A finding may rest on it; silence may not.
 * - `unavailable`: nothing may be concluded from it. `items` is empty.
 *
 * Silence rests on a set only if it is `present` or `absent` and nothing in `unread` may be newer, or may be the thing.
 */
export interface FactSet<T> {
  readonly state: 'present' | 'absent' | 'truncated' | 'unavailable';
  readonly items: readonly T[];
  readonly problems: readonly SourceProblem[];
  /** What came and could not be read, whether it surely concerns this set or only may. */
  readonly unread: readonly UnreadResource[];
  /** `narrower`: the question that was answered had limits that ours has not, such as a date. */
  readonly asked: 'whole' | 'narrower';
}
