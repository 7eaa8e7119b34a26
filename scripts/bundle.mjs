/**
 * Makes of the program a few files in `dist/bundle`, which start in a fraction of the time that some nine hundred take; and then
 * proves the shipped content with them, so that no start has to render it again. What is installed, served and packed runs from there. `dist/src` stays for development: profiles and traces of it name files and functions.
 */
import { fork } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { once } from 'node:events';
import { bundleProgram, ROOT } from './bundle/program.mjs';
import { layProof } from './bundle/proof.mjs';

const folder = `${ROOT}dist/bundle`;

await bundleProgram(folder);
await chmod(`${folder}/main.js`, 0o755);
await proveContent();

/** The same check that a site's content goes through before it is taken over, by the program that will trust what it found. */
async function proveContent() {
  const child = fork(`${folder}/content-process.js`, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(child, 'exit');
  child.send({ hooksDir: `${ROOT}hooks`, cardsDir: `${ROOT}cards`, overlayDir: null });
  const [found] = await Promise.race([once(child, 'message'), ended.then(() => [null])]);
  await ended;
  if (found === null) throw new Error('the process that checks the shipped content ended without an answer');
  if ('problems' in found) {
    console.warn(
      `The shipped content is not sound (${found.problems.length} problems): every start will check it, and say so.`,
    );
    return;
  }
  layProof(folder, found.sound);
}
