import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { contentSchemas } from '../../src/content/services/content-schemas.js';
import { flattenParams } from '../../src/engine/explain/compare-params.js';
import { settingAt } from '../../src/rules/shared/setting.js';
import { parseTable, readTable, tableUnder } from '../../src/cli/content/read-tables.js';
import { runCases, type CaseReport } from '../../src/cli/content/run-cases.js';
import { ruleParams, type RuleParams } from '../../src/rules/index.js';
import { ROOT, run, runJson } from './cli-harness.js';
import { Site } from './site.js';

const params = ruleParams.parse({});
const numbers = [...flattenParams(params)].filter(([, value]) => typeof value === 'number').map(([path]) => path);
/** The core moves every eighth threshold, the deep tier each. */
const moved = process.env.TESTS === 'core' ? numbers.filter((_path, at) => at % 8 === 0) : numbers;
const shipped = readdirSync(`${ROOT}/hooks/cases`)
  .filter((name) => !name.endsWith('.md'))
  .map((name) => [name, readFileSync(`${ROOT}/hooks/cases/${name}`, 'utf8')] as const);

let site: Site;
beforeAll(async () => {
  site = await Site.make({ 'site/hooks/rules.yaml': 'trough:\n  limit: 12\n' });
});
afterAll(() => site.discard());

const written = shipped.map(([name, text]) => parseTable(name, text));

/** The differences of the shipped tables under these thresholds. */
function surprises(under: RuleParams): string[] {
  const tables = written.map((table) => tableUnder(under, table));
  const { results, faults } = runCases(
    tables.flatMap(({ cases }) => cases),
    under,
  );
  return [
    ...[...tables.flatMap((table) => table.faults), ...faults].map(({ message }) => message),
    ...results.filter(({ ok }) => !ok).map(({ case: title, expected, got }) => `${title}: ${expected}, got ${got}`),
  ];
}

describe('the shipped tables', () => {
  test('every row gets its answer, and every answer of every rule is reached', async () => {
    const { code, out } = await run(['test-cases']);
    expect(out).toMatch(/^\d+ rows under the shipped content: \d+ as expected, 0 different, 0 unreadable\./);
    expect(out).toContain('none: every answer of every rule is reached');
    expect(code).toBe(0);
  });

  test('every number of rules.yaml has rows below, at and above it', () => {
    const bounded = shipped.flatMap(([, text]) => Array.from(text.matchAll(/boundary: (\S+)/g), ([, path]) => path));
    // The eGFR is calculated from creatinine, age and sex: no row can name it. test/fixtures/vectors/egfr.csv has its edges.
    // CMV in tissue decides no answer, only what is listed on the card: test/cases/start.yaml has its days.
    const elsewhere = ['aki.lowEgfr', 'aki.lowEgfrNow', 'start.cmvTissueDays'];
    expect(numbers.filter((path) => !bounded.includes(path))).toEqual(elsewhere);
  });

  test.each(moved)('hold at both ends of the allowed range of %s', (path) => {
    for (const end of rangeOf(path)) {
      const checked = ruleParams.safeParse(withValue(path, end));
      // Some ends contradict another threshold, and are refused at load.
      if (checked.success) expect(surprises(checked.data)).toEqual([]);
    }
  });

  test('hold where a site shows every finding otherwise', () => {
    const other = JSON.parse(JSON.stringify(params).replaceAll(':"critical"', ':"warning"')) as unknown;
    expect(surprises(ruleParams.parse(other))).toEqual([]);
  });
});

test('every threshold has words for the committee', () => {
  for (const [path, value] of flattenParams(params))
    expect([path, settingAt(ruleParams, path.split('.'))?.effect(String(value))]).not.toContain(undefined);
});

