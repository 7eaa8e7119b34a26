import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ContentDirectories } from '../content/files/content-files.js';
import type { Content } from '../content/load-content.js';
import { DAY_MS } from '../domain/time.js';
import type { Turnaround } from './chart/moment.js';
import { rehearsedContent, serviceOfSignings } from './evaluate/rehearsed-content.js';
import { type Duck, openDuck } from './reduce/duckdb.js';
import { fingerprint, listExport } from './reduce/export-files.js';
import { COHORT_FILE, reduceExport, type Reduced } from './reduce/reduce.js';
import { RehearseError } from './rehearse-error.js';
import { buildRehearsal } from './result/build-rehearsal.js';
import type { Rehearsal } from './result/rehearsal.js';
import { writeOrders, writeRehearsal } from './result/write-rehearsal.js';
import { type Plan, programHash, runIdOf } from './run/plan.js';
import { mergeShards, runShards } from './run/run-shards.js';

/** Content, and where it lies: a thread loads it again. */
export interface LocatedContent {
  readonly directories: ContentDirectories;
  readonly content: Content;
  /** The folder's own name, or `shipped`. */
  readonly label: string;
}

export interface RehearseOptions {
  /** The folder of the export. */
  readonly export: string;
  /** The folder of the results; the work in hand is kept in `work/` below it. */
  readonly out: string;
  readonly content: LocatedContent;
  readonly vs: LocatedContent | null;
  /** First and last day of the orders, `2026-08-31`; null for all that there are. */
  readonly from: string | null;
  readonly to: string | null;
  readonly turnaround: Turnaround;
  /** Resource types of which the site's EHR holds none. */
  readonly noneOf: readonly string[];
  readonly shards: number;
  readonly threads: number;
  readonly memoryMb: number;
  readonly maxBrokenShare: number;
  /** Keep what an interrupted run of the same input had done. */
  readonly resume: boolean;
  readonly localDetails: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Folder of the program's own files. */
  readonly program: string;
}

export interface Progress {
  readonly onBytes: (done: number, total: number) => void;
  readonly onShard: (done: number, of: number, orders: number) => void;
}

/** The patients of an export, and the plan of their evaluation. */
export interface Planned {
  readonly plan: Plan;
  readonly reduced: Reduced;
}

/** Finds the patients and keeps their lines, unless a run of the same input has done so. */
export async function planRehearsal(options: RehearseOptions, progress: Progress): Promise<Planned> {
  const { content, vs } = options;
  // A content that cannot be rehearsed is told before hours of reading.
  for (const each of [content, vs]) if (each !== null) serviceOfSignings(each.content);
  const files = await listExport(options.export);
  const program = await programHash(options.program);
  const input = [await fingerprint(files), options.shards, content.content.valueSets.length, program];
  const reduceFolder = join(options.out, 'work', `reduce-${runIdOf([...input, content.content.version])}`);
  if (!options.resume) await rm(reduceFolder, { recursive: true, force: true });
  const duck = await openDuck({ ...options, spillFolder: join(reduceFolder, 'spill') });
  const reduced = await reduce(duck).finally(() => duck.close());
  const end = endOf(options.to ?? reduced.lastDay);
  const question = {
    contentVersion: content.content.version,
    vsVersion: vs?.content.version ?? null,
    turnaround: options.turnaround,
    from: options.from === null ? 0 : Date.parse(options.from),
    to: end,
    localDetails: options.localDetails,
    noneOf: options.noneOf,
  };
  const runId = runIdOf([...input, question]);
  const cohortFile = resolve(reduceFolder, COHORT_FILE);
  const plan: Plan = {
    ...question,
    program,
    runId,
    folder: resolve(options.out, 'work', `run-${runId}`),
    cohortFile,
    cohortBytes: (await stat(cohortFile)).size,
    shards: reduced.shards,
    content: content.directories,
    vs: vs?.directories ?? null,
    types: reduced.types,
    end: endOf(reduced.lastDay),
  };
  if (!options.resume) await rm(plan.folder, { recursive: true, force: true });
  await mkdir(plan.folder, { recursive: true });
  await writeFile(join(plan.folder, 'plan.json'), JSON.stringify({ plan, reduced }));
  return { plan, reduced };

  async function reduce(open: Duck): Promise<Reduced> {
    await mkdir(reduceFolder, { recursive: true });
    const today = new Date(options.now).toISOString().slice(0, 10);
    return reduceExport(files, reduceFolder, open, content.content.terminology, {
      ...options,
      today,
      onBytes: progress.onBytes,
    });
  }
}

function endOf(day: string | null): number {
  if (day === null)
    throw new RehearseError('No line of these patients has a date that can be read: there is nothing to rehearse.');
  return Date.parse(day) + DAY_MS - 1;
}

/** All shards of a plan, or those of one part of it, on this machine. */
export async function evaluateShards(
  { plan }: Planned,
  part: { readonly index: number; readonly of: number },
  options: Pick<RehearseOptions, 'threads'>,
  progress: Progress,
): Promise<void> {
  const wanted = Array.from({ length: plan.shards }, (_, shard) => shard).filter(
    (shard) => shard % part.of === part.index,
  );
  await runShards(plan, wanted, options.threads, progress);
}

/** Adds up the shards and writes what there is to tell. @throws RehearseError where shards are missing */
export async function writeResults({ plan, reduced }: Planned, options: RehearseOptions): Promise<Rehearsal> {
  const tally = await mergeShards(plan);
  const labels = { content: options.content.label, vs: options.vs?.label ?? null };
  const content = rehearsedContent(options.content.content);
  const made = buildRehearsal({ of: 'orders', plan, reduced, tally, content, labels });
  await writeRehearsal(made, options.out);
  if (plan.localDetails) await writeOrders(plan, join(options.out, 'local'), options.memoryMb);
  return made;
}
