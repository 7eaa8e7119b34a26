import { randomUUID } from 'node:crypto';
import { isJsonObject } from '../../cds-hooks/request/json-body.js';
import { type Card, TRACE_EXTENSION } from '../../domain/card.js';
import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import { DAY_MS } from '../../domain/time.js';
import { isNameable } from '../../domain/unknown-term.js';
import { setId } from './call-sets.js';
import { pseudonym, type SiteKey } from './site-keys.js';
import type { CardShownRow, DroppedResultRow, EvaluationRow, Tables } from './tables.js';

/** What is known of a call besides its event. The two ids become pseudonyms before anything waits in memory. */
export interface CallFacts {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ms: number;
  readonly client: string | null;
  readonly patientId: string | null;
  readonly userId: string | null;
}

/** The rows of one call. */
export type EvaluationRows = {
  readonly [
    T in Exclude<
      keyof Tables,
      | 'feedback'
      | 'feedback_suggestions'
      | 'jti'
      | 'watch_alarms'
      | 'alarm_acknowledgements'
      | 'rule_outcomes'
      | 'prefetch_states'
    >
  ]: readonly Tables[T][];
};

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}$/;
const NONE = 'none';

/** @param cards the cards of the answer, in which only their origin is read: no text of a card is kept */
export function evaluationRows(
  event: EvaluationEvent,
  call: CallFacts,
  cards: readonly Card[],
  key: SiteKey,
): EvaluationRows {
  const id = timeOrderedId(call.at);
  const client = clientOf(call);
  const outcomes = event.rules.map(({ rule, mode, outcome }) => ({
    rule: codeOf(rule),
    mode: codeOf(mode),
    outcome: codeOf(outcome),
  }));
  const states = Object.entries(event.sources).map(([source, state]) => ({
    source: codeOf(source),
    state: codeOf(state),
  }));
  const [outcome_set, source_set] = [setId(outcomes), setId(states)];
  const when = moments(call.at);
  const { day } = when;
  return {
    evaluations: [
      {
        ...{ id, ...when, client, ...counts(event, call), ...people(call, client, key) },
        ...{ outcome_set, source_set },
      },
    ],
    outcome_sets: outcome_set === null ? [] : outcomes.map((row) => ({ set_id: outcome_set, day, ...row })),
    source_sets: source_set === null ? [] : states.map((row) => ({ set_id: source_set, day, ...row })),
    rule_reasons: event.rules.flatMap(({ rule, reasons }) =>
      [...new Set(reasons)].map((reason) => ({ evaluation_id: id, rule: codeOf(rule), reason: codeOf(reason) })),
    ),
    rule_findings: event.rules.flatMap(({ findings }, index) =>
      findings.flatMap(({ id: finding, severity, mode }) => {
        const base = outcomes[index];
        const why = mode === 'silent' ? undefined : event.notShown?.find((hidden) => hidden.finding === finding)?.why;
        const not_shown = why === undefined ? null : codeOf(why);
        const row = { finding: codeOf(finding), severity: codeOf(severity), not_shown };
        return base === undefined ? [] : [{ evaluation_id: id, rule: base.rule, mode: mode ?? base.mode, ...row }];
      }),
    ),
    dropped_results: droppedRows(event, id),
    cards_shown: cards.map((card) => shownRow(card, event, { id, client }, key)),
    counted_calls: [],
    shadow_counts: [],
  };
}

export function clientOf({ client }: Pick<CallFacts, 'client'>): string {
  return codeOf(client ?? NONE);
}

export function moments(at: number): Pick<EvaluationRow, 'at' | 'day' | 'week'> {
  return { at: momentOf(at), day: dayOf(at), week: weekOf(at) };
}

function counts(event: EvaluationEvent, { ms }: CallFacts) {
  return {
    service: codeOf(event.service),
    hook: codeOf(event.hook),
    content_version: codeOf(event.contentVersion),
    result: codeOf(event.result),
    ms: Math.max(0, Math.round(ms)),
    cards: event.cards,
    tacrolimus_order: isTacrolimusOrder(event) ? 1 : 0,
  };
}

/** An order that nobody could read is refused before any rule runs, and cannot be counted as tacrolimus. */
export function isTacrolimusOrder({ hook, trigger, result, rules }: EvaluationEvent): boolean {
  if (hook === 'patient-view' || trigger === 'other-drug') return false;
  return result === 'cards' || (result === 'data-unavailable' && rules.length > 0);
}

function people({ patientId, userId }: CallFacts, client: string, key: SiteKey) {
  const known = patientId !== null || userId !== null;
  return {
    patient_hmac: patientId === null ? null : pseudonym(key, 'patient', client, patientId),
    user_hmac: userId === null ? null : pseudonym(key, 'user', client, userId),
    hmac_key: known ? key.id : null,
  };
}

/** Asked here again, whoever made the event: a term that may not be named is kept as its reason alone. */
function droppedRows({ dropped = [] }: EvaluationEvent, id: string): readonly DroppedResultRow[] {
  const rows = new Map<string, DroppedResultRow>();
  for (const { source, reason, count, term } of dropped) {
    const named = term !== null && isNameable(term) ? term : null;
    const row = {
      evaluation_id: id,
      source: codeOf(source),
      reason: codeOf(reason),
      term_kind: named?.kind ?? NONE,
      term_system: named?.system ?? NONE,
      term: named?.code ?? NONE,
    };
    const key = JSON.stringify(row);
    rows.set(key, { ...row, results: (rows.get(key)?.results ?? 0) + count });
  }
  return [...rows.values()];
}

function shownRow(
  card: Card,
  { rules }: EvaluationEvent,
  { id, client }: { readonly id: string; readonly client: string },
  key: SiteKey,
): CardShownRow {
  const found = card.extension?.[TRACE_EXTENSION];
  const trace = isJsonObject(found) ? found : {};
  return {
    card_uuid: card.uuid.toLowerCase(),
    evaluation_id: id,
    rule: trace.rule === undefined ? null : codeOf(trace.rule),
    finding: codeOf(trace.finding),
    severity: codeOf(card.indicator),
    // The data-gap card belongs to no rule.
    mode: codeOf(rules.find(({ rule }) => rule === trace.rule)?.mode ?? 'live'),
    facts_hmac: typeof trace.factsHash === 'string' ? pseudonym(key, 'facts', client, trace.factsHash) : null,
  };
}

/** Codes are ours; anything that does not look like one is not kept, whatever it is. */
export function codeOf(value: unknown): string {
  return typeof value === 'string' && CODE.test(value) ? value : 'unrecognised';
}

/**
 * A UUID of version 7 (RFC 9562): the moment in front, 74 random bits behind. Rows that are written together then lie together,
 * so that a database touches few pages for a call; random ids would touch another page with every row.
 * @param at milliseconds since the epoch; the row has it in a column of its own, so the id tells nothing more
 */
export function timeOrderedId(at: number): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  // The random digits of a UUID of version 4 stand in the same places.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** ISO 8601 in UTC with milliseconds: sorts as text. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-11-22`, UTC. */
function dayOf(ms: number): string {
  return momentOf(ms).slice(0, 10);
}

/** The Monday of the ISO week, UTC. */
export function weekOf(ms: number): string {
  const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return dayOf(ms - sinceMonday * DAY_MS);
}
