import { execFile } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { programFile } from '../support/program.mjs';
import { captures } from './captured.js';
import { ROOT } from './cli-harness.js';

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
    const child = execFile(process.execPath, [programFile('main'), ...argv], { cwd: ROOT }, (_error, out, err) =>
      ended({ code: child.exitCode ?? -1, out, err }),
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
