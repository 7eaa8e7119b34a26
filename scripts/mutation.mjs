/**
 * Mutation testing of one room: `npm run mutation -- rules [file ...]`. Changes its code in one place after another and
 * asks whether a test of the room notices; prints the score and every mutant that survived. Answers are kept in
 * `.mutation/`, so that the next run asks again only where code or tests changed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { MUTATION_ROOMS, ROOM_TESTS } from '../jest.mutation.config.mjs';

const [room = '', ...files] = process.argv.slice(2);
const found = MUTATION_ROOMS[room];
if (found === undefined) {
  console.error(
    `npm run mutation -- <room> [file ...], where a room is one of ${Object.keys(MUTATION_ROOMS).join(', ')}`,
  );
  process.exit(2);
}

// One Jest file that imports the others: each mutant loads the room once, not once for every file of tests.
const tests = found.tests.flatMap((folder) =>
  readdirSync(`test/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => found.only?.test(name) ?? true)
    .map((name) => `./${folder}/${name.replace(/\.ts$/, '.js')}`)
    .sort(),
);
// Tables first: they notice most mutants, and the file stops at the first failure.
tests.sort((a, b) => Number(/propert|vectors|every-rule/.test(a)) - Number(/propert|vectors|every-rule/.test(b)));
const lines = [
  `import fc from 'fast-check';`,
  '// The first failure is enough to notice a mutant; nobody reads the smallest one.',
  'fc.configureGlobal({ endOnFailure: true });',
  ...tests.map((file) => `await import('${file}');`),
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
