import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Lays beside a bundled program what was found sound in a content, so that no start of it has to render that again
 * (`src/content/check/proven-checks.ts`).
 * @param {string} folder
 * @param {readonly string[]} sound
 */
export function layProof(folder, sound) {
  const program = createHash('sha256');
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.js'))
    .sort())
    program.update(readFileSync(`${folder}/${name}`));
  // At once: another process may be reading it.
  const written = `${folder}/proven.${process.pid}`;
  writeFileSync(written, JSON.stringify({ program: program.digest('hex'), sound: sound.toSorted() }));
  renameSync(written, `${folder}/proven.json`);
}
