import { type Kysely, sql, type Transaction } from 'kysely';
import { OUTCOME_SET_KEY, SOURCE_SET_KEY } from './call-sets.js';
import { COUNTED_KEY } from './counted-calls.js';
import type { EvaluationRows } from './evaluation.js';
import { SHADOW_KEY } from './shadow-counts.js';
import type { SqliteStatement } from './sqlite-worker.js';
import type { Tables } from './tables.js';

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

/** Tables whose rows are written over: by what a row is known, and the column that the last one fills. */
const REWRITTEN = {
  counted_calls: { key: COUNTED_KEY, last: 'calls' },
  shadow_counts: { key: SHADOW_KEY, last: 'total' },
  outcome_sets: { key: OUTCOME_SET_KEY, last: 'day' },
  source_sets: { key: SOURCE_SET_KEY, last: 'day' },
} as const satisfies Partial<Record<WrittenTable, { readonly key: readonly string[]; readonly last: string }>>;

type Rewritten = keyof typeof REWRITTEN;

function isRewritten(table: WrittenTable): table is Rewritten {
  return Object.hasOwn(REWRITTEN, table);
}

function rowsOf<T extends WrittenTable>(batch: readonly EvaluationRows[], table: T): readonly Tables[T][] {
  const rows = batch.flatMap((each): readonly Tables[T][] => each[table]);
  return isRewritten(table) ? lastOfEach(rows, REWRITTEN[table].key) : rows;
}

/**
 * Of rows with the same key the last, which says the most: one statement can touch a row only once. They stand in one order, so that
 * of two instances that write the same rows one waits for the other, and never each for the other.
 */
function lastOfEach<Row extends object>(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  const keyOf = (row: Row) =>
    JSON.stringify(columns.map((column) => (row as Readonly<Record<string, unknown>>)[column]));
  const last = new Map(rows.map((row) => [keyOf(row), row]));
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
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
  const inserted = db.insertInto<WrittenTable>(table).values(rows);
  if (!isRewritten(table)) return inserted.onConflict((conflict) => conflict.doNothing());
  const { key, last } = REWRITTEN[table];
  return inserted.onConflict((conflict) =>
    conflict
      .expression(sql.join(key.map((column) => sql.ref(column))))
      .doUpdateSet({ [last]: sql.ref(`excluded.${last}`) }),
  );
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
