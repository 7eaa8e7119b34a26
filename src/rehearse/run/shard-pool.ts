import { existsSync } from 'node:fs';
import { RehearseError } from '../rehearse-error.js';
import type { ShardDone, ShardTask } from './shard-thread.js';

export interface ShardPool {
  evaluate(task: ShardTask): Promise<ShardDone>;
  close(): Promise<void>;
}

/** Nearly all that an order leaves behind is garbage at once: with room for many of them the collector seldom has anything to copy. */
const YOUNG_MB = 96;

/** Threads that evaluate shards, as many as there is work for. @throws RehearseError where piscina is not installed */
export async function openShardPool(threads: number): Promise<ShardPool> {
  const { Piscina } = await import('piscina').catch(() => {
    throw new RehearseError('rehearse needs the optional package piscina: install with the optional dependencies.');
  });
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
  const pool = new Piscina({ filename: entry(), maxThreads: threads, minThreads: threads, resourceLimits });
  return {
    evaluate: async (task) => (await pool.run(task)) as ShardDone,
    close: () => pool.destroy(),
  };
}

/** Built or as source: the tests run what is written. */
function entry(): string {
  const built = new URL('./shard-thread.js', import.meta.url);
  return existsSync(built) ? built.href : new URL('./shard-thread.ts', import.meta.url).href;
}
