/**
 * `node scripts/strip-types.mjs <out> <folder> ...`: the TypeScript of these folders as JavaScript, file by file, each with its map.
 * Types are checked by `npm run types`, once for all of them; a build that checked them again would take ten times as long.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { ROOT } from './bundle/program.mjs';

const [, , out, ...folders] = process.argv;

await build({
  absWorkingDir: ROOT,
  entryPoints: folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.d)\.ts$/.test(name))
      .map((name) => join(folder, name)),
  ),
  outbase: '.',
  outdir: out,
  format: 'esm',
  platform: 'node',
  target: 'es2023',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
