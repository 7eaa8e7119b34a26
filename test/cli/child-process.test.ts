import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compileFolders, layProof } from '../support/compile-folders.js';
import { captures } from './captured.js';
import { ROOT } from './cli-harness.js';

/** What `src/main.ts` does with the command line, without the service behind it. */
const ENTRY = `
import { terminalIo } from './src/cli/run/terminal-io.js';
import { runCli } from './src/cli/run/run-cli.js';
const io = terminalIo(
  { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, noColor: process.env.NO_COLOR },
  { cwd: process.cwd(), packageRoot: import.meta.dirname, now: () => Date.now(), serve: async () => 0 },
);
process.exitCode = await runCli(process.argv.slice(2), io);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  compileFolders(['src'], folder);
  layProof(folder);
  for (const name of ['node_modules', 'hooks', 'cards', 'package.json'])
    await symlink(join(ROOT, name), join(folder, name));
  await writeFile(join(folder, 'entry.mjs'), ENTRY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** undici calls its decompression experimental as soon as a connection pool is made. */
function withoutNodeWarnings(text: string): string {
  return text.replace(/^\(node:\d+\) ExperimentalWarning: .*\n|^\(Use `node --trace-warnings .*\n/gm, '');
}

function start(argv: readonly string[], stdin = ''): Promise<Ended> {
  return new Promise((ended) => {
    const child = execFile(
      process.execPath,
      [join(folder, 'entry.mjs'), ...argv],
      { cwd: folder },
      (_error, out, err) => ended({ code: child.exitCode ?? -1, out, err }),
    );
    child.stdin?.end(stdin);
  });
}

describe('as a process of its own', () => {
  test('validate ends with 0, without colour and without a word on stderr', async () => {
    const { code, out, err } = await start(['validate']);
    expect(err).toBe('');
    expect(out).toMatch(/^the shipped content: no problems\./);
    expect(out).not.toContain('\u001b[');
    expect(code).toBe(0);
  });

  test('explain reads a request from standard input and ends by itself', async () => {
    const request = await captures();
    const { code, out, err } = await start(
      ['explain', '-', '--as-of', '2026-11-22'],
      JSON.stringify(request('all-quiet')),
    );
    expect(withoutNodeWarnings(err)).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('Answer: HTTP 200');
  });

  test('wrong usage ends with 2', async () => {
    const { code, out, err } = await start(['diff', 'one']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain("missing required argument 'after'");
  });
});
