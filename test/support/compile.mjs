import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * JavaScript of a TypeScript source: the types are stripped, as jest does. What was stripped once is kept beside the packages under
 * the hash of its text, for every thread and process of tests; it is missing after `npm ci`, and nothing but tests reads it.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'node_modules/.cache/tacrolimus-cds/compiled');
const OPTIONS = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', experimental: { keepImportAttributes: true } },
  module: { type: 'es6' },
};
const require = createRequire(import.meta.url);
const { version } = require('@swc/core/package.json');

export function compile(path) {
  const source = readFileSync(path, 'utf8');
  const kept = join(FOLDER, createHash('sha256').update(version).update(source).digest('hex'));
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    // Loaded only where something is new: the compiler alone takes as long as the start of a process.
    const { code } = require('@swc/core').transformSync(source, OPTIONS);
    keep(kept, code);
    return code;
  }
}

/** A folder that cannot be written costs the next process some time, and no test. */
function keep(file, code) {
  try {
    mkdirSync(FOLDER, { recursive: true });
    const written = `${file}.${process.pid}`;
    writeFileSync(written, code);
    renameSync(written, file);
  } catch {
    // The same.
  }
}
