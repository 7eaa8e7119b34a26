import { type Kysely, type Transaction } from 'kysely';
import type { EvaluationRows } from './evaluation.js';
import type { Tables } from './tables.js';

type WrittenTable = keyof EvaluationRows;
const TABLES = [
  'evaluations',
  'rule_outcomes',
  'rule_reasons',
  'rule_findings',
  'prefetch_states',
  'dropped_results',
  'cards_shown',
] as const satisfies readonly WrittenTable[];

/** SQLite takes 32,766 parameters, PostgreSQL 65,535; our widest table has 15 columns. */
const ROWS_PER_STATEMENT = 2_000;

/**
 * Writes calls in one transaction. Rows carry their own ids, so a batch whose commit was not heard of can be written again
 * and adds nothing.
 */
export async function writeEvaluations(db: Kysely<Tables>, batch: readonly EvaluationRows[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const table of TABLES) {
      await insertAll(
        transaction,
        table,
        batch.flatMap((rows): readonly Tables[typeof table][] => rows[table]),
      );
    }
    await adoptFeedback(
      transaction,
      batch.flatMap(({ cards_shown }) => cards_shown.map(({ card_uuid }) => card_uuid)),
    );
  });
}

async function insertAll<T extends WrittenTable>(
  transaction: Transaction<Tables>,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await transaction
      .insertInto<WrittenTable>(table)
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Feedback can overtake the card it is about, where the store was away in between; then its card is known from now on. */
async function adoptFeedback(transaction: Transaction<Tables>, cards: readonly string[]): Promise<void> {
  if (cards.length === 0) return;
  await transaction
    .updateTable('feedback')
    .set({ unknown_card: 0 })
    .where('unknown_card', '=', 1)
    .where('card_uuid', 'in', cards)
    .where((expression) =>
      expression.exists(
        expression
          .selectFrom('cards_shown')
          .innerJoin('evaluations', 'evaluations.id', 'cards_shown.evaluation_id')
          .select('cards_shown.card_uuid')
          .whereRef('cards_shown.card_uuid', '=', 'feedback.card_uuid')
          .whereRef('evaluations.service', '=', 'feedback.service')
          .whereRef('evaluations.client', '=', 'feedback.client'),
      ),
    )
    .execute();
}
