import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { tier } from './test/tiers.mjs';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Types are checked by `npm run types`; here they are only stripped, so the tests start quickly. */
export default {
  testEnvironment: fileOf('test/support/environment.cjs'),
  // Files of tests share the modules of the program; with `ISOLATED=1` each loads its own, which takes much longer.
  ...(process.env.ISOLATED === '1' ? {} : { runtime: fileOf('test/support/shared-modules.cjs') }),
  testSequencer: fileOf('test/support/longest-first.cjs'),
  setupFilesAfterEnv: ['<rootDir>/test/support/remember-checks.ts'],
  roots: ['<rootDir>/test'],
  setupFiles: ['<rootDir>/test/support/typescript-workers.mjs'],
  ...tier(process.env.TESTS),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '^piscina$': fileOf('test/support/piscina.mjs') },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  maxWorkers: 2,
  // A guard against hanging, not a measurement: a shared machine may be many times slower than a quiet one.
  testTimeout: 120_000,
};
