import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rehearsedCalls } from '../load/rehearsed-calls.js';
import { growthExponent, pairedRatio, type Ratio } from '../measure/statistics.js';
import { measureWindow, SERVICE_PATH } from '../measure/window.js';
import type { RehearsalTask, TaskDone } from '../servers/rehearsal-task.js';
import { rounded } from '../report/result-row.js';
import { textTable } from '../report/text-table.js';
import type { BenchContext } from './bench-context.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TASK = fileURLToPath(new URL('../servers/rehearsal-task.js', import.meta.url));
/** Passes before the first that counts: the compiler needs thousands of evaluations, on both sides. */
const WARM_UP = 3;

/**
 * The rehearsal on made-up exports of three sizes: reading an export against a line reader with JSON.parse, and evaluating its orders
 * against the service that is asked the same questions over HTTP. Tables of ratios, each of two things measured side by side.
 */
export async function measureRehearsal(context: BenchContext): Promise<string> {
  const { scale, folder } = context;
  const tell = (line: string): void => context.tell(line);
  const reduced: Reduced[] = [];
  for (const patients of scale.exports) {
    tell(`rehearse: an export of ${patients} patients`);
    reduced.push(await measureReduce(`${folder}/made-${patients}`, patients, scale.fewRounds + 1));
  }
  const [largest] = reduced.slice(-1);
  if (largest?.plan === undefined) throw new Error('No export was reduced.');
  tell('rehearse: the orders of the largest, in turns with the service');
  const evaluated = await measureEvaluate(context, largest.plan);
  const growth = growthExponent(reduced.map(({ bytes, cpuMs }) => ({ x: bytes, y: cpuMs })));
  return [
    'Reading an export: bytes per CPU second',
    textTable(
      ['MB', 'line reader + JSON.parse', 'rehearse', 'least', 'most', 'peak MiB'],
      reduced.map(({ bytes, faster, peakMiB }) =>
        [Math.round(bytes / 1e6), 1, ...inOrder(faster), Math.round(peakMiB)].map(String),
      ),
    ),
    `Growth of its CPU with the size, as a power (1 is linear): ${rounded(growth)}`,
    'Evaluating: orders per CPU second',
    textTable(
      ['orders', 'service over HTTP', 'rehearse', 'least', 'most', 'peak MiB'],
      [[evaluated.orders, 1, ...inOrder(evaluated.faster), Math.round(evaluated.peakMiB)].map(String)],
    ),
  ].join('\n\n');
}

function inOrder({ median, least, most }: Ratio): number[] {
  return [median, least, most].map(rounded);
}

interface Reduced {
  readonly bytes: number;
  readonly faster: Ratio;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly plan: TaskDone['plan'];
}

/** Each time in a process of its own, as a user starts it; the two in turns. */
async function measureReduce(folder: string, patients: number, rounds: number): Promise<Reduced> {
  const script = `${ROOT}scripts/make-export.mjs`;
  await promisify(execFile)(process.execPath, [script, '--out', folder, '--patients', String(patients)]);
  const made = `${folder}/export`;
  const sizes = await Promise.all((await readdir(made)).map(async (name) => (await stat(`${made}/${name}`)).size));
  const [ours, lines]: [TaskDone[], TaskDone[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    lines.push(await alone({ kind: 'lines', export: made }));
    ours.push(await alone({ kind: 'reduce', export: made, out: `${folder}/out`, threads: availableParallelism() }));
  }
  await rm(made, { recursive: true });
  return {
    bytes: sizes.reduce((sum, each) => sum + each, 0),
    faster: pairedRatio(lines.map(cpuOf), ours.map(cpuOf)),
    cpuMs: Math.min(...ours.map(cpuOf)),
    peakMiB: Math.max(...ours.map(({ peakMiB }) => peakMiB)),
    plan: ours.at(-1)?.plan,
  };
}

const cpuOf = ({ cpuMs }: TaskDone): number => cpuMs;

async function alone(task: RehearsalTask): Promise<TaskDone> {
  const child = fork(TASK);
  try {
    return await ask(child, task);
  } finally {
    child.disconnect();
  }
}

async function ask(child: ChildProcess, task: RehearsalTask): Promise<TaskDone> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${task.kind}: the process ended.`)));
  const answer = once(child, 'message');
  child.send(task);
  const [done] = (await Promise.race([answer, ended])) as [TaskDone];
  return done;
}

/** The same orders on both sides: the bodies with which an EHR would have called. The cards have to be as many. */
async function measureEvaluate(context: BenchContext, plan: NonNullable<TaskDone['plan']>) {
  const { service, load, scale } = context;
  const bodies = await rehearsedCalls(plan, context.asOf);
  for (const body of bodies) await load.addBody('rehearsed', body);
  const overHttp = async () => {
    const limits = { connections: 10, milliseconds: LONGEST_MS, maxRequests: bodies.length };
    const one = { id: 'rehearsed', server: service, body: 'rehearsed', ...limits };
    const window = await measureWindow(load, one);
    context.onWindow(one, window);
    return window.cpuMs;
  };
  const child = fork(TASK);
  try {
    const evaluate = () => ask(child, { kind: 'evaluate', plan });
    for (let round = 0; round < WARM_UP; round += 1) {
      await overHttp();
      await evaluate();
    }
    const [http, ours]: [number[], number[]] = [[], []];
    let last: TaskDone = { cpuMs: 0, peakMiB: 0 };
    for (let round = 0; round < scale.rounds; round += 1) {
      http.push(await overHttp());
      last = await evaluate();
      ours.push(last.cpuMs / (last.orders ?? 0));
    }
    const orders = last.orders ?? 0;
    const told = await cardsOver(service.url, bodies);
    if (orders !== bodies.length || told !== last.cards) {
      throw new Error(
        `The service told ${told} cards at ${bodies.length} orders, the rehearsal ${last.cards} at ${orders}.`,
      );
    }
    return { orders, faster: pairedRatio(http, ours), peakMiB: last.peakMiB };
  } finally {
    child.disconnect();
  }
}

const LONGEST_MS = 120_000;

async function cardsOver(url: string, bodies: readonly string[]): Promise<number> {
  let cards = 0;
  for (const body of bodies) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${url}${SERVICE_PATH}`, { method: 'POST', headers, body });
    cards += ((await response.json()) as { readonly cards: readonly unknown[] }).cards.length;
  }
  return cards;
}
