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
