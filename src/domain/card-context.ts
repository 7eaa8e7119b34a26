import type { SourceProblem } from './fact-set.js';
import type { OrderedDose } from './medication.js';
import type { Finding, FindingId, MissingFact, RuleId, SuggestionId } from './finding.js';

/** The FHIR release whose shapes the client's orders have, and so the shape of the resources that we suggest. */
export type FhirRelease = 'DSTU2' | 'STU3' | 'R4';

/** A draft order as a card names it. Both texts are text from the record. */
export interface NamedOrder {
  readonly display: string;
  /** null where the order says none. */
  readonly dose: string | null;
  /** null where the order does not say, or says it with the dose. */
  readonly timesADay: number | null;
  /** `MedicationRequest/123`; null for a draft without an id. */
  readonly reference: string | null;
}

export interface OrderOfCard extends NamedOrder {
  readonly routeNotRecorded: boolean;
  /** Recognised by its text only, not by a code. */
  readonly recognisedByText: boolean;
  /** Other tacrolimus orders that triggered with it: another strength. */
  readonly others: readonly NamedOrder[];
}

/** Earlier results, newest first, all in one unit. */
export interface RecentResults {
  readonly unit: string;
  /** `date`: month and day. */
  readonly items: readonly { readonly value: string; readonly date: string }[];
}

/** What went before the newest result; each is null where there is too little to see a course, or it is not certain. */
export interface RecentCourse {
  readonly creatinine: RecentResults | null;
  readonly levels: RecentResults | null;
  readonly doseChange: { readonly since: string; readonly now: OrderedDose; readonly before: OrderedDose } | null;
}

/** What a card needs besides its subject; all but `factsHash` and `joined` is the same for every card of one answer. */
export interface CardContext {
  readonly patientId: string;
  readonly fhirRelease: FhirRelease;
  /** The moment of the call as a local date, for suggested orders. */
  readonly today: string;
  /** The tacrolimus orders that triggered, the first one in full; null on patient-view. */
  readonly order: OrderOfCard | null;
  /** The weeks before, where the chart shows a course. */
  readonly recent: RecentCourse;
  /** Who is at work, as a FHIR reference: the one who would ask for what is suggested. null where the EHR does not say. */
  readonly requester: string | null;
  /** What could not be had; every card names what concerns it. */
  readonly problems: readonly SourceProblem[];
  /** `any` lets a clinician take several suggestions; CDS Hooks 1.0 only knows `at-most-one`. */
  readonly selectionBehavior: 'any' | 'at-most-one';
  /** SHA-256 over the facts of this card; never a fact itself. */
  readonly factsHash: string;
  /** The cards above this one in the same answer: what they say need not be said again. */
  readonly above?: readonly FindingId[];
  /** Suggestions of the cards above this one in the same answer: each is offered once, on the most serious card that has it. */
  readonly offeredAbove?: readonly SuggestionId[];
  /** Whether this card offers to take its draft orders back: the first critical one of an answer does. */
  readonly offersWithdrawal?: boolean;
  /** Findings without a card of their own, because an order has three at most: this card tells their summaries. */
  readonly joined?: readonly Finding[];
  /** The engine makes the uuids; everything else on a card is the same for the same facts. */
  readonly newUuid: () => string;
}

/** What the data-gap card collates: rules that could not be evaluated, and data that could not be had. */
export interface NotEvaluated {
  readonly rules: readonly { readonly rule: RuleId; readonly missing: readonly MissingFact[] }[];
  readonly problems: readonly SourceProblem[];
  /** Findings without a card of their own: this card tells them, and is as serious as they are. */
  readonly joins?: readonly Finding[];
}

export type CardSubject =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'not-evaluated'; readonly notEvaluated: NotEvaluated };
