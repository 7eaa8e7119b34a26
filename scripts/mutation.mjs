/**
 * Mutation testing of one room: `npm run mutation -- rules [file ...]`. Changes its code in one place after another and
 * asks whether a test of the room notices; prints the score and every mutant that survived. Answers are kept in
 * `.mutation/`, so that the next run asks again only where code or tests changed.
 *
 *   --one-process   everything is loaded once: minutes instead of hours, and a lower bound (docs/clinical/mutation.md#one-process)
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { MUTATION_ROOMS, ROOM_TESTS } from '../jest.mutation.config.mjs';
import { askInOneProcess } from './mutation/one-process.mjs';

const isInOneProcess = process.argv.includes('--one-process');
const [room = '', ...files] = process.argv.slice(2).filter((each) => each !== '--one-process');
const found = MUTATION_ROOMS[room];
if (found === undefined) {
  console.error(
    `npm run mutation -- <room> [--one-process] [file ...], where a room is one of ${Object.keys(MUTATION_ROOMS).join(', ')}`,
  );
  process.exit(2);
}

const tests = found.tests.flatMap((folder) =>
  readdirSync(`test/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => found.only?.test(name) ?? true)
    .map((name) => `${folder}/${name}`)
    .sort(),
);
if (isInOneProcess) {
  const paths = tests.map((name) => `test/${name}`);
  await askInOneProcess(files.length > 0 ? files : filesOf(found.folder), paths, room);
  process.exit(0);
}

// One Jest file that imports the others: each mutant loads the room once, not once for every file of tests. Tables first:
// they notice most mutants, and the file stops at the first failure.
tests.sort((a, b) => Number(/propert|vectors|every-rule/.test(a)) - Number(/propert|vectors|every-rule/.test(b)));
const lines = [
  `import fc from 'fast-check';`,
  '// The first failure is enough to notice a mutant; nobody reads the smallest one.',
  'fc.configureGlobal({ endOnFailure: true });',
  ...tests.map((name) => `await import('./${name.replace(/\.ts$/, '.js')}');`),
];
mkdirSync('.mutation', { recursive: true });
writeFileSync(ROOM_TESTS, `${lines.join('\n')}\n`);
try {
  const args = ['stryker', 'run', ...(files.length > 0 ? ['--mutate', files.join(',')] : [])];
  const env = { ...process.env, MUTATION_ROOM: room };
  process.exitCode = spawnSync('npx', args, { stdio: 'inherit', env }).status ?? 1;
} finally {
  rmSync(ROOM_TESTS, { force: true });
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}
