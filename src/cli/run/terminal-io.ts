import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Everything a command may touch besides files: tests hand in their own, `terminal-io.ts` has the real one. */
export interface CliIo {
  /** Prints one block to standard output and ends the line. */
  out(text: string): void;
  /** The same to standard error: what went wrong, in words. */
  err(text: string): void;
  readStdin(): Promise<string>;
  /** Columns to fill. */
  readonly width: number;
  /** False where nobody watches (a pipe, CI) or `NO_COLOR` is set. */
  readonly color: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Paths in arguments are relative to it. */
  readonly cwd: string;
  /** The folder that holds the shipped `hooks/` and `cards/`. */
  readonly packageRoot: string;
  /** Starts the service; resolves with an exit code when it has stopped, or at once while it runs on. */
  serve(): Promise<number>;
}

/** What CI reads: clean; something was found or differs; the call itself was wrong or its input unreadable. */
export const EXIT = { ok: 0, findings: 1, unusable: 2 } as const;

/** Ends a command with exit code 2. The message is shown as it stands. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/** Wide enough for the tables, and what most CI logs show without breaking lines. */
const WIDTH_WITHOUT_TERMINAL = 120;
/** Below this a table is unreadable whatever is done. */
const LEAST_WIDTH = 60;

export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream;
  /** Value of `NO_COLOR`; any text in it switches colour off (no-color.org). */
  readonly noColor: string | undefined;
}

/** What a terminal obeys or hides: controls but line ends and tabs, and marks that turn the direction of writing. */
const OBEYED = /(?![\n\t]|\r\n)\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** Our own colours (`severityText`): all that they can do to a terminal is to colour it. */
const COLOUR = new RegExp(`(${String.fromCharCode(0x1b)}\\[(?:1;3[136]|0)m)`);

/** A text of a chart, a file or a server may hold commands to the terminal; here each is written out, as JSON would write it. */
function inert(block: string): string {
  return block
    .split(COLOUR)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(OBEYED, escaped)))
    .join('');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The io of a real terminal, or of a pipe: then without colour, and as wide as a CI log. */
export function terminalIo(terminal: Terminal, rest: Pick<CliIo, 'cwd' | 'packageRoot' | 'serve' | 'now'>): CliIo {
  const { stdin, stdout, stderr, noColor = '' } = terminal;
  const isTerminal = stdout.isTTY === true;
  return {
    ...rest,
    out: (block) => void stdout.write(`${inert(block)}\n`),
    err: (block) => void stderr.write(`${inert(block)}\n`),
    readStdin: () => text(stdin),
    width: Math.max(LEAST_WIDTH, isTerminal ? (stdout.columns ?? WIDTH_WITHOUT_TERMINAL) : WIDTH_WITHOUT_TERMINAL),
    color: isTerminal && noColor === '',
  };
}

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
