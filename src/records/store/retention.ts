import { DAY_MS } from '../../domain/time.js';
import { sql, type Kysely } from 'kysely';
import { purgeSets } from './call-sets.js';
import { momentOf } from './evaluation.js';
import { databaseErrorCode } from './store-error.js';
import type { Logger } from '../../domain/ports.js';
import { PROBE } from './shared-replay-store.js';
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

const HOUR_MS = 3_600_000;
const MIDNIGHT = 'T00:00:00.000Z';

/** Nobody has said that so much may go: the clock may be wrong. */
export class RetentionRefused extends Error {
  override readonly name = 'RetentionRefused';
  readonly code = 'MOST_OF_THE_STORE';
  constructor(readonly held: Held) {
    super('Retention would delete most of what is kept, and deletes nothing until a person confirms it.');
  }
}

export interface PurgeOptions {
  /** Whole days, at least 1. */
  readonly keepDays: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A person has seen what will be deleted, and that the clock is right. */
  readonly confirmed?: boolean;
}

/**
 * Deletes what is older than the site keeps it, and used tokens that have expired. Feedback counts from when it was
 * received: its own time is the client's word. Unless a person confirms, days are counted from the newest record where the
 * clock is ahead of it: one start with a clock that is years ahead must not delete the whole store.
 * @throws RangeError for fewer days than one; RetentionRefused for most of the store without confirmation
 */
export async function purge(db: Kysely<Tables>, options: PurgeOptions): Promise<Purged> {
  const held = await countHeld(db, options);
  if (options.confirmed !== true && (isMost(held.evaluations) || isMost(held.feedback))) {
    throw new RetentionRefused(held);
  }
  const tokens = await db.deleteFrom('jti').where('expires_at', '<', held.tokensBefore).executeTakeFirst();
  await Promise.all([purgeAlarms(db, held.before.slice(0, 10)), purgeSets(db, held.before)]);
  await db.deleteFrom('shadow_counts').where('day', '<', held.before.slice(0, 10)).execute();
  return {
    feedback: await inChunks(() => purgeFeedback(db, held.before)),
    evaluations: (await inChunks(() => purgeEvaluations(db, held.before))) + (await purgeCounted(db, held.before)),
    tokens: Number(tokens.numDeletedRows),
  };
}

/** More than half; of a handful that says nothing. */
function isMost({ rows, old }: HeldRows): boolean {
  return old >= 20 && old > rows / 2;
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
  /** Used tokens that have expired an hour ago: a clock that is set back must not make one of them good again. */
  readonly tokens: number;
  readonly tokensBefore: string;
}

/** Says what {@link purge} would delete, and deletes nothing. @throws RangeError for fewer days than one */
export async function countHeld(db: Kysely<Tables>, { keepDays, now, confirmed = false }: PurgeOptions): Promise<Held> {
  if (!Number.isInteger(keepDays) || keepDays < 1)
    throw new RangeError('keepDays must be a whole number of at least 1');
  const newest = confirmed ? now : await newestRecord(db);
  const from = Math.min(now, newest ?? now);
  const before = momentOf(from - keepDays * DAY_MS);
  // Without a record nothing bears the clock out, and a token that it calls over may be good again when it is mended. A record of
  // ours does not bear it out either; the tokens do: their ends are by the clocks of those who made them. Nor does it need to where
  // a person has looked at it.
  const lastEnd = await newestToken(db);
  const sure = confirmed ? from : Math.min(from, lastEnd ?? 0);
  const tokensBefore = momentOf(newest === null || lastEnd === null ? 0 : sure - HOUR_MS);
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
    .where('expires_at', '<', tokensBefore)
    .select(({ fn }) => fn.countAll<number | string>().as('rows'))
    .executeTakeFirstOrThrow();
  const calls = heldRows(await db.selectFrom('evaluations').select(counts('at')).executeTakeFirstOrThrow());
  return {
    before,
    evaluations: together(calls, await countedHeld(db, before)),
    feedback: heldRows(await db.selectFrom('feedback').select(counts('received_at')).executeTakeFirstOrThrow()),
    tokens: Number(tokens.rows),
    tokensBefore,
  };
}

