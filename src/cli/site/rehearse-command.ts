import { type Command, InvalidArgumentError } from 'commander';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import {
  evaluateShards,
  type LocatedContent,
  planRehearsal,
  type RehearseOptions,
  writeResults,
} from '../../rehearse/rehearse.js';
import { RehearseError } from '../../rehearse/rehearse-error.js';
import type { Turnaround } from '../../rehearse/chart/moment.js';
import { cellText, rateText } from '../../rehearse/result/cell.js';
import type { Rehearsal } from '../../rehearse/result/rehearsal.js';
import { contentDirectories, openContent } from '../content/content-folder.js';
import { folderOf } from '../content/diff.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { reportProgress } from './rehearse-progress.js';

interface Options {
  readonly content?: string;
  readonly vs?: string;
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly turnaround: Turnaround;
  readonly noneOf: readonly string[];
  readonly maxBroken: number;
  readonly threads: number;
  readonly shards: number;
  readonly memory: number;
  readonly resume?: boolean;
  readonly localDetails?: boolean;
  readonly reduceOnly?: boolean;
  readonly shard?: Part;
  readonly merge?: boolean;
}

interface Part {
  readonly index: number;
  readonly of: number;
}

/** Adds `rehearse`: the service at every order of a Bulk Data export of the site's own. */
export function addRehearse(program: Command, io: CliIo, finish: (exitCode: number) => void): void {
  program
    .command('rehearse <export>')
    .description("what would have been shown at every order of the site's own past: from a FHIR Bulk Data export")
    .option('--content <dir>', 'content folder or site overlay to rehearse; without it the shipped content')
    .option('--vs <dir>', 'another content folder, or "shipped": every order that changes is explained')
    .option('--out <dir>', 'folder of the results', 'rehearsal')
    .option('--from <date>', 'first day of the orders', day)
    .option('--to <date>', 'last day of the orders', day)
    .option(
      '--turnaround <hours>',
      'from drawing to result, where results do not say: tacrolimus=24,creatinine=4,other=12',
      turnaround,
      NOT_STATED,
    )
    .option(
      '--none-of <types>',
      'resource types that the EHR holds none of, such as CarePlan,MedicationStatement',
      list,
      [],
    )
    .option('--max-broken <percent>', 'refuse when more of the lines cannot be read', percent, 0.1)
    .option('--resume', 'go on with what an interrupted run of the same input had done')
    .option('--local-details', 'also write one row for each order and rule, with names: it stays here')
    .option('--threads <number>', 'threads that evaluate', whole, availableParallelism())
    .option('--memory <MB>', 'what reading the export may take; the rest goes to the disk', whole, 500)
    .option('--shards <number>', 'parts that the patients are divided into', whole, 64)
    .option('--reduce-only', 'find the patients and stop; then --shard on as many machines as there are')
    .option('--shard <i/n>', 'evaluate the i-th of n parts of a run that was reduced', part)
    .option('--merge', 'put the parts together')
    .addHelpText('after', `\n${HELP}`)
    .action(async (folder: string, options: Options) => finish(await rehearse(folder, options, io)));
}

const HELP = `Reads .ndjson, .ndjson.gz and .parquet of any size, keeps the lines of patients with tacrolimus in <out>/work, and
writes <out>/rehearsal.html (one file, no network), rehearsal.json and csv/. Nothing is sent anywhere. docs/rehearsal.md explains it.`;

async function rehearse(folder: string, options: Options, io: CliIo): Promise<number> {
  const chosen: RehearseOptions = {
    export: resolve(io.cwd, folder),
    out: resolve(io.cwd, options.out),
    content: await located(options.content ?? 'shipped', io),
    vs: options.vs === undefined ? null : await located(options.vs, io),
    from: options.from ?? null,
    to: options.to ?? null,
    turnaround: options.turnaround,
    noneOf: options.noneOf,
    shards: options.shards,
    threads: options.threads,
    memoryMb: options.memory,
    maxBrokenShare: options.maxBroken / 100,
    resume: options.resume === true || options.shard !== undefined || options.merge === true,
    localDetails: options.localDetails === true,
    now: io.now(),
    program: PROGRAM,
  };
  const interrupted = () => {
    io.err('Stopped. What was done is kept: the same command with --resume goes on from there.');
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupted);
  try {
    return await run(chosen, options, io);
  } catch (error) {
    if (error instanceof RehearseError) throw new CliError(error.message);
    if (isDiskFull(error)) {
      throw new CliError(
        `The disk of ${options.out} is full. Make room; the same command with --resume goes on from there.`,
      );
    }
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

/** The program's own files: one folder once bundled, else that of all rooms. */
const PROGRAM = basename(import.meta.dirname) === 'site' ? resolve(import.meta.dirname, '../..') : import.meta.dirname;

/** 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

async function run(chosen: RehearseOptions, { reduceOnly, shard, merge }: Options, io: CliIo): Promise<number> {
  const progress = reportProgress(io);
  const planned = await planRehearsal(chosen, progress);
  const { patients, shards } = planned.reduced;
  io.err(`${patients} patients with tacrolimus; run ${planned.plan.runId}, ${shards} shards`);
  if (reduceOnly === true) return EXIT.ok;
  if (merge !== true) await evaluateShards(planned, shard ?? { index: 0, of: 1 }, chosen, progress);
  if (shard !== undefined) return EXIT.ok;
  io.out(summaryOf(await writeResults(planned, chosen), chosen.out));
  return EXIT.ok;
}

/** The first answer of the page, for a terminal. */
function summaryOf({ cards, population, notUnderstood }: Rehearsal, out: string): string {
  const rules = cards.byRule.map(({ rule, per100 }) => `  ${rule.padEnd(18)}${rateText(per100).padStart(6)}`);
  const [worst] = notUnderstood;
  return [
    `${rateText(cards.per100)} cards per 100 orders, on ${cellText(population.evaluated)} orders of ${cellText(population.patientsWithOrders)} patients:`,
    ...rules,
    ...(worst === undefined
      ? []
      : [`Most frequent of what is not understood: ${worst.source} ${worst.reason} ${worst.code}`.trimEnd()]),
    `${out}/rehearsal.html: written, with rehearsal.json and csv/`,
  ].join('\n');
}

async function located(name: string, io: CliIo): Promise<LocatedContent> {
  const folder = folderOf(name);
  const { content, label } = await openContent(folder, io);
  return { content, label, directories: await contentDirectories(folder, io) };
}

function isDiskFull(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error as NodeJS.ErrnoException).code === 'ENOSPC' || /No space left/i.test(error.message))
  );
}

const NOT_STATED: Turnaround = { tacrolimus: null, creatinine: null, other: null };

function turnaround(text: string): Turnaround {
  const stated = Object.fromEntries(
    text.split(',').map((pair) => {
      const [, name = '', hours] = /^(tacrolimus|creatinine|other)=(\d{1,3}(?:\.\d+)?)h?$/.exec(pair.trim()) ?? [];
      if (hours === undefined) throw new InvalidArgumentError('write hours, such as tacrolimus=24,creatinine=4');
      return [name, Number(hours)];
    }),
  );
  return { ...NOT_STATED, ...stated };
}

function day(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('write a day, such as 2026-08-31');
  return text;
}

function list(text: string): readonly string[] {
  return text.split(',').map((each) => each.trim());
}

function percent(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('write a percentage from 0 to 100');
  return value;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

function part(text: string): Part {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index === undefined || of === undefined || Number(index) < 1 || Number(index) > Number(of)) {
    throw new InvalidArgumentError('write which part of how many, such as 1/8');
  }
  return { index: Number(index) - 1, of: Number(of) };
}
