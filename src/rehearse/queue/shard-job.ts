import * as z from 'zod';
import type { Plan } from '../run/plan.js';
import type { ShardDone } from '../run/shard-thread.js';
import type { Queue } from './open-queue.js';
import { queueName } from './queued-run.js';
import type { Session } from './session.js';

export interface TakenShard {
  readonly job: string;
  readonly shard: number;
}

const jobData = z.object({ shard: z.number().int().nonnegative() });

/** Locks are named by numbers. */
const LOCK = 'hashtextextended($1, 0)';

/**
 * Takes a shard that nobody works on. While this session lives it holds a lock on the job, and when its process is killed PostgreSQL
 * lets the lock go: so a dead worker is told from a slow one at once, without a heartbeat.
 */
export async function takeShard({ boss }: Queue, session: Session, plan: Plan): Promise<TakenShard | null> {
  return session.transaction(async () => {
    const [job] = await boss.fetch(queueName(plan.runId), { db: session });
    if (job === undefined) return null;
    // Before anybody else can see that the job is taken.
    await session.rows(`select pg_advisory_lock(${LOCK})`, [job.id]);
    return { job: job.id, shard: jobData.parse(job.data).shard };
  });
}

/**
 * Hands in the sums of a shard: its row and the end of its job are one transaction. Where the job is not this worker's any more (it
 * was given to another, or the run is forgotten), nothing is kept.
 * @returns whether it counts
 */
export async function handIn(
  { boss, schema }: Queue,
  session: Session,
  { runId }: Plan,
  { job, shard }: TakenShard,
  { orders, tally }: ShardDone,
): Promise<boolean> {
  try {
    return await session
      .transaction(async () => {
        const { affected } = await boss.complete(queueName(runId), job, undefined, { db: session });
        if (affected !== 1) throw new NotOurs();
        await session.rows(
          `insert into ${schema}.rehearsal_shards (run_id, shard, orders, tally) values ($1, $2, $3, $4)`,
          [runId, shard, orders, JSON.stringify(tally)],
        );
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof NotOurs) return false;
        throw error;
      });
  } finally {
    await release(session, job);
  }
}

class NotOurs extends Error {}

/** Gives a shard back that could not be evaluated here. */
export async function giveBack(
  { boss }: Queue,
  session: Session,
  { runId }: Plan,
  { job }: TakenShard,
  why: string,
): Promise<void> {
  try {
    await boss.fail(queueName(runId), job, { why }, { db: session });
  } finally {
    await release(session, job);
  }
}

async function release(session: Session, job: string): Promise<void> {
  await session.rows(`select pg_advisory_unlock(${LOCK})`, [job]).catch(() => undefined);
}

/** Shards whose worker is gone go back into the queue. */
export async function reclaim({ boss, schema }: Queue, session: Session, { runId }: Plan): Promise<void> {
  const name = queueName(runId);
  const active = await session.rows<{ id: string }>(
    `select id from ${schema}.job where name = $1 and state = 'active'`,
    [name],
  );
  for (const { id } of active) {
    await session.transaction(async () => {
      const [lock] = await session.rows<{ free: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}) as free`, [id]);
      if (lock?.free === true) await boss.fail(name, id, { why: 'the worker is gone' }, { db: session });
    });
  }
}
