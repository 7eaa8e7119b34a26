import { chmodSync, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { bundleProgram, ROOT } from '../../scripts/bundle/program.mjs';

/** Bundles the program into the folder that is named, at once: see `program.mjs`. */
const [, , folder] = process.argv;
const made = `${folder}.${process.pid}`;
const HOUR_MS = 3_600_000;

mkdirSync(made, { recursive: true });
await bundleProgram(join(made, 'dist/bundle'), {
  'store-writer': 'test/records/store/child/writer.ts',
  'measure-garbage': 'test/engine/measure-garbage.ts',
});
chmodSync(join(made, 'dist/bundle/main.js'), 0o755);
copyFileSync(join(ROOT, 'package.json'), join(made, 'package.json'));
mkdirSync(join(made, 'sandbox'));
for (const name of ['hooks', 'cards', 'sandbox/page']) symlinkSync(join(ROOT, name), join(made, name));
try {
  renameSync(made, folder);
} catch {
  // Another process of tests was quicker.
  rmSync(made, { recursive: true });
}
// Those of other sources, unless tests may still run from them.
const isOld = (path) => Date.now() - statSync(path, { throwIfNoEntry: false })?.mtimeMs > HOUR_MS;
for (const name of readdirSync(dirname(folder)).filter((each) => each.startsWith('program-'))) {
  const path = join(dirname(folder), name);
  if (path !== folder && isOld(path)) rmSync(path, { recursive: true, force: true });
}
