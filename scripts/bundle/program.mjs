import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a process or a thread begins with; all lie in one folder, where each finds the others by name. */
const ENTRIES = {
  main: 'src/main.ts',
  sandbox: 'sandbox/start.ts',
  'content-process': 'src/server/start/content-process.ts',
  'sqlite-worker': 'src/records/store/sqlite-worker.ts',
  'shard-thread': 'src/rehearse/run/shard-thread.ts',
};

/**
 * The program in a few files, with the packages it needs.
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} more entries of tests, by name
 */
export async function bundleProgram(folder, more = {}) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { ...ENTRIES, ...more },
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
}
