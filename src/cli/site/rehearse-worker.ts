import type { Command } from 'commander';
import { availableParallelism } from 'node:os';
import { workOnQueue } from '../../rehearse/queue/rehearse-queued.js';
import { RehearseError } from '../../rehearse/rehearse-error.js';
import { HELP } from '../run/help.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { PROGRAM_FOLDER } from './program-folder.js';
import { whole } from './rehearse-options.js';

interface Options {
  readonly queue: string;
  readonly threads: number;
  readonly untilDone?: boolean;
}

/** Adds `rehearse worker`: as many of these as there are machines, beside one `rehearse --queue`. */
export function addWorker(rehearsal: Command, io: CliIo, finish: (exitCode: number) => void): void {
  rehearsal
    .command('worker')
    .description(HELP.rehearseWorker.what)
    .requiredOption('--queue <url>', 'the PostgreSQL of the queue')
    .option('--threads <number>', 'threads that evaluate', whole, availableParallelism())
    .option('--until-done', 'end when there is nothing left to do; else wait for the next run')
    .addHelpText('after', `\n${HELP.rehearseWorker.more}`)
    .action(async (options: Options) => finish(await worker(options, io)));
}

async function worker({ queue, threads, untilDone }: Options, io: CliIo): Promise<number> {
  try {
    const isWhole = await workOnQueue(
      { url: queue },
      {
        threads,
        untilDone: untilDone === true,
        program: PROGRAM_FOLDER,
        say: (words) => io.err(words),
      },
    );
    return isWhole ? EXIT.ok : EXIT.unusable;
  } catch (error) {
    if (error instanceof RehearseError) throw new CliError(error.message);
    throw error;
  }
}
