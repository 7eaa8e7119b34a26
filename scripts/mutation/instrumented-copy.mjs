import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GLOBALS = fileURLToPath(new URL('test-globals.mjs', import.meta.url));
const CODE = ['src', 'test', 'sandbox', 'bench', 'scripts'];
const DATA = ['hooks', 'cards', 'docs', 'package.json'];

/**
 * Makes a copy of the repository as JavaScript, in which every mutant of the files waits behind a switch
 * (`globalThis.__stryker__.activeMutant`).
 * @param {readonly string[]} mutated paths below the repository
 * @param {string} folder where the copy is made; whatever is there goes
 * @returns the mutants, as Stryker's instrumenter describes them
 */
export async function instrumentedCopy(mutated, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of [...CODE, ...DATA]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const { files, mutants } = await instrument(mutated);
  const changed = new Map(files.map(({ name, content }) => [name, content]));
  const sources = CODE.flatMap((name) => typescriptIn(join(folder, name)));
  for (const file of sources) {
    const name = relative(folder, file);
    const text = changed.get(name) ?? readFileSync(file, 'utf8');
    const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'node20', sourcefile: name });
    writeFileSync(file.replace(/\.ts$/, '.js'), code);
  }
  const shim = join(folder, 'node_modules/@jest/globals');
  mkdirSync(shim, { recursive: true });
  writeFileSync(
    join(shim, 'package.json'),
    JSON.stringify({ name: '@jest/globals', type: 'module', main: 'index.js' }),
  );
  writeFileSync(join(shim, 'index.js'), `export * from ${JSON.stringify(GLOBALS)};\n`);
  return mutants;
}

/** By the instrumenter that Stryker brings with it, so that its mutants are those of `npm run mutation`. */
async function instrument(mutated) {
  const stryker = createRequire(createRequire(import.meta.url).resolve('@stryker-mutator/core'));
  const { createInstrumenter } = await import(stryker.resolve('@stryker-mutator/instrumenter'));
  const { createInjector } = await import(stryker.resolve('typed-inject'));
  const quiet = () => undefined;
  const log = {
    isDebugEnabled: () => false,
    debug: quiet,
    info: quiet,
    warn: quiet,
    trace: quiet,
    error: console.error,
  };
  const injector = createInjector().provideValue('logger', log).provideValue('options', {});
  const files = mutated.map((name) => ({ name, content: readFileSync(join(ROOT, name), 'utf8'), mutate: true }));
  return injector
    .injectFunction(createInstrumenter)
    .instrument(files, { plugins: null, excludedMutations: [], ignorers: [] });
}

function typescriptIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}
