import process from 'node:process';
import { MUTATION_ROOMS } from './jest.mutation.config.mjs';

/** One room at a time, by `npm run mutation -- rules`. Each mutant meets only the tests that reach its line. */
const room = process.env.MUTATION_ROOM ?? 'rules';

export default {
  mutate: [`${MUTATION_ROOMS[room].folder}/**/*.ts`],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // A table built as a module loads would need every test for every cell; the tests that name its rows are the proof.
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  // Ten times what is expected: a busy machine must not pass for a killed mutant.
  timeoutFactor: 10,
  timeoutMS: 60_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `.mutation/${room.replace('/', '-')}.json` },
  tempDirName: '.mutation/sandbox',
  incremental: true,
  incrementalFile: `.mutation/${room.replace('/', '-')}.incremental.json`,
  // The sandbox needs what the tests read, and not what other tools made.
  ignorePatterns: ['dist', 'bench', 'deploy', 'docs', '.mutation'],
};
