/**
 * Makes of the program that `tsc` has checked and built a few files in `dist/bundle`, which start in a fraction of the time that some
 * nine hundred take; and then proves the shipped content with them, so that no start has to render it again. What is installed,
 * served and packed runs from there. `dist/src` stays for development: profiles and traces of it name files and functions.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}dist/bundle`;

await build({
  absWorkingDir: root,
  // What a process or a thread begins with; all lie in one folder, where each finds the others by name.
  entryPoints: {
    main: 'src/main.ts',
    sandbox: 'sandbox/start.ts',
    'content-process': 'src/server/start/content-process.ts',
    'sqlite-worker': 'src/records/store/sqlite-worker.ts',
    'shard-thread': 'src/rehearse/run/shard-thread.ts',
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Names stay, for stack traces; the map says the lines.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'eof',
  logLevel: 'warning',
  // Optional: looked for when they are needed, and said where they are missing.
  external: ['better-sqlite3', '@duckdb/node-api', 'piscina', 'pg-native'],
  // Packages of the older kind ask for the modules of Node by `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
});
await chmod(`${folder}/main.js`, 0o755);
await proveContent();

/** The same check that a site's content goes through before it is taken over, by the program that will trust what it found. */
async function proveContent() {
  const child = fork(`${folder}/content-process.js`, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(child, 'exit');
  child.send({ hooksDir: `${root}hooks`, cardsDir: `${root}cards`, overlayDir: null });
  const [found] = await Promise.race([once(child, 'message'), ended.then(() => [null])]);
  await ended;
  if (found === null) throw new Error('the process that checks the shipped content ended without an answer');
  if ('problems' in found) {
    console.warn(
      `The shipped content is not sound (${found.problems.length} problems): every start will check it, and say so.`,
    );
    return;
  }
  const program = createHash('sha256');
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.js')).sort()) {
    program.update(await readFile(`${folder}/${name}`));
  }
  await writeFile(
    `${folder}/proven.json`,
    JSON.stringify({ program: program.digest('hex'), sound: found.sound.toSorted() }),
  );
}
