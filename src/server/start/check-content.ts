import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkMemory } from '../../content/check/check-memory.js';
import { ContentError } from '../../content/files/content-error.js';
import { type ContentDirectories, wholeFile } from '../../content/files/content-files.js';
import type { CheckedContent } from './content-worker.js';

export interface CheckLimits {
  /** Milliseconds that the check may take, the start of its thread included: two seconds for the shipped content on a quiet machine. */
  readonly timeMs: number;
  /** Megabytes of heap that it may use. */
  readonly heapMb: number;
}

const CHECK_LIMITS: CheckLimits = { timeMs: 120_000, heapMb: 512 };

/** Beside this file, built or not. */
const WORKER = new URL(`./content-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Reads and checks a content in a thread of its own, with limits of time and memory, so that no slip in a site's folder can stop the
 * thread that answers. What it found sound is remembered for whoever loads the same texts.
 * @returns the version that was found sound
 * @throws ContentError with what is wrong, or with the limit that was reached
 */
export async function checkContent(
  directories: ContentDirectories,
  { timeMs, heapMb }: CheckLimits = CHECK_LIMITS,
): Promise<string> {
  const worker = new Worker(WORKER, { workerData: directories, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  let timer: NodeJS.Timeout | undefined;
  try {
    const found = await new Promise<CheckedContent>((resolve, reject) => {
      const giveUp = (message: string) => reject(new ContentError([wholeFile('content', message)]));
      timer = setTimeout(
        () => giveUp(`was not checked within ${timeMs / 1_000} s: a loop, or a file far too long`),
        timeMs,
      );
      worker.once('message', resolve);
      worker.once('error', (error) =>
        'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? giveUp(`needs more than ${heapMb} MB to be checked: a loop, or a file far too long`)
          : reject(error),
      );
      worker.once('exit', () => giveUp('could not be checked: the thread that checks it ended'));
    });
    if ('problems' in found) throw new ContentError(found.problems);
    for (const key of found.sound) checkMemory.set(key, '[]');
    return found.version;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
