import { Command } from 'commander';
import type { CliIo } from '../../src/cli/run/terminal-io.js';

type Add = (program: Command, io: CliIo, finish: (exitCode: number) => void) => void;

/** Runs a command that works on the store, as of `now`: what it printed and its exit code. */
export async function runStoreCommand(
  add: Add,
  args: readonly string[],
  { now, width }: { now: number; width: number },
) {
  const out: string[] = [];
  let code = -1;
  const io: CliIo = {
    out: (block) => void out.push(block),
    err: () => undefined,
    readStdin: () => Promise.resolve(''),
    ...{ width, color: false, now: () => now, cwd: '/', packageRoot: '/' },
    serve: () => Promise.resolve(0),
  };
  const program = new Command().exitOverride();
  add(program, io, (exitCode) => {
    code = exitCode;
  });
  await program.parseAsync([...args], { from: 'user' });
  return { code, out: out.join('\n') };
}
