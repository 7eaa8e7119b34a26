import { existsSync } from 'node:fs';
import { addTally, type OpenTally, sorted, type Tally } from '../evaluate/tally.js';
import { RehearseError } from '../rehearse-error.js';
import type { Plan } from './plan.js';
import { keptShards, readShard } from './shard-files.js';

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
  const { Piscina } = await import('piscina').catch(() => {
    throw new RehearseError('rehearse needs the optional package piscina: install with the optional dependencies.');
  });
  const pool = new Piscina({ filename: entry(), maxThreads: threads, minThreads: Math.min(threads, open.length) });
  let done = wanted.length - open.length;
  let orders = 0;
  onShard(done, wanted.length, orders);
  try {
    await Promise.all(
      open.map(async (shard) => {
        orders += (await pool.run({ plan, shard })) as number;
        done += 1;
        onShard(done, wanted.length, orders);
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** Built or as source: the tests run what is written. */
function entry(): string {
  const built = new URL('./shard-thread.js', import.meta.url);
  return existsSync(built) ? built.href : new URL('./shard-thread.ts', import.meta.url).href;
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
