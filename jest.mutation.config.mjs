import { fileURLToPath } from 'node:url';
import base from './jest.config.mjs';

/** What is mutated, and the tests that must notice: those of the room, as far as they need no server. */
export const MUTATION_ROOMS = {
  rules: { folder: 'src/rules', tests: ['rules', 'cases'] },
  'fhir/facts': {
    folder: 'src/fhir/facts',
    tests: ['fhir'],
    only: /^(books|chart-|fhir-date|for-one-chart|lab-|medication|optional-tests|ordered-dose|sandbox-bodies|stated-certainty)/,
  },
  terminology: { folder: 'src/terminology', tests: ['terminology'] },
};

/** Written by `scripts/mutation.mjs` for one run. */
export const ROOM_TESTS = 'test/mutated-room.ts';

/** Each mutant begins with modules that nobody has used. */
const unshared = Object.entries(base).filter(([option]) => option !== 'runtime');

export default {
  ...Object.fromEntries(unshared),
  testMatch: [`<rootDir>/${ROOM_TESTS}`],
  testEnvironment: fileURLToPath(new URL('test/support/mutated-environment.cjs', import.meta.url)),
  setupFilesAfterEnv: [],
  maxWorkers: 1,
};
