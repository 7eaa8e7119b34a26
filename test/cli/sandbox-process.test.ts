import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runSandbox } from '../../src/cli/run/sandbox-process.js';

let packageRoot: string;
beforeAll(async () => {
  packageRoot = await mkdtemp(join(tmpdir(), 'sandbox-process-'));
  await mkdir(join(packageRoot, 'dist/bundle'), { recursive: true });
  await writeFile(join(packageRoot, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(packageRoot, { recursive: true, force: true }));

test.each([
  ['that ends well', '', 0],
  ['that fails', 'process.exit(3)', 3],
  ['that is killed', "process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 60_000)", 128 + 9],
  [
    'that is told to end before it listens',
    "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60_000)",
    128 + 15,
  ],
])('a demo %s: its exit code', async (_what, script, code) => {
  await writeFile(join(packageRoot, 'dist/bundle/sandbox.js'), script);
  expect(await runSandbox(false, { packageRoot })).toBe(code);
});