describe('a table of a pharmacist', () => {
  const row = 'case,rule,sex,age,levels,medications,conditions,expect\n';

  test('CSV, one row as expected and one not: exit code 1', async () => {
    const file = await site.write(
      'mine.csv',
      `${row}in range,trough,female,34,"9 ng/mL, 3 d","active request of tacrolimus, written 40 d",ibd,silent\n` +
        'a level of 13,trough,male,51,"13 ng/mL, 3 d","active request of tacrolimus, written 40 d",ibd,trough-high warning\n',
    );
    const { code, out } = await run(['test-cases', file], { width: 160 });
    expect(code).toBe(1);
    expect(out).toContain('2 rows under the shipped content: 1 as expected, 1 different, 0 unreadable.');
    expect(out).toMatch(/a level of 13 +│ trough-high warning +│ silent/);
    const report = await runJson<CaseReport>(['test-cases', file]);
    expect(report.results[1]).toMatchObject({ line: 3, expected: 'trough-high warning', got: 'silent', ok: false });
    expect(report.unreached).toContainEqual({ rule: 'aki', branch: 'not-applicable dialysis' });
  });

  const WHOLE = `about: what a clinician gets
given: { medications: ['active request of tacrolimus, written 20 d', 'active request of azathioprine, written 20 d'], conditions: [ibd] }
cases:
  - case: nothing on record, and one card says so
    expect: silent
    cards: [not-evaluated warning]
  - case: the chart is opened
    hook: patient-view
    creatinine: ['160 umol/L, 1 d', '80 umol/L, 100 d']
    levels: ['9 ng/mL, 3 d']
    expect: aki-stage warning
    cards: [aki-stage warning]
  - case: nothing could be had
    medicationsAre: unavailable
    creatinineIs: unavailable
    levelsAre: unavailable
    conditionsAre: unavailable
    plansAre: unavailable
    expect: silent
    cards: [refused]
`;

  test('the cards of the whole answer: what was not checked, another hook, an error to the EHR', async () => {
    const file = await site.write('whole.yaml', WHOLE);
    const { code, out } = await run(['test-cases', file], { width: 160 });
    expect(out).toContain('3 rows under the shipped content: 2 as expected, 1 different');
    expect(out).toContain('cards: aki-stage critical');
    expect(code).toBe(1);
  });

  test('--sheet: each case with its card as it reads, and a place to sign', async () => {
    const file = await site.write('whole.yaml', WHOLE);
    const { err } = await run(['test-cases', file, '--sheet', site.path('sheet.html')]);
    expect(err).toMatch(/^3 cases written to /);
    const sheet = await readFile(site.path('sheet.html'), 'utf8');
    expect(sheet.match(/class="sign"/g)).toHaveLength(3);
    expect(sheet).toContain('CRITICAL - AKI warning stage 2: creatinine 160 umol/L');
    expect(sheet).toContain('<dt>Creatinine</dt><dd>160 umol/L, 1 d; 80 umol/L, 100 d</dd>');
    expect(sheet).toContain('an error to the EHR');
    expect(sheet).toContain('<article class="differs"><h3>the chart is opened</h3>');
    const refused = await run(['test-cases', file, '--sheet', site.path('no/such/folder.html')]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('cannot be written')]);
  });

  test('the same row holds for the site that lowered its limit', async () => {
    const file = await site.write(
      'mine.csv',
      `${row}a level of 13,trough,male,51,"13 ng/mL, 3 d","active request of tacrolimus, written 40 d",ibd,trough-high warning\n`,
    );
    expect((await run(['test-cases', file, '--content', site.path('site')])).code).toBe(0);
  });

  test('semicolons, a byte order mark, no rule: the whole service answers', () => {
    const text =
      '\uFEFFcase;age;levels;medications;conditions;expect\r\nold;17;21 ng/mL, 1 d;active request of tacrolimus, written 900 d;ibd;trough-high critical + duration-over warning + thiopurine-plan warning\r\n';
    const { cases, faults } = readTable('x.csv', text, params);
    expect(faults).toEqual([]);
    expect(runCases(cases, params).results).toMatchObject([{ line: 2, ok: true }]);
  });

  test.each([
    ['x.csv', 'case,levls,expect\n', 'x.csv:1 unknown column levls; known here: case, rule'],
    ['x.csv', 'case,levels,expect\na,9 bananas,silent\n', 'x.csv:2 "bananas" in "9 bananas" is none of ng/mL'],
    ['x.csv', 'case,order,expect\na,aspirin,silent\n', 'x.csv:2 "aspirin" is no drug of this language: tacrolimus'],
    [
      'x.yaml',
      'about: x\ncases:\n  - case: a\n    levls: []\n    expect: silent\n',
      'x.yaml:3 row: Unrecognized key: "levls"',
    ],
    [
      'x.yaml',
      'about: x\ncases:\n  - case: a\n    levels: ["{trough.limt} ng/mL, 1 d"]\n    expect: silent\n',
      'x.yaml:3 {trough.limt}: "trough.limt" is neither a number nor a threshold',
    ],
    [
      'x.yaml',
      'about: x\ncases:\n  - boundary: trough.limt\n    below: a\n    at: b\n    above: c\n',
      'x.yaml:3 boundary: "trough.limt" is not a number of rules.yaml',
    ],
    ['x.yaml', 'about: [\n', 'x.yaml:2 not valid YAML'],
  ])('%s that cannot be read is told by its line', (name, text, message) => {
    const table = readTable(name, text, params);
    const { faults } = runCases(table.cases, params);
    const told = [...table.faults, ...faults].map(({ file, line, message: words }) => `${file}:${line} ${words}`);
    expect(told).toEqual([expect.stringContaining(message)]);
  });

  test('an unreadable row is exit code 2, and the others still run', async () => {
    const file = await site.write('mine.csv', 'case,levels,expect\na,9 bananas,silent\nb,,silent\n');
    const { code, out } = await run(['test-cases', file]);
    expect(code).toBe(2);
    expect(out).toMatch(/^1 row .* 1 unreadable\./);
  });
});

