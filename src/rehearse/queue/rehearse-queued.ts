import { RehearseError } from '../rehearse-error.js';
import type { Plan } from '../run/plan.js';
import { programHash } from '../run/plan.js';
import type { RunProgress } from '../run/run-shards.js';
import { keepTally, keptShards } from '../run/shard-files.js';
import { unfitFor } from './fit-for-run.js';
import { openQueue, type QueuePlace } from './open-queue.js';
import { enqueue, forget, plansOf, results, stateOf } from './queued-run.js';
import type { Session } from './session.js';
import { work } from './work.js';

export interface QueuedOptions {
  readonly threads: number;
  readonly resume: boolean;
}

/**
 * The shards of a plan by way of a queue: whoever works on it, this process works too, and waits for the last. Afterwards the sums
 * are where a run on one machine has them, and the database holds nothing of it.
 * @throws RehearseError where shards were given up
 */
export async function rehearseQueued(
  plan: Plan,
  place: QueuePlace,
  { threads, resume }: QueuedOptions,
  { onShard }: RunProgress,
): Promise<void> {
  const queue = await openQueue(place);
  const session = await queue.session();
  try {
    if (!resume) await forget(queue, session, plan.runId);
    const kept = await keptShards(plan);
    const shards = Array.from({ length: plan.shards }, (_, shard) => shard).filter((shard) => !kept.has(shard));
    await enqueue(queue, session, plan, shards);
    const tell = async (asked: Session) => {
      const state = await stateOf(queue, asked, plan.runId);
      onShard(kept.size + state.kept, plan.shards, state.orders);
      return state;
    };
    await tell(session);
    await work(queue, {
      threads,
      plans: () => Promise.resolve([plan]),
      isOver: async (asked) => (await tell(asked)).open === 0,
      onShard: () => undefined,
    });
    for (const { shard, tally } of await results(queue, session, plan.runId)) await keepTally(plan, shard, tally);
    const missing = plan.shards - (await keptShards(plan)).size;
    if (missing > 0) {
      throw new RehearseError(
        `${missing} of ${plan.shards} shards of run ${plan.runId} failed on every worker that took them. ` +
          'The workers say why; the same command with --resume tries them again.',
      );
    }
    await forget(queue, session, plan.runId);
  } finally {
    await session.end();
    await queue.close();
  }
}

export interface WorkerOptions {
  readonly threads: number;
  /** Folder of the program's own files. */
  readonly program: string;
  /** End when no run is left to work on; else wait for the next one. */
  readonly untilDone: boolean;
  readonly say: (words: string) => void;
}

/** Works on whatever run is asked for. @returns whether every run could be worked on here */
export async function workOnQueue(place: QueuePlace, options: WorkerOptions): Promise<boolean> {
  const queue = await openQueue(place);
  const program = await programHash(options.program);
  // A plan is looked at once, and again when somebody plans the same run on another disk.
  const looked = new Map<string, Promise<string | null>>();
  const mayWorkOn = async (plan: Plan): Promise<boolean> => {
    const key = JSON.stringify(plan);
    const known = looked.get(key);
    const asked = known ?? unfitFor(plan, program);
    looked.set(key, asked);
    const why = await asked;
    if (known === undefined)
      options.say(why === null ? `working on run ${plan.runId}` : `run ${plan.runId} is left to others: ${why}`);
    return why === null;
  };
  const fitting = async (session: Session) => {
    const plans = await plansOf(queue, session);
    const fit = [];
    for (const plan of plans) if (await mayWorkOn(plan)) fit.push(plan);
    return fit;
  };
  try {
    await work(queue, {
      threads: options.threads,
      plans: fitting,
      isOver: async (session) => {
        if (!options.untilDone) return false;
        const states = (await fitting(session)).map(({ runId }) => stateOf(queue, session, runId));
        return (await Promise.all(states)).every(({ open }) => open === 0);
      },
      onShard: (plan, shard, failed) =>
        options.say(`run ${plan.runId}: shard ${shard} ${failed === null ? 'is in' : `failed (${failed})`}`),
    });
  } finally {
    await queue.close();
  }
  return (await Promise.all(looked.values())).every((why) => why === null);
}
