/**
 * Everything that is kept, and nothing else: codes, counts, moments, ids that we make and pseudonyms. No column can hold free
 * text, a value, a name or a card's wording; `test/records/store/columns.test.ts` holds both databases to this list.
 *
 * Moments are ISO 8601 text in UTC and booleans are 0 or 1, so that the same statements run on both databases.
 */
export interface Tables {
  evaluations: EvaluationRow;
  outcome_sets: OutcomeSetRow;
  source_sets: SourceSetRow;
  rule_outcomes: RuleOutcomeRow;
  rule_reasons: RuleReasonRow;
  rule_findings: RuleFindingRow;
  prefetch_states: PrefetchStateRow;
  dropped_results: DroppedResultRow;
  cards_shown: CardShownRow;
  counted_calls: CountedCallsRow;
  shadow_counts: ShadowCountRow;
  watch_alarms: WatchAlarmRow;
  alarm_acknowledgements: AlarmAcknowledgementRow;
  feedback: FeedbackRow;
  feedback_suggestions: FeedbackSuggestionRow;
  jti: JtiRow;
}

/** One per call of a service, but for those that are only counted. */
export interface EvaluationRow {
  readonly id: string;
  readonly at: string;
  /** `2026-11-22`, UTC. */
  readonly day: string;
  /** The Monday of the ISO week, UTC: neither database needs a date function to group by it. */
  readonly week: string;
  /** Id in the clients file, `anonymous`, or `none`. */
  readonly client: string;
  readonly service: string;
  readonly hook: string;
  readonly content_version: string;
  readonly result: string;
  readonly ms: number;
  readonly cards: number;
  /** 1: an order hook with a tacrolimus order in it; the denominator of "per 100 orders". */
  readonly tacrolimus_order: number;
  /** HMAC-SHA-256 under the site key. */
  readonly patient_hmac: string | null;
  readonly user_hmac: string | null;
  /** Id of the site key of both. */
  readonly hmac_key: string | null;
  /** What its rules came to; null where none was asked, and in a row of an earlier release: then `rule_outcomes` has it. */
  readonly outcome_set: string | null;
  /** How its sources were answered; null as above, with `prefetch_states`. */
  readonly source_set: string | null;
}

/** One row for each rule of a set; see call-sets.ts. */
export interface OutcomeSetRow {
  readonly set_id: string;
  /** On which it was last written; it may have been used since, but for no more than an hour. */
  readonly day: string;
  readonly rule: string;
  /** What the mode came to in this call: `live`, `silent`, or a mode of a pilot. */
  readonly mode: string;
  /** `findings`, `silent` (checked, nothing to say), `not-applicable`, `indeterminate`, `failed`. */
  readonly outcome: string;
}

/** As {@link OutcomeSetRow}, of one call: what releases before the sets have written, and what goes with its call. */
export interface RuleOutcomeRow extends Omit<OutcomeSetRow, 'set_id' | 'day'> {
  readonly evaluation_id: string;
}

/** Why a rule did not apply or could not be evaluated. */
export interface RuleReasonRow {
  readonly evaluation_id: string;
  readonly rule: string;
  readonly reason: string;
}

/** What a rule found, shown or not: a silent rule's rows are what would have fired. */
export interface RuleFindingRow {
  readonly evaluation_id: string;
  readonly rule: string;
  readonly finding: string;
  readonly severity: string;
  readonly mode: string;
  /** Why a rule that may speak did not show it here (`card-limit` ...); null where it was shown or the rule is silent. */
  readonly not_shown: string | null;
}

/** One row for each source of a set. */
export interface SourceSetRow {
  readonly set_id: string;
  readonly day: string;
  readonly source: string;
  readonly state: string;
}

/** As {@link SourceSetRow}, of one call of an earlier release. */
export interface PrefetchStateRow extends Omit<SourceSetRow, 'set_id' | 'day'> {
  readonly evaluation_id: string;
}

