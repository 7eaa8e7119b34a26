import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { programFile } from '../../support/program.mjs';
import type { ChildTask } from './child/writer.js';

export interface Child {
  /** Lines so far. */
  readonly lines: readonly string[];
  readonly process: ChildProcess;
  /** Waits for that many lines that begin so. */
  until(start: string, count?: number): Promise<void>;
  /** The process ends as in a power cut: nothing of its own runs any more. */
  kill(): Promise<void>;
  ended(): Promise<void>;
}

export interface Children {
  start(task: ChildTask): Child;
  /** Kills what still runs. */
  clean(): Promise<void>;
}

/** A real second process, with the store as it is shipped. */
export function storeChildren(): Children {
  const started: Child[] = [];
  return {
    start(task) {
      const child = startChild(programFile('store-writer'), task);
      started.push(child);
      return child;
    },
    async clean() {
      await Promise.all(started.map((child) => child.kill()));
    },
  };
}

function startChild(script: string, task: ChildTask): Child {
  const lines: string[] = [];
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    lines,
    process: child,
    async until(start, count = 1) {
      while (lines.filter((line) => line.startsWith(start)).length < count) {
        if (isOver()) throw new Error(`the child ended after: ${lines.slice(-3).join(' | ')}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async kill() {
      if (!isOver()) child.kill('SIGKILL');
      await exited;
      // What the pipe still holds was acknowledged too.
      if (!child.stdout.readableEnded) await once(child.stdout, 'close').catch(() => undefined);
    },
    async ended() {
      await exited;
      if (!child.stdout.readableEnded) await once(child.stdout, 'close');
    },
  };
}
