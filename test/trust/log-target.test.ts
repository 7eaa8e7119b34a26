import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../server/http/test-app.js';
import { freePort } from '../support/free-port.js';
import { programFile } from '../support/program.mjs';

/** A log target that is full, unread or gone: the service goes on, says how much is lost, and can be ended. */
let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-log-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly metricsUrl: string;
  readonly exited: Promise<number | null>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param stdout a file descriptor */
async function start(stdout: number): Promise<Running> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [programFile('main')], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      STORE_FILE: 'none',
    },
    stdio: ['ignore', stdout, 'ignore'],
  });
  children.push(child);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    send(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the service ended before it was ready');
    await pause(50);
  }
  return { process: child, url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, exited };
}

/** More lines than a pipe holds: some 64 kB. */
async function makeLines({ url }: Running): Promise<void> {
  for (let round = 0; round < 25; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(`${url}/cds-services`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  }
}

async function linesLost({ metricsUrl }: Running): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  return Number(/^cds_log_lines_lost_total (\d+)$/m.exec(text)?.[1]);
}

async function untilSomeAreLost(service: Running): Promise<void> {
  while ((await linesLost(service)) === 0) await pause(50);
}

/** Both ends in our hands: the reader is there and does not read. */
function unreadPipe(): { readonly writer: number; readonly reader: number } {
  const path = join(folder, `pipe-${children.length}-${process.hrtime.bigint()}`);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, 'r+');
  return { reader, writer: openSync(path, 'w') };
}

async function endsAt(service: Running, signal: NodeJS.Signals): Promise<void> {
  service.process.kill(signal);
  expect(await service.exited).toBe(0);
}

describe('the log target', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'is full: calls are answered, lost lines are counted, %s ends it',
    async (signal) => {
      const full = openSync('/dev/full', 'w');
      const service = await start(full);
      closeSync(full);
      await makeLines(service);
      await untilSomeAreLost(service);
      await makeLines(service);
      await endsAt(service, signal);
    },
  );

  test('is a pipe that nobody reads: calls are answered, SIGTERM ends it', async () => {
    const { writer, reader } = unreadPipe();
    const service = await start(writer);
    closeSync(writer);
    await makeLines(service);
    await endsAt(service, 'SIGTERM');
    closeSync(reader);
  });

  test('is a pipe whose reader has gone: calls are answered, lost lines are counted, SIGTERM ends it', async () => {
    const { writer, reader } = unreadPipe();
    const service = await start(writer);
    closeSync(writer);
    closeSync(reader);
    await makeLines(service);
    await untilSomeAreLost(service);
    await makeLines(service);
    await endsAt(service, 'SIGTERM');
  });
});
