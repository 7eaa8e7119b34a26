import { addTally, type OpenTally, sorted, type Tally } from '../evaluate/tally.js';
import { RehearseError } from '../rehearse-error.js';
import type { Plan } from './plan.js';
import { keptShards, readShard } from './shard-files.js';
import { openShardPool } from './shard-pool.js';

export interface RunProgress {
  /** Shards of this run that are kept, of how many, and the orders of those that were evaluated now. */
  readonly onShard: (done: number, of: number, orders: number) => void;
}

/** Evaluates those of the wanted shards that are not kept yet, on so many threads. */
export async function runShards(
  plan: Plan,
  wanted: readonly number[],
  threads: number,
  { onShard }: RunProgress,
): Promise<void> {
  const kept = await keptShards(plan);
  const open = wanted.filter((shard) => !kept.has(shard));
  if (open.length === 0) return;
  const pool = await openShardPool(Math.min(threads, open.length));
  let done = wanted.length - open.length;
  let orders = 0;
  onShard(done, wanted.length, orders);
  try {
    await Promise.all(
      open.map(async (shard) => {
        const evaluated = await pool.evaluate({ plan, shard });
        orders += evaluated.orders;
        done += 1;
        onShard(done, wanted.length, orders);
      }),
    );
  } finally {
    await pool.close();
  }
}

/** Adds up the shards of a run. @throws RehearseError where some are missing */
export async function mergeShards(plan: Plan): Promise<Tally> {
  const kept = await keptShards(plan);
  const all = Array.from({ length: plan.shards }, (_, shard) => shard);
  const missing = all.filter((shard) => !kept.has(shard));
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    throw new RehearseError(
      `${missing.length} of ${plan.shards} shards of run ${plan.runId} are missing (${named} ...).`,
    );
  }
  const sum: OpenTally = {};
  for (const shard of all) addTally(sum, await readShard(plan, shard));
  return sorted(sum);
}
