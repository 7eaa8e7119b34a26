import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { CliError, type CliIo } from './terminal-io.js';

/**
 * Runs the demo in a process of its own: nothing of the service may import the sandbox. Ends when the demo ends; Ctrl-C and
 * SIGTERM reach it too.
 *
 * @param all print every patient
 * @returns the exit code of the demo; 128 and the number of the signal that ended it
 * @throws CliError where the package was installed without it
 */
export async function runSandbox(all: boolean, io: Pick<CliIo, 'packageRoot'>): Promise<number> {
  const script = join(io.packageRoot, 'dist', 'bundle', 'sandbox.js');
  if (!existsSync(script)) throw new CliError('the sandbox is not built here: run `npm run build` first');
  const argv = ['--disable-warning=ExperimentalWarning', script, ...(all ? ['--all'] : [])];
  const demo = spawn(process.execPath, argv, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; whoever sends SIGTERM means the demo, which is not theirs to see.
  const pass = (signal: NodeJS.Signals) => void demo.kill(signal);
  const hold = () => undefined;
  process.on('SIGTERM', pass).on('SIGINT', hold);
  try {
    return await new Promise<number>((ended, failed) => {
      demo.once('error', failed).once('exit', (code, signal) => ended(code ?? exitCodeOf(signal)));
    });
  } finally {
    process.off('SIGTERM', pass).off('SIGINT', hold);
  }
}

/** As shells tell it. */
function exitCodeOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : 128 + constants.signals[signal];
}
