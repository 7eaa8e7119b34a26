import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkMemory } from '../../content/check/check-memory.js';
import { ContentError } from '../../content/files/content-error.js';
import { type ContentDirectories, type ContentFiles, wholeFile } from '../../content/files/content-files.js';
import { receiveFiles } from '../../content/files/site-overlay.js';
import type { CheckedContent } from './content-process.js';

export interface CheckLimits {
  /** Milliseconds that the check may take, the start of its process included: two seconds for the shipped content on a quiet machine. */
  readonly timeMs: number;
  /** Megabytes of heap that it may use. */
  readonly heapMb: number;
}

const CHECK_LIMITS: CheckLimits = { timeMs: 120_000, heapMb: 512 };

/** Beside this file, built or not. */
const ENTRY = fileURLToPath(new URL(`./content-process${extname(import.meta.url)}`, import.meta.url));

/** How Node ends a process whose heap is full: by a signal, or where a shell stands between by the number that stands for it. */
const OUT_OF_MEMORY: ReadonlySet<NodeJS.Signals | number | null> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 133, 134]);

/**
 * Reads and checks a content in a process of its own, with limits of time and memory, so that no slip in a site's folder can stop the
 * service. A thread would not do: one allocation beyond its limit ends the whole process, whatever limit the thread was given. What
 * was found sound is remembered for whoever loads the same texts. `signal` ends it under way. The process gets no environment: no key, no address.
 * @returns the files that were found sound
 * @throws ContentError with what is wrong, or with the limit that was reached
 */
export async function checkContent(
  directories: ContentDirectories,
  { timeMs, heapMb }: CheckLimits = CHECK_LIMITS,
  signal?: AbortSignal,
): Promise<ContentFiles> {
  const execArgv = [`--max-old-space-size=${heapMb}`, '--disable-warning=ExperimentalWarning'];
  const child = fork(ENTRY, [], {
    execArgv,
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const found = await new Promise<CheckedContent>((resolve, reject) => {
      const giveUp = (message: string) => reject(new ContentError([wholeFile('content', message)]));
      timer = setTimeout(
        () => giveUp(`was not checked within ${timeMs / 1_000} s: a loop, or a file far too long`),
        timeMs,
      );
      child.once('message', (message) => resolve(message as CheckedContent));
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        OUT_OF_MEMORY.has(signal ?? code)
          ? giveUp(`needs more than ${heapMb} MB to be checked: a loop, or a file far too long`)
          : giveUp('could not be checked: the process that checks it ended'),
      );
      // A process that ended at once takes no message: its end says why.
      child.send(directories, () => undefined);
    });
    if ('problems' in found) throw new ContentError(found.problems);
    for (const key of found.sound) checkMemory.set(key, '[]');
    return receiveFiles(found.files);
  } finally {
    clearTimeout(timer);
    await ended(child);
  }
}

/** At once: a process that loops listens to no gentler word. */
async function ended(child: ReturnType<typeof fork>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
