import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { USAGE_QUESTION, type Usage } from './usage.js';

export interface ServerOptions {
  readonly name: string;
  /** For its log. */
  readonly folder: string;
  /** Below `dist/`: `bundle/main.js`. */
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** False for a process that answers for its usage by itself, or that is not measured. Default true. */
  readonly probe?: boolean;
}

export interface MeasuredServer {
  readonly name: string;
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  readonly pid: number;
  usage(): Promise<Usage>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

const DIST = new URL('../../', import.meta.url);
const PROBE = new URL('./probe.js', import.meta.url);
const START_LIMIT_MS = 180_000;

/** Starts a program on a free port of this machine, and waits until it answers. Its log goes to a file, as in production. */
export async function startServer(options: ServerOptions): Promise<MeasuredServer> {
  const { child, url } = await launch(options);
  const died = once(child, 'exit').then(() => {
    throw new Error(`${options.name} ended before it answered.`);
  });
  died.catch(() => undefined);
  try {
    await Promise.race([untilAnswers(`${url}/readyz`), died]);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    name: options.name,
    url,
    pid: child.pid ?? 0,
    async usage() {
      const answer = once(child, 'message');
      child.send(USAGE_QUESTION);
      const [usage] = (await answer) as [Usage];
      return usage;
    },
    stop: () => stop(child),
  };
}

/**
 * How long it takes from starting the program until its first answer to a request is complete.
 * @param path - asked again and again until it is answered with 200
 * @returns milliseconds
 */
export async function timeToFirstAnswer(options: ServerOptions, path: string, init: RequestInit): Promise<number> {
  const startedAt = performance.now();
  const { child, url } = await launch({ ...options, probe: false });
  await untilAnswers(`${url}${path}`, init);
  const milliseconds = performance.now() - startedAt;
  await stop(child);
  return milliseconds;
}

async function launch(options: ServerOptions): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const log = openSync(join(options.folder, `${options.name}.log`), 'a');
  const child = fork(fileURLToPath(new URL(options.script, DIST)), {
    env: {
      ...{ PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), NODE_NO_WARNINGS: '1' },
      // The service keeps a file by default; here a store is what a series is about, or absent.
      STORE_FILE: 'none',
      ...options.env,
    },
    execArgv: [...(options.execArgv ?? []), ...(options.probe === false ? [] : ['--import', PROBE.href])],
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  return { child, url: `http://127.0.0.1:${port}` };
}

async function untilAnswers(url: string, init: RequestInit = {}): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const response = await fetch(url, init);
      const text = await response.text();
      if (response.status === 200) return;
      if (response.status < 500) throw new TypeError(`status ${response.status}: ${text.slice(0, 300)}`);
    } catch (error) {
      if (!(error instanceof TypeError && error.message === 'fetch failed')) throw error;
    }
    if (performance.now() > giveUpAt) throw new Error(`${url} did not answer in ${START_LIMIT_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await gone;
  clearTimeout(timer);
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
