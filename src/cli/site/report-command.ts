import { type Command, Option } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { BurdenContract } from '../../domain/service-definition.js';
import { buildReport } from '../../records/report/build-report.js';
import { type Period, readPeriod } from '../../records/report/period.js';
import type { StoreSettings } from '../../records/store/open-store.js';
import { HELP } from '../run/help.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { withStore } from './store-access.js';
import { renderReport, REPORT_FORMATS, type ReportFormat } from '../../records/report/open-reports.js';

/** What the report needs of the site's settings. */
export interface ReportSettings {
  /** The store of the environment (`DATABASE_URL`, `STORE_FILE`). */
  readonly store: StoreSettings;
  /** Of the content of the environment. */
  readonly contract: () => Promise<BurdenContract | null>;
}

interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: ReportFormat;
  readonly json?: boolean;
  readonly out?: string;
  readonly store?: string;
  readonly check?: boolean;
}

/**
 * Adds `report` to the program.
 * @param finish is told the exit code: with `--check` 1 when an alarm of the watch is open
 */
export function addReport(
  program: Command,
  io: CliIo,
  finish: (exitCode: number) => void,
  settings: () => ReportSettings,
): void {
  program
    .command('report')
    .description(HELP.report.what)
    .addHelpText('after', `\n${HELP.report.more}`)
    .option('--from <date>', 'first day, UTC (without it 91 days before the end)')
    .option('--to <date>', 'last day, UTC (without it now)')
    .addOption(new Option('--format <format>', 'what to print').choices(REPORT_FORMATS).default('html'))
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write to a file')
    .option('--store <file>', 'SQLite file to read; without it the store of DATABASE_URL or STORE_FILE')
    .option('--check', 'exit with 1 when an alarm of the watch is open')
    .action(async (options: ReportOptions) => finish(await report(options, io, settings())));
}

/** @throws CliError */
async function report(options: ReportOptions, io: CliIo, { store, contract }: ReportSettings): Promise<number> {
  const period = periodOf(options, io);
  const agreed = await contract();
  const read = await withStore(options.store, io, store, async (opened) =>
    buildReport(await opened.query(), period, { now: () => io.now(), contract: agreed }),
  );
  const text = renderReport(read, options.json === true ? 'json' : options.format);
  if (options.out === undefined) io.out(text.trimEnd());
  else {
    const path = resolve(io.cwd, options.out);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    io.out(`${options.out}: written`);
  }
  return options.check === true && read.alarms.some(({ state }) => state === 'open') ? EXIT.findings : EXIT.ok;
}

function periodOf({ from, to }: ReportOptions, io: CliIo): Period {
  try {
    return readPeriod(from ?? null, to ?? null, io.now());
  } catch (error) {
    throw error instanceof RangeError ? new CliError(`--${error.message}`) : error;
  }
}
