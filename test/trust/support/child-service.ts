import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { programFile } from '../../support/program.mjs';

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

/** Starts the program with these variables and nothing of ours; `preload` is JavaScript that runs before it. */
export function spawnService(variables: Readonly<Record<string, string>>, preload?: string): ChildService {
  const preloading = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  const child = spawn(process.execPath, [...preloading, programFile('main')], {
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
  variables: Readonly<Record<string, string>> = {},
  preload?: string,
): Promise<RunningChild> {
  const child = spawnService(variables, preload);
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
