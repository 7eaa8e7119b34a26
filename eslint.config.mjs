import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { URL: 'readonly', process: 'readonly', console: 'readonly', fetch: 'readonly' } },
  },
  {
    files: ['sandbox/page/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'location', 'history', 'addEventListener', 'matchMedia', 'fetch', 'URL', 'performance'],
          ...[
            'AbortController',
            'AbortSignal',
            'DOMException',
            'FormData',
            'HTMLElement',
            'HTMLInputElement',
            'HTMLFormElement',
          ],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { eqeqeq: 'error' },
  },
  // Of TypeScript only what oxlint has no rule for; the rest, with all that needs types, stands in .oxlintrc.json.
  { ignores: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    rules: { 'no-undef': 'off', 'no-unused-vars': 'off' },
  },
  {
    // Only the entry points touch the process; everything else is handed what it needs.
    files: ['src/**/*.ts', 'sandbox/**/*.ts'],
    ignores: ['src/main.ts', 'sandbox/start.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env' }] },
  },
  {
    // One call must not hold up the others: no expression may take longer on a hostile text than the text is long. None is
    // excepted; what cannot be written so is written without an expression.
    files: ['src/**/*.ts', 'sandbox/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain', ignoreSticky: false, ignorePartial: false }],
    },
  },
  {
    // V8 gives each generator that is called a map of its own, in old space, which holds the generator and through it whatever it can
    // see: of a generator that is made anew for every call, the whole chart, until the next full collection.
    files: [
      'src/cds-hooks/**/*.ts',
      'src/fhir/**/*.ts',
      'src/engine/**/*.ts',
      'src/rules/**/*.ts',
      'src/terminology/**/*.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: ':function :function[generator=true]',
          message: 'Move the generator out of the function: see eslint.config.mjs.',
        },
      ],
    },
  },
);
