import { text } from 'node:stream/consumers';
import type { CliIo } from './cli-io.js';

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

/** The io of a real terminal, or of a pipe: then without colour, and as wide as a CI log. */
export function terminalIo(terminal: Terminal, rest: Pick<CliIo, 'cwd' | 'packageRoot' | 'serve' | 'now'>): CliIo {
  const { stdin, stdout, stderr, noColor = '' } = terminal;
  const isTerminal = stdout.isTTY === true;
  return {
    ...rest,
    out: (block) => void stdout.write(`${block}\n`),
    err: (block) => void stderr.write(`${block}\n`),
    readStdin: () => text(stdin),
    width: Math.max(LEAST_WIDTH, isTerminal ? (stdout.columns ?? WIDTH_WITHOUT_TERMINAL) : WIDTH_WITHOUT_TERMINAL),
    color: isTerminal && noColor === '',
  };
}
