import type { HookRequest } from './hook-request.js';
import type { Card } from './card.js';
import type { CardContext, CardSubject, FhirRelease } from './card-context.js';
import type { TestOrderFact } from './chart-facts.js';
import type { ClinicalSnapshot } from './clinical-snapshot.js';
import type { FindingId, MissingFact, NotApplicableReason } from './finding.js';
import type { ConcomitantOrder, DraftOrder, DrugRecognition } from './medication.js';
import type { ServiceDefinition, ShownFinding } from './service-definition.js';
import type { TimeZone } from './time.js';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What one call may use: its moment, its calendar, its deadline. */
export interface CallContext {
  readonly asOf: number;
  readonly timeZone: TimeZone;
  /** Aborted at the deadline of the call or when the client hangs up. */
  readonly signal: AbortSignal;
  /** `performance.now()` when the call began: for what lasts seconds, such as a token. `asOf` may be any date. */
  readonly startedAt: number;
}

/** One medication order of a request, and what its drug is; also those that concern nobody here. */
export interface OrderReading {
  /** As the order names its drug; null where it names none that can be read. */
  readonly display: string | null;
  readonly status: string;
  /** Whether the hook is about this order: selected, and still meant to be carried out. */
  readonly triggering: boolean;
  /** `not-chosen`: there is no drug yet. `not-resolved`: a medicationReference that leads nowhere. */
  readonly drug: DrugRecognition | { readonly outcome: 'not-chosen' | 'not-resolved' };
}

/** The orders of a hook call, read and recognised. */
export interface OrdersInContext {
  /** Every medication order, in the order of the request. */
  readonly readings: readonly OrderReading[];
  /** Only drugs that concern us; topical tacrolimus is not among them. */
  readonly drafts: readonly DraftOrder[];
  readonly draftTestOrders: readonly TestOrderFact[];
  /** Other drugs that matter beside tacrolimus; looked up only where a tacrolimus order or the service asks for it. */
  readonly draftConcomitants: readonly ConcomitantOrder[];
  /** The release that the orders are shaped in; R4 where there are none or nothing tells. */
  readonly fhirRelease: FhirRelease;
  /** Triggering orders whose drug nobody can tell (a reference that could not be read, no text). */
  readonly unidentified: number;
  /** Where the first of them stands in the request (`context.draftOrders.entry[2].resource`); null where there is none. */
  readonly unidentifiedAt: string | null;
}

/** One patient's chart, opened for one call: the orders are read, the rest is read when it is asked for. */
export interface Chart {
  readonly orders: OrdersInContext;
  /**
   * The chart as far as the `sources` of the service tell, without its `laterSources`: for a gate that most calls do not pass.
   * Never throws for a remote fault.
   */
  firstLook(): Promise<ClinicalSnapshot>;
  /**
   * Takes what prefetch gave and fetches what is missing, in one round trip; what a first look has read is not read again. Never
   * throws for a remote fault.
   */
  snapshot(): Promise<ClinicalSnapshot>;
}

/**
 * Works through the pieces of a long work, and lets other calls have a turn between two pieces where it has taken its own; the
 * pieces share nothing with anybody else. A test counts what is done in one piece.
 */
export type Pace = <T>(pieces: Generator<void, T>) => T | Promise<T>;

/** Opens charts. The implementation is `src/fhir/chart-reader.ts`; a chart in memory is a plain object. */
export interface ChartReader {
  /**
   * Reads the orders in the request. Fetches only where a medicationReference can be resolved in no other way.
   * @throws CdsError `wrong-patient` when an order or the Patient is not the context's patient's
   */
  openChart(request: HookRequest, service: ServiceDefinition, call: CallContext): Promise<Chart>;
}

/** Turns what a rule found into the card that a clinician reads (`src/content/cards`: wording is content, not code). */
export interface CardRenderer {
  /**
   * One card. The same subject and context give the same card, uuids apart. Text from the record is escaped.
   * @throws Error when `cards/` has no card for the finding, which a successful load rules out
   */
  render(subject: CardSubject, context: CardContext): Card;
  /** Its cards are counted and sent to nobody: whether CDS Hooks would take them was asked when the content was loaded. */
  readonly isForCounting?: true;
}

/** The sentences of `cards/gaps.yaml` for those who explain a call: plain text, in the site's own words. */
export interface GapWords {
  /** What a rule lacked, with its facts filled in; the code where content has no sentence. */
  missing(fact: MissingFact): string;
  /** Why a rule does not concern a patient or an order; the code where content has no sentence. */
  notApplicable(why: NotApplicableReason): string;
}

/** One finding, and the hash of what it rests on. */
export interface FindingIdentity {
  readonly finding: FindingId;
  readonly factsHash: string;
}

/** What the user of one call was told about its patient before. */
export interface AlertMemory {
  /**
   * What this user was shown of these findings, from the same facts and under the same content. Never throws; what cannot be
   * recalled in a short moment counts as not told, so that it is told again.
   * @param since milliseconds since the epoch
   */
  recall(question: {
    readonly findings: readonly FindingIdentity[];
    readonly contentVersion: string;
    readonly since: number;
  }): Promise<readonly ShownFinding[]>;
}

/** Structural, so that pino fits. Fields are allow-listed where they are built. */
export interface Logger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
