import { parentPort, workerData } from 'node:worker_threads';
import { checkMemory } from '../../content/check/check-memory.js';
import { ContentError, type ContentProblem } from '../../content/files/content-error.js';
import type { ContentDirectories } from '../../content/files/content-files.js';
import { loadContent } from '../../content/load-content.js';
import { findProfileFaults } from '../../ehr/profile/build-dialects.js';

/** What a check in a thread of its own found. */
export type CheckedContent =
  | {
      readonly version: string;
      /** The checks that found nothing, by their keys: whoever loads the same texts need not repeat them. */
      readonly sound: readonly string[];
    }
  | { readonly problems: readonly ContentProblem[] };

/*
 * The thread that `check-content.ts` starts for each new content: it reads and checks everything, and ends. Whatever a slip in a
 * site's folder does to it - a loop without end, a gigabyte of text - happens here, and the thread that answers goes on.
 */
async function check(): Promise<CheckedContent> {
  try {
    const { version } = await loadContent(workerData as ContentDirectories, findProfileFaults);
    return { version, sound: [...checkMemory.entries()].flatMap(([key, found]) => (found === '[]' ? [key] : [])) };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { problems: error.problems };
  }
}

parentPort?.postMessage(await check());
