import type { SourceProblem } from './fact-set.js';
import type { Finding, MissingFact, RuleId, SuggestionId } from './finding.js';

/** The FHIR release whose shapes the client's orders have, and so the shape of the resources that we suggest. */
export type FhirRelease = 'DSTU2' | 'STU3' | 'R4';

/** What a card needs besides its subject; all but `factsHash` and `joined` is the same for every card of one answer. */
export interface CardContext {
  readonly patientId: string;
  readonly fhirRelease: FhirRelease;
  /** The moment of the call as a local date, for suggested orders. */
  readonly today: string;
  /** The tacrolimus order that triggered; null on patient-view. `display` is text from the record. */
  readonly order: {
    readonly display: string;
    readonly routeNotRecorded: boolean;
    /** Recognised by its text only, not by a code. */
    readonly recognisedByText: boolean;
  } | null;
  /** What could not be had; every card names what concerns it. */
  readonly problems: readonly SourceProblem[];
  /** `any` lets a clinician take several suggestions; CDS Hooks 1.0 only knows `at-most-one`. */
  readonly selectionBehavior: 'any' | 'at-most-one';
  /** SHA-256 over the facts of this card; never a fact itself. */
  readonly factsHash: string;
  /** Suggestions of the cards above this one in the same answer: each is offered once, on the most serious card that has it. */
  readonly offeredAbove?: readonly SuggestionId[];
  /** Findings without a card of their own, because an order has three at most: this card tells their summaries. */
  readonly joined?: readonly Finding[];
  /** The engine makes the uuids; everything else on a card is the same for the same facts. */
  readonly newUuid: () => string;
}

/** What the data-gap card collates: rules that could not be evaluated, and data that could not be had. */
export interface NotEvaluated {
  readonly rules: readonly { readonly rule: RuleId; readonly missing: readonly MissingFact[] }[];
  readonly problems: readonly SourceProblem[];
}

export type CardSubject =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'not-evaluated'; readonly notEvaluated: NotEvaluated };
