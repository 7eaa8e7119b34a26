import type { Plan } from './plan.js';
import { keepShard } from './shard-files.js';
import { evaluateShard } from './shard-worker.js';

/** What piscina calls in its threads: one shard, evaluated and kept. Its answer is a count of orders, for the progress. */
export default async function runShard({
  plan,
  shard,
}: {
  readonly plan: Plan;
  readonly shard: number;
}): Promise<number> {
  const result = await evaluateShard(plan, shard);
  await keepShard(plan, shard, result);
  const { evaluated } = result.tally;
  return typeof evaluated === 'number' ? evaluated : 0;
}
