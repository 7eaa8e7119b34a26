import { transformFile } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const files = await readdir(join(ROOT, 'src'), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  await Promise.all([
    ...['node_modules', 'hooks', 'cards'].map((name) => symlink(join(ROOT, name), join(folder, name))),
    copyFile(join(ROOT, 'package.json'), join(folder, 'package.json')),
    ...sources.map((file) => compile(file, folder)),
  ]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function compile(file: string, folder: string): Promise<void> {
  const target = join(folder, 'src', file.replace(/\.ts$/, '.js'));
  const { code } = await transformFile(join(ROOT, 'src', file), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022', experimental: { keepImportAttributes: true } },
    module: { type: 'es6' },
  });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
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
