import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const LONG_MS = 300_000;

/**
 * A process, until `isThere` says so of what it has printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(output: string) => boolean | Promise<boolean>} isThere
 */
export async function started(command, args, options, isThere) {
  const child = spawn(command, args, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  const since = performance.now();
  while (!(await isThere(output))) {
    if (child.exitCode !== null || performance.now() - since > LONG_MS) {
      child.kill('SIGKILL');
      throw new Error(`it did not start:\n${output}`);
    }
    await sleep(100);
  }
  return { child, ended };
}

export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
