import { type Command, Option } from 'commander';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import {
  evaluateShards,
  type LocatedContent,
  planRehearsal,
  type RehearseOptions,
  writeResults,
} from '../../rehearse/rehearse.js';
import { rehearseQueued } from '../../rehearse/queue/rehearse-queued.js';
import { rehearseCalls } from '../../rehearse/rehearse-calls.js';
import { RehearseError } from '../../rehearse/rehearse-error.js';
import type { Turnaround } from '../../rehearse/chart/moment.js';
import { cellText, rateText } from '../../rehearse/result/cell.js';
import type { Rehearsal } from '../../rehearse/result/rehearsal.js';
import { contentDirectories, openContent } from '../content/content-folder.js';
import { folderOf } from '../content/diff.js';
import { bodyOf } from '../requests/pick-service.js';
import { momentOfCapture, parsedCapture, readCaptures } from '../requests/read-captures.js';
import { HELP } from '../run/help.js';
import { CliError, type CliIo, EXIT, readMoment } from '../run/terminal-io.js';
import { PROGRAM_FOLDER } from './program-folder.js';
import { day, list, NOT_STATED, type Part, part, percent, turnaround, whole } from './rehearse-options.js';
import { reportProgress } from './rehearse-progress.js';
import { addWorker } from './rehearse-worker.js';

interface Options {
  readonly requests?: readonly string[];
  readonly asOf?: string;
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
  readonly queue?: string;
}

/** Adds `rehearse`: the service at every order of a Bulk Data export of the site's own. */
export function addRehearse(program: Command, io: CliIo, finish: (exitCode: number) => void): void {
  const rehearsal = program
    .command('rehearse [export]')
    .description(HELP.rehearse.what)
    .option('--requests <paths...>', 'captured hook calls instead of an export: files and folders, as for doctor')
    .option('--as-of <time>', 'with --requests: the moment of calls that do not say theirs; without it now')
    .option('--content <dir>', HELP.content)
    .option('--vs <dir>', 'another content folder, or "shipped": every order that changes is explained')
    .option('--out <dir>', 'folder of the results', 'rehearsal')
    .option('--from <date>', 'first day of the orders', day)
    .option('--to <date>', 'last day of the orders', day)
    .addOption(
      new Option('--turnaround <hours>', 'from drawing to result, where results do not say: tacrolimus=24,creatinine=4')
        .argParser(turnaround)
        .default(NOT_STATED, 'not known'),
    )
    .addOption(
      new Option('--none-of <types>', 'resource types that the EHR holds none of, such as CarePlan,MedicationStatement')
        .argParser(list)
        .default([], 'it may hold all'),
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
    .option('--queue <url>', 'PostgreSQL over which workers share the work: see `rehearse worker --help`')
    .addHelpText('after', `\n${HELP.rehearse.more}`)
    .action(async (folder: string | undefined, options: Options) => finish(await rehearse(folder, options, io)));
  addWorker(rehearsal, io, finish);
}

async function rehearse(folder: string | undefined, options: Options, io: CliIo): Promise<number> {
  if (options.requests !== undefined && folder === undefined) return rehearseRequests(options.requests, options, io);
  if (folder === undefined || options.requests !== undefined)
    throw new CliError('Name the folder of an export, or captured calls with --requests; not both.');
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
    program: PROGRAM_FOLDER,
  };
  const interrupted = () => {
    io.err('Stopped. What was done is kept: the same command with --resume goes on from there.');
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupted);
  try {
    return await run(chosen, options, io);
  } catch (error) {
    if (isDiskFull(error)) {
      throw new CliError(
        `The disk of ${options.out} is full. Make room; the same command with --resume goes on from there.`,
      );
    }
    return inWords(error);
  } finally {
    process.off('SIGINT', interrupted);
  }
}

/** 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

async function run(chosen: RehearseOptions, { reduceOnly, shard, merge, queue }: Options, io: CliIo): Promise<number> {
  const progress = reportProgress(io);
  const planned = await planRehearsal(chosen, progress);
  const { patients, shards } = planned.reduced;
  io.err(`${patients} patients with tacrolimus; run ${planned.plan.runId}, ${shards} shards`);
  if (reduceOnly === true) return EXIT.ok;
  if (queue !== undefined) await rehearseQueued(planned.plan, { url: queue }, chosen, progress);
  else if (merge !== true) await evaluateShards(planned, shard ?? { index: 0, of: 1 }, chosen, progress);
  if (shard !== undefined) return EXIT.ok;
  io.out(summaryOf(await writeResults(planned, chosen), chosen.out));
  return EXIT.ok;
}

/** Captured calls, each at its own moment; calls that say none are taken as of one. */
async function rehearseRequests(paths: readonly string[], options: Options, io: CliIo): Promise<number> {
  const captures = (await readCaptures(paths, io)).map(parsedCapture);
  const otherwise = readMoment(options.asOf ?? null, io);
  const calls = captures.flatMap((captured) =>
    captured === undefined ? [] : [{ body: bodyOf(captured), at: momentOfCapture(captured) ?? otherwise }],
  );
  const broken = captures.flatMap((captured, at) => (captured === undefined ? [at + 1] : []));
  const undated = captures.filter((each) => each !== undefined && momentOfCapture(each) === null).length;
  if (undated > 0)
    io.err(
      `${undated} of ${captures.length} calls do not say when they were made: taken as of ${new Date(otherwise).toISOString()}`,
    );
  const out = resolve(io.cwd, options.out);
  const made = await rehearseCalls({
    name: paths.join(' '),
    ...{ calls, broken, out },
    content: await located(options.content ?? 'shipped', io),
    vs: options.vs === undefined ? null : await located(options.vs, io),
  }).catch(inWords);
  io.out(summaryOf(made, out));
  return EXIT.ok;
}

function inWords(error: unknown): never {
  if (error instanceof RehearseError) throw new CliError(error.message);
  throw error;
}

/** The first answer of the page, for a terminal. */
function summaryOf({ of, changes, cards, population, notUnderstood }: Rehearsal, out: string): string {
  const rules = cards.byRule.map(({ rule, per100 }) => `  ${rule.padEnd(18)}${rateText(per100).padStart(6)}`);
  const [worst] = notUnderstood;
  return [
    `${rateText(cards.per100)} cards per 100 ${of}, on ${cellText(population.evaluated)} ${of} of ${cellText(population.patientsWithOrders)} patients:`,
    ...rules,
    ...(worst === undefined
      ? []
      : [`Most frequent of what is not understood: ${worst.source} ${worst.reason} ${worst.code}`.trimEnd()]),
    ...(changes === null
      ? []
      : [`${cellText(changes.changedOrders)} of ${cellText(changes.compared)} ${of} get other cards under --vs`]),
    `${out}/rehearsal.html: written, with rehearsal.json and csv/`,
  ].join('\n');
}

async function located(name: string, io: CliIo): Promise<LocatedContent> {
  const folder = folderOf(name);
  const { content, label } = await openContent(folder, io);
  // What a committee reads names the folder, and not where it lies on somebody's disk.
  const named = folder === null ? label : basename(resolve(folder));
  return { content, label: named, directories: await contentDirectories(folder, io) };
}

function isDiskFull(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error as NodeJS.ErrnoException).code === 'ENOSPC' || /No space left/i.test(error.message))
  );
}
