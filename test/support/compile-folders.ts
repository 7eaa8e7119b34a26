import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The TypeScript sources of these folders (`src/domain`) as JavaScript under `target`, where they lie as in the repository: for a
 * process of its own, since `dist/` may be missing or old.
 */
export function compileFolders(folders: readonly string[], target: string): void {
  for (const folder of folders) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => /(?<!\.d)\.ts$/.test(each))) {
      const file = join(target, folder, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, compile(join(ROOT, folder, name)));
    }
  }
}
