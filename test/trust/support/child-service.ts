import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFolders, layProof } from '../../support/compile-folders.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface CompiledService {
  /** A package of its own: `src/main.js` beside `hooks`, `cards` and `node_modules`. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * The sources as they stand, without types, in a folder of their own: `dist/` may be missing or old, and a test of a real process
 * must not depend on that.
 */
export async function compileService(): Promise<CompiledService> {
  const folder = await mkdtemp(join(tmpdir(), 'trust-'));
  compileFolders(['src'], folder);
  layProof(folder);
  await Promise.all([
    ...['node_modules', 'hooks', 'cards'].map((name) => symlink(join(ROOT, name), join(folder, name))),
    copyFile(join(ROOT, 'package.json'), join(folder, 'package.json')),
  ]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface ChildService {
  readonly process: ChildProcess;
  /** Everything on standard output and standard error so far. */
  output(): string;
  errors(): string;
  /** Exit code; null for a process that a signal has ended. */
  readonly exited: Promise<number | null>;
}

export interface RunningChild extends ChildService {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
}

/** Starts `src/main.js` with these variables and nothing of ours; `preload` is JavaScript that runs before it. */
export function spawnService(
  { folder }: CompiledService,
  variables: Readonly<Record<string, string>>,
  preload?: string,
): ChildService {
  const preloading = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  const child = spawn(process.execPath, [...preloading, join(folder, 'src', 'main.js')], {
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: '0', STORE_FILE: 'none', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const heard = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (heard.err += text));
  return {
    process: child,
    output: () => heard.out + heard.err,
    errors: () => heard.err,
    exited: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Starts the service and waits until it says where it listens. */
export async function startChild(
  compiled: CompiledService,
  variables: Readonly<Record<string, string>> = {},
  preload?: string,
): Promise<RunningChild> {
  const child = spawnService(compiled, variables, preload);
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const [, found] = /"discovery":"(http:[^"]+)\/cds-services"/.exec(child.output()) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.process.stdout?.on('data', look);
    void child.exited.then((code) => reject(new Error(`exit ${String(code)} before listening: ${child.output()}`)));
  });
  return { ...child, url };
}

/** Ends a child that a failed test has left behind. */
export async function endChild({ process: child, exited }: ChildService): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}
