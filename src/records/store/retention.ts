import { DAY_MS } from '../../domain/time.js';
import { sql, type Kysely } from 'kysely';
import { momentOf } from './moments.js';
import { databaseErrorCode } from './store-error.js';
import type { Logger } from '../../domain/ports.js';
import type { Tables } from './tables.js';

export interface Purged {
  readonly evaluations: number;
  readonly feedback: number;
  readonly tokens: number;
}

const OF_EVALUATION = [
  'rule_outcomes',
  'rule_reasons',
  'rule_findings',
  'prefetch_states',
  'dropped_results',
  'cards_shown',
] as const;
/** Small enough that a call which is being recorded meanwhile does not wait long. */
const CHUNK = 500;

/**
 * Deletes what is older than the site keeps it, and used tokens that have expired. Feedback counts from when it was
 * received: its own time is the client's word.
 * @param keepDays whole days, at least 1
 * @param nowMs milliseconds since the epoch
 * @throws RangeError for fewer days than one
 */
export async function purge(db: Kysely<Tables>, keepDays: number, nowMs: number): Promise<Purged> {
  const before = keptFrom(keepDays, nowMs);
  const tokens = await db.deleteFrom('jti').where('expires_at', '<', momentOf(nowMs)).executeTakeFirst();
  return {
    feedback: await inChunks(() => purgeFeedback(db, before)),
    evaluations: await inChunks(() => purgeEvaluations(db, before)),
    tokens: Number(tokens.numDeletedRows),
  };
}

/** What the store holds of one kind, and how much of it is older than the site keeps it. Moments ISO 8601, UTC. */
export interface HeldRows {
  readonly rows: number;
  readonly old: number;
  readonly oldest: string | null;
  /** The oldest that is not older than that. */
  readonly oldestLeft: string | null;
}

export interface Held {
  /** What is from before this moment is deleted. */
  readonly before: string;
  readonly evaluations: HeldRows;
  readonly feedback: HeldRows;
  /** Used tokens that have expired. */
  readonly tokens: number;
}

/** Says what {@link purge} would delete, and deletes nothing. @throws RangeError for fewer days than one */
export async function countHeld(db: Kysely<Tables>, keepDays: number, nowMs: number): Promise<Held> {
  const before = keptFrom(keepDays, nowMs);
  const counts = (moment: 'at' | 'received_at') => {
    const at = sql.ref<string>(moment);
    return [
      sql<number | string>`count(*)`.as('rows'),
      sql<number | string>`count(case when ${at} < ${before} then 1 end)`.as('old'),
      sql<string | null>`min(${at})`.as('oldest'),
      sql<string | null>`min(case when ${at} >= ${before} then ${at} end)`.as('oldestLeft'),
    ] as const;
  };
  const tokens = await db
    .selectFrom('jti')
    .where('expires_at', '<', momentOf(nowMs))
    .select(({ fn }) => fn.countAll<number | string>().as('rows'))
    .executeTakeFirstOrThrow();
  return {
    before,
    evaluations: heldRows(await db.selectFrom('evaluations').select(counts('at')).executeTakeFirstOrThrow()),
    feedback: heldRows(await db.selectFrom('feedback').select(counts('received_at')).executeTakeFirstOrThrow()),
    tokens: Number(tokens.rows),
  };
}

/** PostgreSQL gives counts as text. */
function heldRows({
  rows,
  old,
  oldest,
  oldestLeft,
}: Readonly<Record<'rows' | 'old', number | string>> & Pick<HeldRows, 'oldest' | 'oldestLeft'>): HeldRows {
  return { rows: Number(rows), old: Number(old), oldest, oldestLeft };
}

function keptFrom(keepDays: number, nowMs: number): string {
  if (!Number.isInteger(keepDays) || keepDays < 1)
    throw new RangeError('keepDays must be a whole number of at least 1');
  return momentOf(nowMs - keepDays * DAY_MS);
}

async function purgeEvaluations(db: Kysely<Tables>, before: string): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom('evaluations')
      .select('id')
      .where('at', '<', before)
      .limit(CHUNK)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    for (const table of OF_EVALUATION) {
      await transaction.deleteFrom(table).where('evaluation_id', 'in', ids).execute();
    }
    await transaction.deleteFrom('evaluations').where('id', 'in', ids).execute();
    return ids.length;
  });
}

async function purgeFeedback(db: Kysely<Tables>, before: string): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom('feedback')
      .select('id')
      .where('received_at', '<', before)
      .limit(CHUNK)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await transaction.deleteFrom('feedback_suggestions').where('feedback_id', 'in', ids).execute();
    await transaction.deleteFrom('feedback').where('id', 'in', ids).execute();
    return ids.length;
  });
}

async function inChunks(deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let deleted = await deleteSome(); deleted > 0; deleted = await deleteSome()) total += deleted;
  return total;
}

export interface RetentionSchedule {
  readonly run: () => Promise<Purged>;
  readonly log: Logger;
  readonly everyMs?: number;
}

/** Purges now and then every day, until it is stopped. A purge that fails is told and tried again at the next turn. */
export function scheduleRetention({ run, log, everyMs = DAY_MS }: RetentionSchedule): { readonly stop: () => void } {
  const purgeNow = () => {
    run().then(
      (purged) => log.info({ ...purged }, 'old records were deleted'),
      (error: unknown) => log.error({ code: databaseErrorCode(error) }, 'old records could not be deleted'),
    );
  };
  purgeNow();
  const timer = setInterval(purgeNow, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
