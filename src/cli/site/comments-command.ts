import type { Command } from 'commander';
import * as z from 'zod';
import type { StoreSettings } from '../../records/store/open-store.js';
import { type KeptComment, readComments } from '../../records/store/read-comments.js';
import { readSiteKeys } from '../../records/store/site-keys.js';
import { StoreError } from '../../records/store/store-error.js';
import { HELP } from '../run/help.js';
import { counted, json, table } from '../run/table.js';
import { CliError, type CliIo, EXIT } from '../run/terminal-io.js';
import { withStore } from './store-access.js';

interface CommentsOptions {
  readonly since?: string;
  readonly store?: string;
  readonly json?: boolean;
}

/** Adds `comments` to the program. @param finish is told the exit code: 1 when one of them cannot be read */
export function addComments(
  program: Command,
  io: CliIo,
  finish: (exitCode: number) => void,
  store: () => StoreSettings,
): void {
  program
    .command('comments')
    .description(HELP.comments.what)
    .addHelpText('after', `\n${HELP.comments.more}`)
    .option('--since <date>', 'only what came on that day or later (YYYY-MM-DD, UTC)')
    .option('--store <file>', 'SQLite file; without it the store of DATABASE_URL or STORE_FILE')
    .option('--json', 'print JSON instead of text')
    .action(async (options: CommentsOptions) => finish(await comments(options, io, store())));
}

const day = z.iso.date();

/** @throws CliError */
async function comments(options: CommentsOptions, io: CliIo, settings: StoreSettings): Promise<number> {
  const since = options.since === undefined ? null : day.safeParse(options.since).data;
  if (since === undefined) throw new CliError('--since: write a day as YYYY-MM-DD');
  const keys = keysOf(settings.siteKeys);
  const found = await withStore(options.store, io, settings, async (store) =>
    readComments(await store.query(), keys, since),
  );
  io.out(options.json === true ? json(found) : describe(found, io.width));
  return found.every(({ comment }) => 'text' in comment) ? EXIT.ok : EXIT.findings;
}

/** @throws CliError: without its key nothing can be read, whatever the store holds */
function keysOf(siteKeys: string | null) {
  if (siteKeys === null) throw new CliError('SITE_KEYS: set the key under which the service keeps comments.');
  try {
    return readSiteKeys(siteKeys);
  } catch (error) {
    throw error instanceof StoreError ? new CliError(error.message) : error;
  }
}

function describe(found: readonly KeptComment[], width: number): string {
  if (found.length === 0) {
    return 'No comment is kept. The service keeps their words only with FEEDBACK_COMMENTS=encrypt.';
  }
  const cells = found.map(({ receivedAt, finding, severity, reasonCode, comment }) => [
    receivedAt.slice(0, 16).replace('T', ' '),
    finding === null ? 'card not on record' : `${finding} (${severity ?? ''})`,
    reasonCode ?? '–',
    wordsOf(comment),
  ]);
  const unreadable = found.filter(({ comment }) => !('text' in comment)).length;
  return [
    `${counted(found.length, 'comment')}${unreadable === 0 ? '' : `, ${unreadable} of them not readable`}. They may speak of patients.`,
    table(['Received (UTC)', 'Card', 'Reason', 'Comment'], cells, width),
  ].join('\n');
}

function wordsOf(comment: KeptComment['comment']): string {
  if ('text' in comment) return comment.text;
  return comment.unreadable === 'key-missing'
    ? `[not readable: key "${comment.key}" is not in SITE_KEYS]`
    : `[not readable: not what was written under key "${comment.key}"]`;
}
