import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numberAt } from '../../src/rehearse/evaluate/tally.js';
import { readShard } from '../../src/rehearse/run/shard-files.js';
import { Site } from '../cli/site.js';
import { countsIn, type MadeExport, makeExport, rehearse } from './made-export.js';

jest.setTimeout(900_000);

let made: MadeExport;
let site: Site;
let out: string;
beforeAll(async () => {
  made = await makeExport('--patients', '30', '--share', '0.2', '--gzip');
  site = await Site.make({ 'hooks/rules.yaml': 'trough:\n  limit: 12\n' });
  out = made.path('first');
  const { code, err } = await rehearse(made, out, '--vs', site.folder);
  if (code !== 0) throw new Error(err);
});
afterAll(async () => {
  await made.discard();
  await site.discard();
});

const file = (name: string, folder = out) => readFile(join(folder, name), 'utf8');

describe('a long job', () => {
  test('the same input twice gives the same bytes', async () => {
    const again = made.path('again');
    await rehearse(made, again, '--vs', site.folder);
    for (const name of ['rehearsal.html', 'rehearsal.json', 'csv/thresholds.csv', 'csv/outcomes.csv']) {
      expect(await file(name, again)).toBe(await file(name));
    }
  });

  test('goes on where it was interrupted, and counts nothing twice', async () => {
    const { plan } = await countsIn(out);
    const before = await file('rehearsal.json');
    await rm(join(plan.folder, 'shard-00002.json'));
    const { code, err } = await rehearse(made, out, '--vs', site.folder, '--resume');
    expect(code).toBe(0);
    expect(err).not.toMatch(/read 0 MB/);
    expect(await file('rehearsal.json')).toBe(before);
  });

  test('in parts on several machines, put together at the end', async () => {
    const parts = made.path('parts');
    expect((await rehearse(made, parts, '--vs', site.folder, '--reduce-only')).code).toBe(0);
    expect((await rehearse(made, parts, '--vs', site.folder, '--shard', '1/2')).code).toBe(0);
    const early = await rehearse(made, parts, '--vs', site.folder, '--merge');
    expect([early.code, early.err]).toEqual([
      2,
      expect.stringMatching(/2 of 4 shards of run [0-9a-f]{12} are missing/),
    ]);
    expect((await rehearse(made, parts, '--vs', site.folder, '--shard', '2/2')).code).toBe(0);
    expect((await rehearse(made, parts, '--vs', site.folder, '--merge')).code).toBe(0);
    expect(await file('rehearsal.html', parts)).toBe(await file('rehearsal.html'));
  });

  test('a shard holds whole patients, and each patient is in one shard', async () => {
    const { plan } = await countsIn(out);
    const patients = await Promise.all(
      [0, 1, 2, 3].map(async (shard) => numberAt(await readShard(plan, shard), ['patients'])),
    );
    expect(patients.reduce((sum, each) => sum + each, 0)).toBe(made.truth.tacrolimusPatients);
  });
});
