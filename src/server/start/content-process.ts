import process from 'node:process';
import { checkMemory } from '../../content/check/check-memory.js';
import { ContentError, type ContentProblem } from '../../content/files/content-error.js';
import type { ContentDirectories } from '../../content/files/content-files.js';
import { sendFiles, type SentFiles } from '../../content/files/site-overlay.js';
import { loadContent } from '../../content/load-content.js';
import { findProfileFaults } from '../../ehr/profile/build-profiles.js';

/** What a check in a process of its own found. */
export type CheckedContent =
  | {
      /** What was read and found sound: whoever loads these texts loads what was checked, whatever was saved meanwhile. */
      readonly files: SentFiles;
      /** The checks that found nothing, by their keys: whoever loads the same texts need not repeat them. */
      readonly sound: readonly string[];
    }
  | { readonly problems: readonly ContentProblem[] };

/*
 * The process that `check-content.ts` starts for each new content: it is sent the folders, reads and checks everything, sends back
 * what it found, and ends. Whatever a slip in a site's folder does to it - a loop without end, a gigabyte of text - happens here.
 */
async function check(directories: ContentDirectories): Promise<CheckedContent> {
  try {
    const { files } = await loadContent(directories, findProfileFaults);
    return {
      files: sendFiles(files),
      sound: [...checkMemory.entries()].flatMap(([key, found]) => (found === '[]' ? [key] : [])),
    };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { problems: error.problems };
  }
}

process.once('message', (directories: ContentDirectories) => {
  void check(directories).then((found) => process.send?.(found, () => process.disconnect()));
});
// Whoever asked is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit());
