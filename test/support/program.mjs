import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { layProof } from '../../scripts/bundle/proof.mjs';

/**
 * The program as it is shipped, for the threads and processes that tests start: `dist/` may be missing or old, and sources that are
 * stripped of their types one by one take a thread longer than what it is started for. It is bundled once of the sources as they
 * stand, and kept beside the packages under their hash; it is missing after `npm ci`, and nothing but tests reads it.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/tacrolimus-cds');
/** Not by `import`: that would keep both modules as they are before `typescript-workers.mjs` has changed them. */
const require = createRequire(import.meta.url);
const { readKnown } = require('./known-checks.cjs');
/** One for all files of tests in a process. */
const kept = (require('node:worker_threads')[Symbol.for('program of tests')] ??= { folder: null, known: 0 });

/** @returns the folder of a package: `dist/bundle/main.js` beside `hooks`, `cards` and `package.json` */
export function programFolder() {
  kept.folder ??= bundled();
  // What files of tests have found sound meanwhile, no process of theirs has to find again.
  const known = readKnown();
  if (known.length > kept.known) layProof(join(kept.folder, 'dist/bundle'), known);
  kept.known = Math.max(kept.known, known.length);
  return kept.folder;
}

/** What a process or a thread begins with, by its name in `scripts/bundle/program.mjs`. */
export function programFile(name) {
  const file = join(programFolder(), 'dist/bundle', `${name}.js`);
  // A child without a file ends, and whoever waits for its word waits for ever.
  if (!existsSync(file)) throw new Error(`${name} is no entry of the program: see make-program.mjs`);
  return file;
}

/** `.../sqlite-worker.ts` -> `.../sqlite-worker.js` of the program; what is no source stays. */
export const shipped = (entry) => (String(entry).endsWith('.ts') ? programFile(basename(String(entry), '.ts')) : entry);

function bundled() {
  const folder = join(CACHE, `program-${hashOfSources()}`);
  if (existsSync(folder)) utimesSync(folder, new Date(), new Date());
  // In a process of its own: the bundler takes Jest's world for a broken one.
  else
    require('node:child_process').execFileSync(
      process.execPath,
      [join(import.meta.dirname, 'make-program.mjs'), folder],
      { stdio: 'inherit' },
    );
  return folder;
}

function hashOfSources() {
  const hash = createHash('sha256').update(process.version);
  const folders = ['src', 'sandbox', 'scripts/bundle', 'bench/load', 'test/engine', 'test/records/store/child'];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|mjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  for (const path of ['package-lock.json', ...paths.sort()])
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)));
  return hash.digest('hex').slice(0, 20);
}