/** Results that were in the chart and could not be used. `term` is a code or a unit that nobody here knew. */
export interface DroppedResultRow {
  readonly evaluation_id: string;
  readonly source: string;
  readonly reason: string;
  /** `code`, `unit`; `none` where there is nothing that may be named: then the next two are `none` too. */
  readonly term_kind: string;
  /** `loinc`, `urn:hospital:laboratory`; `none` for a unit and where there is no system that may be named. */
  readonly term_system: string;
  /** Shaped like a code or a unit, at most 32 characters (src/domain/unknown-term.ts). */
  readonly term: string;
  readonly results: number;
}

export interface CardShownRow {
  readonly card_uuid: string;
  readonly evaluation_id: string;
  /** null on the data-gap card. */
  readonly rule: string | null;
  readonly finding: string;
  readonly severity: string;
  readonly mode: string;
  /** HMAC of the card's facts hash: tells the same facts again, and nothing of them. */
  readonly facts_hmac: string | null;
}

/** How many orders one process answered on one day without looking at a chart: nobody's pseudonym, and no moment. */
export interface CountedCallsRow {
  readonly day: string;
  readonly week: string;
  readonly client: string;
  readonly service: string;
  readonly hook: string;
  readonly content_version: string;
  readonly result: string;
  /** Random, another for each start of each process. */
  readonly instance: string;
  readonly calls: number;
}

/** How one process counted the tacrolimus orders of one day under the live and a shadow content; nobody's pseudonym, and no moment. */
export interface ShadowCountRow {
  readonly day: string;
  readonly live_version: string;
  readonly shadow_version: string;
  /** `compared`, `shed`, `failed`, `no-service`: orders; `live`, `shadow`: cards of the compared ones. */
  readonly what: string;
  /** `none` for orders; `data-gap` for the card that names what was not checked. */
  readonly rule: string;
  readonly severity: string;
  /** As in `counted_calls`. */
  readonly instance: string;
  readonly total: number;
}

/** What the watch has called, from its first week to its last; counts and codes only. */
export interface WatchAlarmRow {
  readonly id: string;
  readonly kind: string;
  readonly client: string;
  readonly rule: string | null;
  readonly service: string | null;
  readonly source: string | null;
  readonly reason: string | null;
  /** As in `dropped_results`; null where it is about no code or unit, or about one that may not be named. */
  readonly term_kind: string | null;
  readonly term_system: string | null;
  readonly term: string | null;
  readonly is_new: number | null;
  /** Mondays, UTC. */
  readonly first_week: string;
  readonly last_week: string;
  /** Of the first week. */
  readonly counted: number;
  readonly counted_of: number;
  /** What that was held against: a fault that lasts is held against the same. */
  readonly before_counted: number;
  readonly before_of: number;
}

/** What the site's staff said of an alarm. The one name in the store, and nobody's who is treated. */
export interface AlarmAcknowledgementRow {
  readonly alarm_id: string;
  readonly at: string;
  /** A user name or a role, shaped like a code. */
  readonly by_whom: string;
  /** `mended`, `intended`, `no-fault`. */
  readonly said: string;
  /** Monday, UTC: weeks up to this one are covered. */
  readonly through_week: string;
}

/** What a clinician did with a card. Unique by (service, card_uuid, outcome, outcome_at): a repeat adds nothing. */
export interface FeedbackRow {
  readonly id: string;
  readonly received_at: string;
  readonly service: string;
  readonly client: string;
  readonly card_uuid: string;
  readonly outcome: string;
  readonly outcome_at: string;
  /** `none`, `listed` (in the site's list), `unlisted` (its code is not kept), `ehr` (built in the EHR, not listed). */
  readonly reason_state: string;
  readonly reason_system: string | null;
  readonly reason_code: string | null;
  /** Category of HL7's Non-Adherence Reason Codes, where it is known. */
  readonly reason_parent: string | null;
  readonly comment_length: number;
  readonly comment_class: string | null;
  /** AES-256-GCM, only where the site asks for it. */
  readonly comment_sealed: string | null;
  readonly comment_key: string | null;
  readonly suggestions: number;
  /** 1: no such card was shown by this service to this client. */
  readonly unknown_card: number;
}

export interface FeedbackSuggestionRow {
  readonly feedback_id: string;
  readonly suggestion_uuid: string;
}

export interface JtiRow {
  /** SHA-256 of issuer and jti: both are the client's text. */
  readonly id: string;
  readonly expires_at: string;
}
