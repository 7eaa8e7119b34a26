import { fileURLToPath } from 'node:url';
import { runCli } from '../../src/cli/run/run-cli.js';
import type { CliIo } from '../../src/cli/run/terminal-io.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** The moment of every call in these tests. */
export const NOW = Date.parse('2026-11-22T17:00:00Z');

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process: `run(['validate'])`. */
export async function run(
  argv: readonly string[],
  changes: Partial<CliIo> = {},
  extend?: Parameters<typeof runCli>[2],
): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(
    argv,
    {
      out: (block) => void out.push(block),
      err: (block) => void err.push(block),
      readStdin: () => Promise.resolve(''),
      width: 100,
      color: false,
      now: () => NOW,
      cwd: ROOT,
      packageRoot: ROOT,
      serve: () => Promise.resolve(0),
      ...changes,
    },
    extend,
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** The same with `--json`, read back. */
export async function runJson<T>(argv: readonly string[], changes: Partial<CliIo> = {}): Promise<T> {
  const { out, err } = await run([...argv, '--json'], changes);
  if (out === '') throw new Error(`nothing was printed: ${err}`);
  return JSON.parse(out) as T;
}
