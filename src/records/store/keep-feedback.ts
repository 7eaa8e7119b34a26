import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { FeedbackEntry, KeptFeedback } from '../../cds-hooks/feedback/feedback.js';
import { commentClass, sealComment } from './comment.js';
import { momentOf } from './evaluation.js';
import type { ReasonColumns } from './override-reason.js';
import type { SiteKey } from './site-keys.js';
import type { FeedbackRow, Tables } from './tables.js';
import { adoptFeedback } from './write-evaluations.js';

export interface FeedbackContext {
  readonly service: string;
  readonly client: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly key: SiteKey;
  /** Whether the site asked for comments to be kept, encrypted. */
  readonly keepComments: boolean;
  readonly reasonOf: (reason: FeedbackEntry['reason']) => ReasonColumns;
}

/** Suggestion ids are ours and random; whatever else is sent in their place is counted and not kept. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ROWS_PER_STATEMENT = 1_000;

/**
 * Keeps feedback in one transaction: when this returns, all of it is durable. A repeat (same service, card, outcome and
 * time) adds nothing and is told as such, also when it arrives at two instances at once.
 * @returns one result per entry, in their order
 */
export async function keepFeedback(
  db: Kysely<Tables>,
  entries: readonly FeedbackEntry[],
  context: FeedbackContext,
): Promise<readonly KeptFeedback[]> {
  const kept = await db.transaction().execute(async (transaction) => {
    const known = await knownCards(transaction, entries, context);
    const distinct = new Map(entries.map((entry) => [identityOf(entry), entry]));
    // In one order everywhere, so that two instances cannot wait for each other.
    const rows = [...distinct.keys()].sort().flatMap((identity) => {
      const entry = distinct.get(identity);
      return entry === undefined ? [] : [{ entry, row: feedbackRow(entry, !known.has(entry.card), context) }];
    });
    const added = await insertNew(
      transaction,
      rows.map(({ row }) => row),
    );
    await insertSuggestions(
      transaction,
      rows.filter(({ row }) => added.has(row.id)),
    );
    const fresh = new Set(rows.filter(({ row }) => added.has(row.id)).map(({ entry }) => identityOf(entry)));
    return entries.map((entry) => ({
      card: entry.card,
      outcome: entry.outcome,
      outcomeTimestamp: entry.outcomeAt,
      // The second of two equal entries in one body is a repeat too.
      repeated: !fresh.delete(identityOf(entry)),
      cardKnown: known.has(entry.card),
    }));
  });
  return withLateCards(db, entries, kept, context);
}

/** A card may have been committed beside us (see `writeEvaluations`): who is unknown is looked for once more. */
async function withLateCards(
  db: Kysely<Tables>,
  entries: readonly FeedbackEntry[],
  kept: readonly KeptFeedback[],
  context: FeedbackContext,
): Promise<readonly KeptFeedback[]> {
  const unknown = entries.filter((_entry, index) => kept[index]?.cardKnown === false);
  if (unknown.length === 0) return kept;
  const late = await knownCards(db, unknown, context);
  await adoptFeedback(db, [...late]);
  return kept.map((each) => (late.has(each.card) ? { ...each, cardKnown: true } : each));
}

function identityOf({ card, outcome, outcomeAt }: FeedbackEntry): string {
  return `${card} ${outcome} ${outcomeAt}`;
}

function feedbackRow(entry: FeedbackEntry, unknown: boolean, context: FeedbackContext): FeedbackRow {
  const { comment } = entry;
  const sealed = comment !== null && context.keepComments ? sealComment(context.key, entry.card, comment) : null;
  return {
    id: randomUUID(),
    received_at: momentOf(context.receivedAt),
    service: context.service,
    client: context.client,
    card_uuid: entry.card,
    outcome: entry.outcome,
    outcome_at: entry.outcomeAt,
    ...context.reasonOf(entry.reason),
    comment_length: comment === null ? 0 : comment.length,
    comment_class: comment === null ? null : commentClass(comment),
    comment_sealed: sealed,
    comment_key: sealed === null ? null : context.key.id,
    suggestions: entry.suggestions.length,
    unknown_card: unknown ? 1 : 0,
  };
}

/** A card is known to the client it was shown to: ids that another client learned elsewhere count as unknown. */
async function knownCards(
  db: Kysely<Tables>,
  entries: readonly FeedbackEntry[],
  { service, client }: FeedbackContext,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('cards_shown')
    .innerJoin('evaluations', 'evaluations.id', 'cards_shown.evaluation_id')
    .select('cards_shown.card_uuid')
    .where('cards_shown.card_uuid', 'in', [...new Set(entries.map(({ card }) => card))])
    .where('evaluations.service', '=', service)
    .where('evaluations.client', '=', client)
    .execute();
  return new Set(rows.map(({ card_uuid }) => card_uuid));
}

async function insertNew(transaction: Transaction<Tables>, rows: readonly FeedbackRow[]): Promise<ReadonlySet<string>> {
  const added: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const inserted = await transaction
      .insertInto('feedback')
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) => conflict.columns(['card_uuid', 'service', 'outcome', 'outcome_at']).doNothing())
      .returning('id')
      .execute();
    added.push(...inserted.map(({ id }) => id));
  }
  return new Set(added);
}

async function insertSuggestions(
  transaction: Transaction<Tables>,
  kept: readonly { readonly entry: FeedbackEntry; readonly row: FeedbackRow }[],
): Promise<void> {
  const rows = kept.flatMap(({ entry, row }) =>
    entry.suggestions
      .filter((id) => UUID.test(id))
      .map((id) => ({ feedback_id: row.id, suggestion_uuid: id.toLowerCase() })),
  );
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await transaction
      .insertInto('feedback_suggestions')
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
