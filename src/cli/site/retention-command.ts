import type { Command } from 'commander';
import * as z from 'zod';
import type { StoreSettings } from '../../records/store/open-store.js';
import { countHeld, type Held, type HeldRows, type Purged, RetentionRefused } from '../../records/store/retention.js';
import { HELP } from '../run/help.js';
import { counted, json, table } from '../run/table.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { withStore } from './store-access.js';

/** What the command needs of the site's settings. */
export interface RetentionSettings {
  /** The store of the environment (`DATABASE_URL`, `STORE_FILE`). */
  readonly store: StoreSettings;
  /** `KEEP_DAYS`. */
  readonly keepDays: number;
}

interface RetentionOptions {
  readonly keepDays?: string;
  readonly store?: string;
  readonly dryRun?: boolean;
  readonly confirm?: boolean;
  readonly json?: boolean;
}

/** What `--json` prints. */
export interface RetentionResult {
  readonly store: 'sqlite' | 'postgres' | 'none';
  readonly keepDays: number;
  readonly dryRun: boolean;
  /** Rows before the command ran. */
  readonly held: Held;
  /** null in a dry run. */
  readonly deleted: Purged | null;
}

const days = z.coerce.number().int().min(1).max(36_500);

/** Adds `retention` to the program. @param finish is told the exit code */
export function addRetention(
  program: Command,
  io: CliIo,
  finish: (exitCode: number) => void,
  settings: () => RetentionSettings,
): void {
  program
    .command('retention')
    .description(HELP.retention.what)
    .addHelpText('after', `\n${HELP.retention.more}`)
    .option('--keep-days <days>', 'delete what is older; without it KEEP_DAYS')
    .option('--store <file>', 'SQLite file; without it the store of DATABASE_URL or STORE_FILE')
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('--confirm', 'delete also where it is most of the store, counting the days from now')
    .option('--json', 'print JSON instead of text')
    .action(async (options: RetentionOptions) => finish(await retention(options, io, settings())));
}

/** @throws CliError */
async function retention(options: RetentionOptions, io: CliIo, settings: RetentionSettings): Promise<number> {
  const given = options.keepDays === undefined ? settings.keepDays : days.safeParse(options.keepDays).data;
  if (given === undefined) throw new CliError('--keep-days: write a whole number of days, at least 1');
  const keepDays = given;
  const dryRun = options.dryRun === true;
  const result = await withStore(options.store, io, settings.store, async (store): Promise<RetentionResult> => {
    const confirmed = options.confirm === true;
    const held = await countHeld(await store.query(), { keepDays, now: io.now(), confirmed });
    const deleted = dryRun ? null : await store.purge(keepDays, { confirmed }).catch(refusal);
    return { store: store.kind, keepDays, dryRun, held, deleted };
  });
  io.out(options.json === true ? json(result) : describe(result, io.width));
  return EXIT.ok;
}

/** @throws CliError for most of the store; else what was thrown */
function refusal(error: unknown): never {
  if (!(error instanceof RetentionRefused)) throw error;
  const { before, evaluations, feedback } = error.held;
  throw new CliError(
    `This would delete ${evaluations.old} of ${evaluations.rows} calls and ${feedback.old} of ${feedback.rows} feedback entries, from before ${before.slice(0, 10)}. Nothing was deleted. If the clock of this machine is right and that is what you want, run it again with --confirm.`,
  );
}

function describe({ store, keepDays, held, deleted }: RetentionResult, width: number): string {
  const row = (what: string, { rows, old, oldest, oldestLeft }: HeldRows, gone: number | undefined) => [
    what,
    String(rows),
    oldest?.slice(0, 10) ?? '–',
    String(gone ?? old),
    oldestLeft?.slice(0, 10) ?? '–',
  ];
  return [
    `${store === 'sqlite' ? 'SQLite' : 'PostgreSQL'}: ${counted(keepDays, 'day')} are kept, nothing from before ${held.before.slice(0, 16).replace('T', ' ')} UTC.`,
    table(
      ['What', 'Held', 'Oldest', deleted === null ? 'Would be deleted' : 'Deleted', 'Oldest left'],
      [
        row('Calls, with their outcomes and cards', held.evaluations, deleted?.evaluations),
        row('Feedback', held.feedback, deleted?.feedback),
        ['Used tokens, expired', String(held.tokens), '', String(deleted?.tokens ?? held.tokens), ''],
      ],
      width,
    ),
    ...(deleted === null ? ['Nothing was deleted (--dry-run).'] : []),
  ].join('\n');
}