describe('rows around a threshold', () => {
  const titles = (yaml: string, under = params) =>
    readTable('x.yaml', `about: x\ncases:\n${yaml}`, under).cases.map(({ row }) => [
      row.case,
      row.levels[0] ?? row.medications[0],
    ]);

  test('below, at, above, and each in the other unit', () => {
    const entry = [
      '  - { boundary: trough.limit, step: 0.1, twin: nmol/L, below: a, at: b, above: c,',
      '      levels: ["{value} ng/mL, 3 d"] }',
    ].join('\n');
    expect(titles(entry)).toEqual([
      ['trough.limit: just below (14.9)', '14.9 ng/mL, 3 d'],
      ['trough.limit: at it (15)', '15 ng/mL, 3 d'],
      ['trough.limit: just above (15.1)', '15.1 ng/mL, 3 d'],
      ['trough.limit: just below (14.9), in nmol/L', '18.5316468 nmol/L, 3 d'],
      ['trough.limit: at it (15), in nmol/L', '18.6560203 nmol/L, 3 d'],
      ['trough.limit: just above (15.1), in nmol/L', '18.7803938 nmol/L, 3 d'],
    ]);
    expect(titles(entry, ruleParams.parse(withValue('trough.limit', 12)))[1]?.[0]).toBe('trough.limit: at it (12)');
  });

  test('months: the day before, the day, the day after', () => {
    const entry = [
      '  - { boundary: duration.limitMonths, unit: months, below: a, at: b, above: c,',
      '      medications: ["active request of tacrolimus, written on {date}"] }',
    ].join('\n');
    expect(titles(entry).map(([title]) => title)).toEqual([
      'duration.limitMonths: 6 months, the day before (2026-05-23)',
      'duration.limitMonths: 6 months, the day of (2026-05-22)',
      'duration.limitMonths: 6 months, the day after (2026-05-21)',
    ]);
  });
});

type Node = { readonly properties?: Record<string, Node>; readonly minimum?: number; readonly maximum?: number };

function rangeOf(path: string): number[] {
  let node: Node | undefined = contentSchemas()['rules.schema.json'];
  for (const key of path.split('.')) node = node?.properties?.[key];
  if (node?.minimum === undefined || node.maximum === undefined) throw new Error(`${path} has no range`);
  return [node.minimum, node.maximum];
}

function withValue(path: string, value: number): unknown {
  const copy: Record<string, unknown> = structuredClone(params);
  const steps = path.split('.');
  const last = steps.pop()!;
  let at = copy;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = value;
  return copy;
}
