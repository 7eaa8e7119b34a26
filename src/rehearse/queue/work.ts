import { RehearseError } from '../rehearse-error.js';
import type { Plan } from '../run/plan.js';
import { openShardPool, type ShardPool } from '../run/shard-pool.js';
import type { Queue } from './open-queue.js';
import type { Session } from './session.js';
import { giveBack, handIn, reclaim, takeShard } from './shard-job.js';

export interface Work {
  readonly threads: number;
  /** The runs to work on now. */
  readonly plans: (session: Session) => Promise<readonly Plan[]>;
  /** Asked while there is nothing to take. */
  readonly isOver: (session: Session) => Promise<boolean>;
  /** A shard that was handed in, or why it could not be evaluated. */
  readonly onShard: (plan: Plan, shard: number, failed: string | null) => void;
}

/** How long to wait where others have everything in hand. */
const IDLE_MS = 500;

/** Takes shards and hands them in, one for each thread at a time, until there is nothing more to do. */
export async function work(queue: Queue, { threads, ...rest }: Work): Promise<void> {
  const pool = await openShardPool(threads);
  const sessions = await Promise.all(Array.from({ length: threads }, () => queue.session()));
  try {
    await Promise.all(sessions.map((session) => workAlone(queue, session, pool, rest)));
  } catch (error) {
    throw new RehearseError(
      `The queue was lost (${kindOf(error)}). What was handed in is kept, and what was in hand goes to another worker: start this one again.`,
    );
  } finally {
    await pool.close();
    await Promise.all(sessions.map((session) => session.end().catch(() => undefined)));
  }
}

async function workAlone(
  queue: Queue,
  session: Session,
  pool: ShardPool,
  { plans, isOver, onShard }: Omit<Work, 'threads'>,
): Promise<void> {
  for (;;) {
    const open = await plans(session);
    let took = false;
    for (const plan of open) took ||= await workOnce(queue, session, pool, plan, onShard);
    if (took) continue;
    for (const plan of open) await reclaim(queue, session, plan);
    if (await isOver(session)) return;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  }
}

/** @returns whether there was a shard to take */
async function workOnce(
  queue: Queue,
  session: Session,
  pool: ShardPool,
  plan: Plan,
  onShard: Work['onShard'],
): Promise<boolean> {
  const taken = await takeShard(queue, session, plan);
  if (taken === null) return false;
  const done = await pool.evaluate({ plan, shard: taken.shard, tallyBack: true }).catch((error: unknown) => {
    return { failed: kindOf(error) };
  });
  if ('failed' in done) {
    await giveBack(queue, session, plan, taken, done.failed);
    onShard(plan, taken.shard, done.failed);
  } else if (await handIn(queue, session, plan, taken, done)) onShard(plan, taken.shard, null);
  return true;
}

/** What kind of fault it was. Its words may quote a record. */
function kindOf(error: unknown): string {
  const { code, name, message } = error as {
    readonly code?: string;
    readonly name?: string;
    readonly message?: string;
  };
  return code ?? /^[A-Z][A-Za-z ]{2,30} Error(?=:)/.exec(message ?? '')?.[0] ?? name ?? 'Error';
}
