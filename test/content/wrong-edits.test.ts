import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ContentError } from '../../src/content/files/content-error.js';
import { buildProfiles, findProfileFaults } from '../../src/ehr/profile/build-profiles.js';
import { loadContent } from '../../src/content/load-content.js';

/**
 * Each folder is a site's overlay with one slip (`site/`) and what the site is told about it (`message.txt`). Written to be
 * read: somebody who does not program must know from the line alone what to mend, and where.
 * `UPDATE_MESSAGES=1` writes the files anew; read the difference before you keep it.
 */
const FOLDER = 'test/fixtures/content/wrong-edits';
const kinds = readdirSync(FOLDER).sort();

async function messageFor(kind: string): Promise<string> {
  const overlayDir = join(FOLDER, kind, 'site');
  const error: unknown = await loadContent({ hooksDir: 'hooks', cardsDir: 'cards', overlayDir }, findProfileFaults)
    .then((content) => buildProfiles(content))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof ContentError)) throw new Error(`${kind} was accepted, or failed in another way`);
  return `${error.message}\n`;
}

describe('a wrong edit is refused, and the message says what to mend', () => {
  it.each(kinds)('%s', async (kind) => {
    const file = join(FOLDER, kind, 'message.txt');
    const message = await messageFor(kind);
    if (process.env.UPDATE_MESSAGES === '1') await writeFile(file, message);
    expect(message).toBe(await readFile(file, 'utf8'));
  });

  it('every message names the file that was edited, with line and column', async () => {
    for (const kind of kinds) {
      for (const line of (await readFile(join(FOLDER, kind, 'message.txt'), 'utf8')).trim().split('\n')) {
        expect(line).toMatch(/^site\/[^:]+:\d+:\d+ \S/);
      }
    }
  });
});
