import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadContent } from '../../src/content/load-content.js';
import { numberAt, type OpenTally, addTally } from '../../src/rehearse/evaluate/tally.js';
import { planRehearsal } from '../../src/rehearse/rehearse.js';
import type { Plan } from '../../src/rehearse/run/plan.js';
import { openShardPool } from '../../src/rehearse/run/shard-pool.js';
import { ownUsage, type Usage } from '../measure/usage.js';

/** One part of a rehearsal, or what it is held against, in a process of its own. */
export type RehearsalTask =
  /** Every line of an export by readline and JSON.parse, and nothing else. */
  | { readonly kind: 'lines'; readonly export: string }
  | { readonly kind: 'reduce'; readonly export: string; readonly out: string; readonly threads: number }
  /** All shards of a plan, once; the threads stay for the next time. */
  | { readonly kind: 'evaluate'; readonly plan: Plan };

export interface TaskDone {
  /** Of the task alone: neither the start of the process nor the loading of the content. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly plan?: Plan;
  readonly orders?: number;
  readonly cards?: number;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NOTHING = () => undefined;
/** Left out of the account of the rehearsal, and said beside its figures in bench/README.md. */
const SETTLED_MS = 2_000;
let pool: Awaited<ReturnType<typeof openShardPool>> | null = null;

process.on('message', (task: RehearsalTask) => {
  void run(task).then((done) => process.send?.(done));
});
process.on('disconnect', () => process.exit());

async function run(task: RehearsalTask): Promise<TaskDone> {
  switch (task.kind) {
    case 'lines':
      return measured(() => readLines(task.export));
    case 'reduce':
      return reduce(task);
    case 'evaluate': {
      pool ??= await openShardPool(1);
      return measured(() => evaluate(task.plan));
    }
  }
}

async function measured(work: () => Promise<Partial<TaskDone>>): Promise<TaskDone> {
  const before: Usage = ownUsage();
  const done = await work();
  const { cpuMs, peakMiB } = ownUsage();
  return { ...done, cpuMs: cpuMs - before.cpuMs, peakMiB };
}

async function readLines(folder: string): Promise<Partial<TaskDone>> {
  let resources = 0;
  for (const name of await readdir(folder)) {
    const input = createReadStream(`${folder}/${name}`);
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const { resourceType } = JSON.parse(line) as { readonly resourceType?: string };
      if (resourceType !== undefined) resources += 1;
    }
  }
  if (resources === 0) throw new Error(`${folder} holds no resources.`);
  return {};
}

async function reduce(task: Extract<RehearsalTask, { readonly kind: 'reduce' }>): Promise<TaskDone> {
  const directories = { hooksDir: `${ROOT}hooks`, cardsDir: `${ROOT}cards` };
  const content = { directories, content: await loadContent(directories), label: 'shipped' };
  // The compiler is still busy with the content, in threads of its own.
  await setTimeout(SETTLED_MS);
  return measured(async () => {
    const { plan } = await planRehearsal(
      {
        ...{ export: task.export, out: task.out, content, vs: null, from: null, to: null, noneOf: [] },
        ...{ turnaround: { tacrolimus: 24, creatinine: 4, other: null }, shards: 8, threads: task.threads },
        ...{ memoryMb: 500, maxBrokenShare: 0.001, resume: false, localDetails: false, now: Date.now() },
        program: `${ROOT}dist/src`,
      },
      { onBytes: NOTHING, onShard: NOTHING },
    );
    return { plan };
  });
}

async function evaluate(plan: Plan): Promise<Partial<TaskDone>> {
  const sum: OpenTally = {};
  for (let shard = 0; shard < plan.shards; shard += 1) {
    const { tally } = (await pool?.evaluate({ plan, shard, tallyBack: true })) ?? { tally: null };
    if (tally !== null) addTally(sum, tally);
  }
  return { orders: numberAt(sum, ['evaluated']), cards: numberAt(sum, ['cards']) };
}
