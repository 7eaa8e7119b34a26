import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { readQuestion } from '../../src/cli/content/explain-code.js';
import { wordDiff } from '../../src/cli/content/word-diff.js';
import { severityText, table, wrap } from '../../src/cli/run/table.js';
import type { ValueSetResource } from '../../src/terminology/value-sets/value-set-index.js';
import { ROOT, run, runJson } from './cli-harness.js';
import { Site } from './site.js';

const COMMANDS_WITH_HELP = [
  'validate',
  'diff',
  'explain',
  'replay',
  'test-cases',
  'explain-code',
  'doctor',
  'schema',
  'import-value-set',
];
const COMMANDS = ['serve', 'sandbox', 'completion', 'ehr-kit', 'gallery', 'rehearse', ...COMMANDS_WITH_HELP];

let site: Site;
beforeAll(async () => {
  site = await Site.make();
});
afterAll(() => site.discard());

describe('usage', () => {
  test('without a command the service starts, and its exit code is ours', async () => {
    expect((await run([], { serve: () => Promise.resolve(7) })).code).toBe(7);
    expect((await run(['serve'], { serve: () => Promise.resolve(0) })).code).toBe(0);
  });

  test('a command that is added from outside ends with its own exit code', async () => {
    const { code } = await run(['extra'], {}, (program, finish) => program.command('extra').action(() => finish(1)));
    expect(code).toBe(1);
  });

  test('--help lists every command and the exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(`  ${command} `);
    expect(out).toContain('Exit codes: 0 fine; 1 something was found or differs; 2 wrong usage or unreadable input.');
  });

  test('explain --help says that it prints facts of the patient', async () => {
    expect((await run(['explain', '--help'])).out).toContain('It prints what the request says of the patient');
  });

  test.each([
    [['nonsense'], /^error: unknown command 'nonsense'$/],
    [['valdate'], /unknown command 'valdate'\n\(Did you mean validate\?\)/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh, fish/],
    [['sandbox'], /^the sandbox is not built here: run `npm run build` first$/],
    [['diff', 'one'], /missing required argument 'after'/],
    [['replay', 'x.json'], /required option '--vs <dir>' not specified/],
    [['validate', '--jsno'], /unknown option '--jsno'/],
    [['explain', 'no-such-file.json'], /^no-such-file\.json: there is no such file$/],
    [['explain', 'hooks'], /^hooks: is a folder, not a file$/],
    [['validate', 'hooks/rules.yaml'], /is a file; name the folder that holds hooks and cards$/],
    [
      ['validate', 'test/fixtures/content/german/cards'],
      /is a part of a content folder; name the folder that holds it$/,
    ],
  ])('%j is exit code 2, in words', async (argv, message) => {
    // A folder without a build: a stale one would start the demo.
    const { code, out, err } = await run(argv, argv[0] === 'sandbox' ? { packageRoot: site.path('.') } : {});
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(await readFile(`${ROOT}/package.json`, 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, out: version });
  });

  test('docs/cli.md has a section for every command', async () => {
    const text = await readFile(`${ROOT}/docs/cli.md`, 'utf8');
    for (const command of COMMANDS_WITH_HELP) expect(text).toContain(`## ${command}`);
  });
});

describe('explain-code', () => {
  test('a code: its value sets and what it is', async () => {
    const { code, out } = await run(['explain-code', 'http://loinc.org|2160-0']);
    expect(code).toBe(0);
    expect(out).toContain('Value sets: lab-creatinine-blood');
    expect(out).toContain('As a result: creatinine (uncorrected).');
  });

  test('the words of an order, without quotes', async () => {
    const { out } = await run(['explain-code', 'Tacrolimus', '0.1', '%', 'ointment']);
    expect(out).toContain('topical, so it is not ours');
  });

  test('a code without its system is asked back, with the systems in which it is known', async () => {
    const { code, out } = await run(['explain-code', '2160-0']);
    expect(code).toBe(1);
    expect(out).toContain('A code counts only with its system. Ask for "http://loinc.org|2160-0".');
  });

  test('a code that means nothing is exit code 1', async () => {
    const { code, out } = await run(['explain-code', 'LOINC', '718-7']);
    expect(code).toBe(1);
    expect(out).toContain('It means nothing to this service.');
  });

  test.each([
    ['http://loinc.org|2160-0', { system: 'http://loinc.org', code: '2160-0', text: null }],
    ['|CREA', { system: '', code: 'CREA', text: null }],
    ['LOINC 2160-0', { system: 'LOINC', code: '2160-0', text: '' }],
    ['http://a.example/x|1 Prograf 1 mg', { system: 'http://a.example/x', code: '1', text: 'Prograf 1 mg' }],
    ['Prograf 1 mg', { system: null, code: '', text: 'Prograf 1 mg' }],
  ])('%s is read as a question', (text, question) => {
    expect(readQuestion(text)).toEqual(question);
  });
});

