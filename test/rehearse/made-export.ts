import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tally } from '../../src/rehearse/evaluate/tally.js';
import type { Plan } from '../../src/rehearse/run/plan.js';
import { mergeShards } from '../../src/rehearse/run/run-shards.js';
import { ROOT, run } from '../cli/cli-harness.js';

/** What the generator says that a reader must find. */
export interface Truth {
  readonly patients: number;
  readonly tacrolimusPatients: number;
  readonly orders: number;
  readonly withoutMoment: number;
  readonly enteredInError: number;
  readonly troughHigh: Readonly<Record<'12' | '15', number>>;
  readonly akiStage: number;
  readonly durationOver: number;
  readonly levelsAbove20: number;
}

/** A folder of its own for one test file, with a made-up export in it. */
export interface MadeExport {
  readonly folder: string;
  readonly export: string;
  readonly truth: Truth;
  path(name: string): string;
  discard(): Promise<void>;
}

/** What the site of the made-up export knows of its laboratory. */
const TURNAROUND = ['--turnaround', 'tacrolimus=24,creatinine=4'];

export async function makeExport(...options: readonly string[]): Promise<MadeExport> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearse-'));
  await promisify(execFile)(process.execPath, [`${ROOT}/scripts/make-export.mjs`, '--out', folder, ...options]);
  return {
    folder,
    export: join(folder, 'export'),
    truth: JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth,
    path: (name) => join(folder, name),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Rehearses it in four shards; the results go to `folder`. */
export function rehearse(made: MadeExport, folder: string, ...more: readonly string[]) {
  return run(['rehearse', made.export, '--out', folder, '--shards', '4', '--threads', '2', ...TURNAROUND, ...more]);
}

/** The counts of the run in a folder of results, before small ones are hidden. */
export async function countsIn(out: string): Promise<{ readonly plan: Plan; readonly tally: Tally }> {
  const plan = await planIn(out);
  return { plan, tally: await mergeShards(plan) };
}

async function planIn(out: string): Promise<Plan> {
  const [run] = (await readdir(join(out, 'work'))).filter((name) => name.startsWith('run-'));
  const { plan } = JSON.parse(await readFile(join(out, 'work', run ?? '', 'plan.json'), 'utf8')) as {
    readonly plan: Plan;
  };
  return plan;
}
