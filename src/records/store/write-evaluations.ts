import { type Kysely, type Transaction } from 'kysely';
import { COUNTED_KEY, lastCounts } from './counted-calls.js';
import { inOneOrder, OUTCOME_SET_KEY, SOURCE_SET_KEY } from './call-sets.js';
import type { EvaluationRows } from './evaluation.js';
import { SHADOW_KEY } from './shadow-counts.js';
import type { SqliteStatement } from './sqlite-worker.js';
import type { CountedCallsRow, OutcomeSetRow, ShadowCountRow, SourceSetRow, Tables } from './tables.js';

type WrittenTable = keyof EvaluationRows;
const TABLES = [
  'evaluations',
  'outcome_sets',
  'source_sets',
  'rule_reasons',
  'rule_findings',
  'dropped_results',
  'cards_shown',
  'counted_calls',
  'shadow_counts',
] as const satisfies readonly WrittenTable[];

/** SQLite takes 32,766 parameters, PostgreSQL 65,535; our widest table has 17 columns. */
const ROWS_PER_STATEMENT = 1_500;

/** Stands for the card in the text that is made once. */
const ANY_CARD = 'card';

/**
 * The same as `writeEvaluations`, for a database to which a statement costs little and its text much: each row by itself,
 * with texts that are made once.
 * @param db only for its query compiler
 */
export function createStatementWriter(db: Kysely<Tables>): (batch: readonly EvaluationRows[]) => SqliteStatement[] {
  // By table and columns: the values of a row then stand in the order of the text.
  const inserts = new Map<string, string>();
  const adopt = adoptionOf(db, [ANY_CARD]).compile();
  const insertInto = <T extends WrittenTable>(table: T, row: Tables[T]): string => {
    const key = [table, ...Object.keys(row)].join(' ');
    const known = inserts.get(key) ?? insertion(db, table, [row]).compile().sql;
    inserts.set(key, known);
    return known;
  };
  return (batch) => {
    const runs = new Map<string, unknown[][]>();
    const add = (sql: string, parameters: unknown[]): void => {
      const those = runs.get(sql);
      if (those === undefined) runs.set(sql, [parameters]);
      else those.push(parameters);
    };
    for (const table of TABLES) {
      for (const row of rowsOf(batch, table)) add(insertInto(table, row), Object.values(row));
    }
    for (const { card_uuid } of batch.flatMap(({ cards_shown }) => cards_shown)) {
      add(
        adopt.sql,
        adopt.parameters.map((value) => (value === ANY_CARD ? card_uuid : value)),
      );
    }
    return [...runs].map(([sql, those]) => ({ sql, runs: those }));
  };
}

/**
 * Writes calls in one transaction. Rows carry their own ids, so a batch whose commit was not heard of can be written again
 * and adds nothing.
 *
 * Feedback is adopted after the commit, and `keepFeedback` looks for its cards once more after its own: of two transactions that
 * run side by side neither sees the other, but the one that commits second sees the first. SQLite runs one at a time.
 */
export async function writeEvaluations(db: Kysely<Tables>, batch: readonly EvaluationRows[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const table of TABLES) {
      await insertAll(transaction, table, rowsOf(batch, table));
    }
  });
  await adoptFeedback(
    db,
    batch.flatMap(({ cards_shown }) => cards_shown.map(({ card_uuid }) => card_uuid)),
  );
}

function rowsOf<T extends WrittenTable>(batch: readonly EvaluationRows[], table: T): readonly Tables[T][] {
  if (table === 'counted_calls') {
    const counts = batch.flatMap(({ counted_calls }) => counted_calls);
    return lastCounts(counts, COUNTED_KEY) as readonly Tables[T][];
  }
  if (table === 'shadow_counts') {
    const counts = batch.flatMap(({ shadow_counts }) => shadow_counts);
    return lastCounts(counts, SHADOW_KEY) as readonly Tables[T][];
  }
  if (table === 'outcome_sets') {
    const outcomes = batch.flatMap(({ outcome_sets }) => outcome_sets);
    return inOneOrder(lastCounts(outcomes, OUTCOME_SET_KEY), OUTCOME_SET_KEY) as readonly Tables[T][];
  }
  if (table === 'source_sets') {
    const states = batch.flatMap(({ source_sets }) => source_sets);
    return inOneOrder(lastCounts(states, SOURCE_SET_KEY), SOURCE_SET_KEY) as readonly Tables[T][];
  }
  return batch.flatMap((rows): readonly Tables[T][] => rows[table]);
}

async function insertAll<T extends WrittenTable>(
  transaction: Transaction<Tables>,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await insertion(transaction, table, rows.slice(from, from + ROWS_PER_STATEMENT)).execute();
  }
}

function insertion<T extends WrittenTable>(db: Kysely<Tables>, table: T, rows: readonly Tables[T][]) {
  if (table === 'counted_calls') {
    const counts = rows as readonly CountedCallsRow[];
    return db
      .insertInto('counted_calls')
      .values(counts)
      .onConflict((conflict) =>
        conflict.columns(COUNTED_KEY).doUpdateSet((row) => ({ calls: row.ref('excluded.calls') })),
      );
  }
  if (table === 'shadow_counts') {
    const counts = rows as readonly ShadowCountRow[];
    return db
      .insertInto('shadow_counts')
      .values(counts)
      .onConflict((conflict) =>
        conflict.columns(SHADOW_KEY).doUpdateSet((row) => ({ total: row.ref('excluded.total') })),
      );
  }
  if (table === 'outcome_sets') {
    const outcomes = rows as readonly OutcomeSetRow[];
    return db
      .insertInto('outcome_sets')
      .values(outcomes)
      .onConflict((conflict) =>
        conflict.columns(OUTCOME_SET_KEY).doUpdateSet((row) => ({ day: row.ref('excluded.day') })),
      );
  }
  if (table === 'source_sets') {
    const states = rows as readonly SourceSetRow[];
    return db
      .insertInto('source_sets')
      .values(states)
      .onConflict((conflict) =>
        conflict.columns(SOURCE_SET_KEY).doUpdateSet((row) => ({ day: row.ref('excluded.day') })),
      );
  }
  return db
    .insertInto<WrittenTable>(table)
    .values(rows)
    .onConflict((conflict) => conflict.doNothing());
}

/** Feedback can overtake the card it is about, where the store was slow or away; then its card is known from now on. */
export async function adoptFeedback(db: Kysely<Tables>, cards: readonly string[]): Promise<void> {
  if (cards.length > 0) await adoptionOf(db, cards).execute();
}

function adoptionOf(db: Kysely<Tables>, cards: readonly string[]) {
  return db
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
    );
}