/** Milliseconds since the epoch; null where there is none. */
async function newestRecord(db: Kysely<Tables>): Promise<number | null> {
  const newest = async (table: 'evaluations' | 'feedback', moment: 'at' | 'received_at') => {
    const row = await db
      .selectFrom(table)
      .select(sql<string | null>`max(${sql.ref(moment)})`.as('newest'))
      .executeTakeFirst();
    const text = row?.newest ?? null;
    return text === null ? [] : [Date.parse(text)];
  };
  const counted = await db
    .selectFrom('counted_calls')
    .select(sql<string | null>`max(day)`.as('newest'))
    .executeTakeFirst();
  const day = counted?.newest ?? null;
  const moments = [
    ...(await newest('evaluations', 'at')),
    ...(await newest('feedback', 'received_at')),
    ...(day === null ? [] : [Date.parse(`${day}${MIDNIGHT}`)]),
  ];
  return moments.length === 0 ? null : Math.max(...moments);
}

/** The latest end of a used token, milliseconds since the epoch; the row with which the store is tried is none. */
async function newestToken(db: Kysely<Tables>): Promise<number | null> {
  const row = await db
    .selectFrom('jti')
    .where('expires_at', '<', PROBE.expires_at)
    .select(sql<string | null>`max(expires_at)`.as('newest'))
    .executeTakeFirst();
  const newest = row?.newest ?? null;
  return newest === null ? null : Date.parse(newest);
}

/** Calls that are only counted, by the day: a day is old when all of it is. */
async function countedHeld(db: Kysely<Tables>, before: string): Promise<HeldRows> {
  const firstLeft = before.slice(0, 10);
  const row = await db
    .selectFrom('counted_calls')
    .select([
      sql<number | string>`coalesce(sum(calls), 0)`.as('rows'),
      sql<number | string>`coalesce(sum(case when day < ${firstLeft} then calls end), 0)`.as('old'),
      sql<string | null>`min(day)`.as('oldest'),
      sql<string | null>`min(case when day >= ${firstLeft} then day end)`.as('oldestLeft'),
    ])
    .executeTakeFirstOrThrow();
  const momentOfDay = (day: string | null) => (day === null ? null : `${day}${MIDNIGHT}`);
  return heldRows({ ...row, oldest: momentOfDay(row.oldest), oldestLeft: momentOfDay(row.oldestLeft) });
}

function together(some: HeldRows, others: HeldRows): HeldRows {
  const earlier = (a: string | null, b: string | null) => (a === null || (b !== null && b < a) ? b : a);
  return {
    rows: some.rows + others.rows,
    old: some.old + others.old,
    oldest: earlier(some.oldest, others.oldest),
    oldestLeft: earlier(some.oldestLeft, others.oldestLeft),
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

/** A few rows for each day: no chunks are needed. @returns how many calls they counted */
async function purgeCounted(db: Kysely<Tables>, before: string): Promise<number> {
  const gone = await db.deleteFrom('counted_calls').where('day', '<', before.slice(0, 10)).returning('calls').execute();
  return gone.reduce((sum, { calls }) => sum + calls, 0);
}

/** An alarm goes when somebody has acknowledged its last week and that is older than the site keeps; an open one stays. */
async function purgeAlarms(db: Kysely<Tables>, before: string): Promise<void> {
  await db
    .deleteFrom('watch_alarms')
    .where('last_week', '<', before)
    .where((expression) =>
      expression.exists(
        expression
          .selectFrom('alarm_acknowledgements')
          .select('alarm_id')
          .whereRef('alarm_acknowledgements.alarm_id', '=', 'watch_alarms.id')
          .whereRef('alarm_acknowledgements.through_week', '>=', 'watch_alarms.last_week'),
      ),
    )
    .execute();
  await db
    .deleteFrom('alarm_acknowledgements')
    .where('alarm_id', 'not in', db.selectFrom('watch_alarms').select('id'))
    .execute();
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

const HOW_TO_CONFIRM = 'Check the clock of this machine, then run: tacrolimus-cds retention --confirm';

function countsOf({ before, evaluations, feedback }: Held) {
  return {
    before,
    evaluations: evaluations.old,
    of: evaluations.rows,
    feedback: feedback.old,
    ofFeedback: feedback.rows,
  };
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
      (error: unknown) =>
        error instanceof RetentionRefused
          ? log.error({ ...countsOf(error.held) }, `${error.message} ${HOW_TO_CONFIRM}`)
          : log.error({ code: databaseErrorCode(error) }, 'old records could not be deleted'),
    );
  };
  purgeNow();
  const timer = setInterval(purgeNow, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
