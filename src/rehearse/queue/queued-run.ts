import { createHash } from 'node:crypto';
import type { Tally } from '../evaluate/tally.js';
import type { Plan } from '../run/plan.js';
import type { Queue } from './open-queue.js';
import type { Session } from './session.js';

/** A run has a queue of its own: a worker that may not work on it takes nothing from it. */
export function queueName(runId: string): string {
  return `rehearse-${runId}`;
}

/** A worker that dies gives its shard back at once; a shard that ends whatever works on it is given up after so many times. */
const RETRIES = 5;
/** Only where a worker hangs, or its machine is gone and its connection does not end. */
const EXPIRE_SECONDS = 6 * 60 * 60;
const RETENTION_DAYS = 30;

/** Puts the shards of a run into its queue, each once, whoever asks how often. */
export async function enqueue(queue: Queue, session: Session, plan: Plan, shards: readonly number[]): Promise<void> {
  const { boss, schema } = queue;
  const name = queueName(plan.runId);
  await session.rows(
    `insert into ${schema}.rehearsal_runs (run_id, plan) values ($1, $2)
     on conflict (run_id) do update set plan = excluded.plan`,
    [plan.runId, JSON.stringify(plan)],
  );
  if ((await boss.getQueue(name)) === null) {
    await boss.createQueue(name, {
      ...{ name, retryLimit: RETRIES, expireInSeconds: EXPIRE_SECONDS, retentionDays: RETENTION_DAYS },
    });
  }
  const kept = new Set((await results(queue, session, plan.runId)).map(({ shard }) => shard));
  const open = shards.filter((shard) => !kept.has(shard));
  const ids = open.map((shard) => jobId(plan.runId, shard));
  await boss.insert(open.map((shard) => ({ id: jobId(plan.runId, shard), name, data: { shard } })));
  // What had been given up is tried again.
  if (ids.length > 0) await boss.retry(name, ids);
}

/** The same shard of the same run is the same job. */
function jobId(runId: string, shard: number): string {
  const hash = createHash('sha256').update(`${runId}/${shard}`).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Runs that somebody has asked for, the oldest first. */
export async function plansOf({ schema }: Queue, session: Session): Promise<readonly Plan[]> {
  const rows = await session.rows<{ plan: Plan }>(
    `select plan from ${schema}.rehearsal_runs order by begun_at, run_id`,
  );
  return rows.map(({ plan }) => plan);
}

export interface RunState {
  /** Shards whose sums are in. */
  readonly kept: number;
  readonly orders: number;
  /** Shards that wait, or are worked on. */
  readonly open: number;
}

export async function stateOf({ schema }: Queue, session: Session, runId: string): Promise<RunState> {
  const [row] = await session.rows<{ kept: number; orders: number; open: number }>(
    `select (select count(*)::int from ${schema}.job where name = $2 and state in ('created', 'retry', 'active')) as open,
       count(*)::int as kept, coalesce(sum(orders), 0)::int as orders
     from ${schema}.rehearsal_shards where run_id = $1`,
    [runId, queueName(runId)],
  );
  return row ?? { kept: 0, orders: 0, open: 0 };
}

export async function results(
  { schema }: Queue,
  session: Session,
  runId: string,
): Promise<readonly { readonly shard: number; readonly tally: Tally }[]> {
  return session.rows(`select shard, tally from ${schema}.rehearsal_shards where run_id = $1 order by shard`, [runId]);
}

/** Nothing of the run is left in the database. A worker that still has a shard of it in hand cannot hand it in any more. */
export async function forget({ boss, schema }: Queue, session: Session, runId: string): Promise<void> {
  const name = queueName(runId);
  await session.rows(`delete from ${schema}.job where name = $1`, [name]);
  await session.rows(`delete from ${schema}.archive where name = $1`, [name]);
  await session.rows(`delete from ${schema}.rehearsal_runs where run_id = $1`, [runId]);
  await boss.deleteQueue(name);
}
