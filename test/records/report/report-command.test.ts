import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, type CliIo } from '../../../src/cli/run/terminal-io.js';
import { addReport } from '../../../src/cli/site/report-command.js';
import type { BurdenContract } from '../../../src/domain/service-definition.js';
import type { Store, StoreSettings } from '../../../src/records/store/open-store.js';
import { evaluate, NOW, openTestStore, sqlitePlace } from '../store/test-stores.js';

const NOT_BY_SEVERITY = { critical: null, warning: null, info: null };

const NO_STORE: StoreSettings = { databaseUrl: null, file: null, siteKeys: null, comments: 'reduce' };

let place: Awaited<ReturnType<typeof sqlitePlace>>;
let store: Store;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  place = await sqlitePlace();
  ({ store } = await openTestStore(place.settings));
  await evaluate(store);
});
afterAll(async () => {
  await store.close();
  await place.remove();
  await rm(folder, { recursive: true });
});

async function run(
  args: readonly string[],
  settings: StoreSettings = NO_STORE,
  contract: BurdenContract | null = null,
) {
  const out: string[] = [];
  let code = -1;
  const io: CliIo = {
    out: (block) => void out.push(block),
    err: () => undefined,
    readStdin: () => Promise.resolve(''),
    ...{ width: 100, color: false, now: () => NOW + 1, cwd: folder, packageRoot: folder },
    serve: () => Promise.resolve(0),
  };
  const program = new Command().exitOverride();
  const finish = (exitCode: number) => {
    code = exitCode;
  };
  addReport(program, io, finish, () => ({ store: settings, contract: () => Promise.resolve(contract) }));
  await program.parseAsync(['report', ...args], { from: 'user' });
  return { code, out: out.join('\n') };
}

describe('the report command', () => {
  test('reads the file beside the running service', async () => {
    const { code, out } = await run(['--store', place.file, '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ totals: { evaluations: 1, shown: 1, tacrolimusOrders: 1 } });
  });

  test('without --store it is the store of the environment', async () => {
    const { out } = await run(['--format', 'csv'], place.settings);
    expect(out).toContain('total,all,,evaluations,1,,');
  });

  test('--out writes the page to a file', async () => {
    const { out } = await run(['--store', place.file, '--out', 'sub/report.html']);
    expect(out).toBe('sub/report.html: written');
    expect(await readFile(join(folder, 'sub/report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  test('--check ends with 0 where the watch found nothing', async () => {
    expect((await run(['--store', place.file, '--check', '--format', 'json'])).code).toBe(0);
  });

  test('the burden contract of the content in force stands on the page', async () => {
    const contract = { maxCardsPer100Orders: 40, minCardsPer100Orders: 5, maxBySeverity: NOT_BY_SEVERITY };
    const { out } = await run(['--store', place.file], NO_STORE, contract);
    expect(out).toContain('The site has agreed to 5 to 40 cards per 100 orders, over every four weeks.');
  });

  test.each([
    ['a file that is not there is not made', ['--store', 'nothing.sqlite'], '--store nothing.sqlite: no such file'],
    ['no store at all', [], 'There is no store: set DATABASE_URL or STORE_FILE, or use --store.'],
    ['a day that is none', ['--from', '22.11.2026'], '--from: write a date such as 2026-11-22'],
    ['an end before its beginning', ['--from', '2026-11-22', '--to', '2026-11-20'], '--from: must be before to'],
  ])('%s', async (_title, args, message) => {
    const failure = run(args);
    await expect(failure).rejects.toThrow(CliError);
    await expect(failure).rejects.toThrow(message);
  });
});
