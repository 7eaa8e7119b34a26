// `npm run field-cases -- FOLDER [words]`: runs the field cases of a folder against the whole service and prints which
// are right. `words` is a regular expression over kind and name. `own` in the place of a folder: the kinds that
// test/field-cases holds itself.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, ...words] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npm run field-cases -- FOLDER|own [words]');
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const args = [
  ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', here('../node_modules/jest/bin/jest.js')],
  ...['--rootDir', here('..'), '--maxWorkers=1', `--reporters=${here('field-cases/table-reporter.mjs')}`],
  ...['--runTestsByPath', here(`../test/field-cases/${folder === 'own' ? 'kinds' : 'field-cases'}.test.ts`)],
  ...(words.length > 0 ? ['--testNamePattern', words.join(' ')] : []),
];
const env = { ...process.env, FIELD_CASES_DIR: resolve(folder), FIELD_CASES_TABLE: '1' };
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: here('..'), env });
process.exitCode = status ?? 1;
