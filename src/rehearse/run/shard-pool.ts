import { existsSync } from 'node:fs';
import { RehearseError } from '../rehearse-error.js';
import type { ShardDone, ShardTask } from './shard-thread.js';

export interface ShardPool {
  evaluate(task: ShardTask): Promise<ShardDone>;
  close(): Promise<void>;
}

/** Threads that evaluate shards, as many as there is work for. @throws RehearseError where piscina is not installed */
export async function openShardPool(threads: number): Promise<ShardPool> {
  const { Piscina } = await import('piscina').catch(() => {
    throw new RehearseError('rehearse needs the optional package piscina: install with the optional dependencies.');
  });
  const pool = new Piscina({ filename: entry(), maxThreads: threads, minThreads: threads });
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
