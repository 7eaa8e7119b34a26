import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';

/** Its one function, of a file in CommonJS that Jest's environment needs before any module. */
const known = createRequire(import.meta.url)('./known-checks.cjs') as { readKnown(): readonly string[] };
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

/**
 * What tests found sound in the shipped content, laid beside the compiled checks as the build does it
 * (`src/content/check/proven-checks.ts`): so not every start renders each card against each sample.
 */
export function layProof(target: string): void {
  const folder = join(target, 'src/content/check');
  const hash = createHash('sha256');
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  for (const name of names.sort()) hash.update(readFileSync(join(folder, name)));
  writeFileSync(join(folder, 'proven.json'), JSON.stringify({ program: hash.digest('hex'), sound: known.readKnown() }));
}
