import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError, type CliIo } from './terminal-io.js';

/** The text of a file named on the command line; `-` is standard input. */
export async function readInput(path: string, io: CliIo): Promise<string> {
  if (path === '-') return io.readStdin();
  return readFile(resolve(io.cwd, path), 'utf8').catch((error: unknown) => {
    throw new CliError(`${path}: ${reason(error)}`);
  });
}

/** A JSON file. Where it is none, the message says where it stops being one, and never quotes it: it may hold a chart. */
export async function readJsonInput(path: string, io: CliIo): Promise<unknown> {
  const text = await readInput(path, io);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const [, position] = / at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    const line = position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`;
    throw new CliError(`${path}: is not JSON${line}`);
  }
}

function reason(error: unknown): string {
  const { code = null } = error as { code?: string | null };
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return code === null ? 'cannot be read' : `cannot be read (${code})`;
}

/** `2026-11-22T17:00:00Z` or `2026-11-22` (noon, UTC); without one it is now. Milliseconds since the epoch. */
export function readMoment(text: string | null, io: Pick<CliIo, 'now'>): number {
  if (text === null) return io.now();
  const moment = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
  if (Number.isNaN(moment))
    throw new CliError(`--as-of ${text}: write a date such as 2026-11-22, or 2026-11-22T17:00:00Z`);
  return moment;
}
