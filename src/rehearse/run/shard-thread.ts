import { numberAt, type Tally } from '../evaluate/tally.js';
import type { Plan } from './plan.js';
import { keepRows, keepTally } from './shard-files.js';
import { evaluateShard } from './shard-worker.js';

export interface ShardTask {
  readonly plan: Plan;
  readonly shard: number;
  /** The sums are kept by whoever asked, in the database of a queue; else in a file here. */
  readonly tallyBack?: boolean;
}

export interface ShardDone {
  readonly orders: number;
  /** null where it is kept in a file. */
  readonly tally: Tally | null;
}

/** What piscina calls in its threads: one shard, evaluated and kept. */
export default async function runShard({ plan, shard, tallyBack = false }: ShardTask): Promise<ShardDone> {
  const { tally, rows } = await evaluateShard(plan, shard);
  await keepRows(plan, shard, rows);
  if (!tallyBack) await keepTally(plan, shard, tally);
  return { orders: numberAt(tally, ['evaluated']), tally: tallyBack ? tally : null };
}
