import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Rehearsal } from '../../src/rehearse/result/rehearsal.js';
import { captures, type Captured } from '../cli/captured.js';
import { run } from '../cli/cli-harness.js';
import { Site } from '../cli/site.js';

let site: Site;
let request: (storyId: string, hook?: 'order-sign' | 'patient-view') => Captured;
beforeAll(async () => {
  request = await captures();
  site = await Site.make({ 'limit/hooks/rules.yaml': 'trough:\n  limit: 17\n  critical: 22\n' });
});
afterAll(() => site.discard());

/** Calls of a day, some years before anybody looks at them. */
const DAY = '2026-11-22T17:00:00Z';
const LATER = { now: () => Date.parse('2031-01-01T00:00:00Z') };

async function rehearseCalls(name: string, bodies: readonly unknown[], ...more: readonly string[]) {
  const path = await site.write(`${name}.ndjson`, bodies.map((body) => `${JSON.stringify(body)}\n`).join(''));
  const out = site.path(name);
  const ran = await run(['rehearse', '--requests', path, '--out', out, ...more], LATER);
  const file = (each: string) => readFile(`${out}/${each}`, 'utf8');
  return { ...ran, file, json: async () => JSON.parse(await file('rehearsal.json')) as Rehearsal };
}

const at = (body: unknown) => ({ at: DAY, body });

test('captured calls are counted as orders are, each at its own moment, against another content', async () => {
  const bodies = [
    ...Array.from({ length: 6 }, () => at(request('trough-15-1'))),
    ...Array.from({ length: 5 }, () => at(request('all-quiet'))),
    ...Array.from({ length: 5 }, () => at({ ...request('all-quiet'), hook: 'appointment-book' })),
  ];
  const { code, out, file, json } = await rehearseCalls('day', bodies, '--vs', site.path('limit'));
  expect(code).toBe(0);
  expect(out).toMatch(/6 of 16 calls get other cards under --vs/);
  const made = await json();
  expect(made.population).toMatchObject({ signings: 16, evaluated: 11 });
  expect(made.notEvaluable).toEqual([{ name: 'no-service', count: 5 }]);
  expect(made.cards.byFinding).toContainEqual(expect.objectContaining({ name: 'trough-high', count: 6 }));
  expect(made.changes?.rows).toContainEqual(
    expect.objectContaining({ finding: 'trough-high', what: 'disappears', count: 6 }),
  );
  expect([made.period.end, made.outcomes, made.input.typesMissing]).toEqual(['2026-11-22', [], []]);
  const limit = made.thresholds.find(({ path }) => path === 'trough.limit');
  expect(limit?.steps.find(({ value }) => value === 15)).toMatchObject({ orders: 6, outcomes: [] });
  const html = await file('rehearsal.html');
  expect(html).toContain('at 16 captured calls until 2026-11-22');
  expect(html).not.toContain('id="outcomes"');
});

test('what is no JSON is named by its line, and calls without a moment are taken as of now, and said', async () => {
  const undated = request('all-quiet');
  const text = JSON.stringify(undated).replaceAll(/"authoredOn":"[^"]*",?/g, '');
  const path = await site.write('mixed.ndjson', `${text}\n{"hook"\n${JSON.stringify(at(undated))}\n`);
  const { code, err } = await run(['rehearse', '--requests', path, '--out', site.path('mixed')], LATER);
  expect([code, err]).toEqual([0, '1 of 3 calls do not say when they were made: taken as of 2031-01-01T00:00:00.000Z']);
  const made = JSON.parse(await readFile(site.path('mixed/rehearsal.json'), 'utf8')) as Rehearsal;
  expect(made.input.brokenLines).toEqual([{ file: path, lines: [2] }]);
});

test.each([[['rehearse']], [['rehearse', 'export', '--requests', 'calls.ndjson']]])('%j is refused', async (argv) => {
  const { code, err } = await run(argv);
  expect([code, err]).toEqual([2, 'Name the folder of an export, or captured calls with --requests; not both.']);
});