describe('schema and import-value-set', () => {
  test('schema writes one file per schema', async () => {
    const { code } = await run(['schema', '--out', site.path('schema')]);
    expect(code).toBe(0);
    const names = await readdir(site.path('schema'));
    expect(names).toContain('rules.schema.json');
    const printed = await runJson<Record<string, unknown>>(['schema']);
    expect(Object.keys(printed).sort()).toEqual(names.sort());
  });

  test('a CSV becomes a value set that a site can use at once', async () => {
    const file = await site.write('mine.csv', 'system,code,display\nLOINC,2160-0,Creatinine\n');
    const found = await runJson<ValueSetResource>(['import-value-set', file, '--id', 'lab-mine']);
    expect(found).toMatchObject({ resourceType: 'ValueSet', id: 'lab-mine' });
    expect(found.compose?.include).toEqual([
      { system: 'http://loinc.org', concept: [{ code: '2160-0', display: 'Creatinine' }] },
    ]);
    const out = site.path('valuesets');
    expect((await run(['import-value-set', file, '--id', 'lab-mine', '--out', out])).code).toBe(0);
    expect(JSON.parse(await readFile(`${out}/lab-mine.json`, 'utf8'))).toEqual(found);
  });

  test('a set of the product is not replaced by mistake: codes would be lost, and nobody would be told', async () => {
    const file = await site.write('local.csv', 'system,code,display\nhttps://lab.example.org/codes,CREA,Creatinine\n');
    const command = [
      'import-value-set',
      file,
      '--id',
      'lab-creatinine-blood',
      '--out',
      site.path('lost/hooks/valuesets'),
    ];
    const refused = await run(command);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/would replace it, and \S+\|\d+, .* and \d+ more would no longer count\./);
    expect(refused.err).toContain(`To add codes, copy ${file} to hooks/valuesets/lab-creatinine-blood.csv`);
    expect((await run([...command, '--replace'])).code).toBe(0);
    const { code, out } = await run(['validate', site.path('lost')], { width: 400 });
    expect(code).toBe(0);
    expect(out).toContain(
      'Warnings\n--------\nhooks/valuesets/lab-creatinine-blood.json replaces the set of the product, and these codes no longer count: http://',
    );
  });

  test('a table beside a set adds to it, and validate has nothing to warn of', async () => {
    await site.write(
      'added/hooks/valuesets/lab-creatinine-blood.csv',
      'system,code\nhttps://lab.example.org/codes,CREA\n',
    );
    expect((await run(['validate', site.path('added')])).out).not.toContain('Warnings');
  });

  test('an expanded FHIR ValueSet takes the new id', async () => {
    const expansion = { contains: [{ system: 'http://loinc.org', code: '2160-0' }] };
    const file = await site.write('x.json', JSON.stringify({ resourceType: 'ValueSet', id: 'theirs', expansion }));
    expect(await runJson(['import-value-set', file, '--id', 'lab-mine'])).toMatchObject({ id: 'lab-mine', expansion });
  });

  test.each([
    ['a.csv', 'system,code\nnowhere,1\n', 'a', /a\.csv:2:1 system: "nowhere" is no code system known here/],
    ['a.json', '{"resourceType":"Bundle"}', 'a', /a\.json:1:\d+ resourceType/],
    ['a.json', 'x', 'a', /a\.json: is not JSON/],
    ['a.csv', 'system,code\n', 'A b', /--id A b: small letters/],
  ])('%s that cannot be used is exit code 2', async (name, text, id, message) => {
    const { code, err } = await run(['import-value-set', await site.write(name, text), '--id', id]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('what is printed', () => {
  test.each([40, 60, 100])('a table of width %d is never wider, and loses no word', (width) => {
    const cell = 'Observation/averyveryverylongidentifierthatdoesnotfit and some words beside it';
    const text = table(['What', 'Where'], [['short', cell]], width);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(text.replace(/[\s│]/g, '')).toContain('Observation');
    expect(text).not.toContain('…');
  });

  test('colour only where somebody watches', () => {
    expect(severityText('critical', false)).toBe('CRITICAL');
    expect(severityText('critical', true)).toContain('\u001b[');
  });

  test('lines are broken between words, and go on indented', () => {
    expect(wrap('- one two three', 9, '', '  ')).toBe('- one two\n  three');
  });

  test.each([
    ['a b c', 'a b c', 'a b c'],
    ['a b c', 'a x c', 'a [-b-] {+x+} c'],
    ['a', 'a b', 'a {+b+}'],
    ['', 'a', '{+a+}'],
    ['1 2 3 4 5 6 7 8 9 x', '1 2 3 4 5 6 7 8 9 y', '... 6 7 8 9 [-x-] {+y+}'],
  ])('word diff of "%s" and "%s"', (before, after, expected) => {
    expect(wordDiff(before, after)).toBe(expected);
  });
});
