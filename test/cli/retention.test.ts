import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CliError } from '../../src/cli/run/terminal-io.js';
import { addRetention, type RetentionResult } from '../../src/cli/site/retention-command.js';
import type { StoreSettings } from '../../src/records/store/open-store.js';
import {
  evaluate,
  feedback,
  NOW,
  onBoth,
  openTestStore,
  type Place,
  SERVICE,
  sqlitePlace,
} from '../records/store/test-stores.js';
import { runStoreCommand } from './store-command.js';

const DAY_MS = 86_400_000;
const LATER = NOW + 40 * DAY_MS;
const NO_STORE: StoreSettings = { databaseUrl: null, file: null, siteKeys: null, comments: 'reduce' };
const FROM = { service: SERVICE, client: 'ehr' };

const run = (args: readonly string[], store: StoreSettings, keepDays = 730) =>
  runStoreCommand(
    (program, io, finish) => addRetention(program, io, finish, () => ({ store, keepDays })),
    ['retention', ...args],
    { now: LATER, width: 100 },
  );

onBoth('retention by command', (newPlace, kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
    const { store: then } = await openTestStore(place.settings);
    await evaluate(then);
    await evaluate(then);
    await then.keepFeedback([feedback({ outcome: 'accepted', suggestions: [randomUUID()] })], FROM);
    await then.replayStore?.remember('issuer', 'used', NOW + 1_000);
    await then.close();
    const { store: now } = await openTestStore(place.settings, { now: () => LATER });
    await evaluate(now, { at: LATER });
    await now.keepFeedback([feedback()], FROM);
    // Bears out that it is later: its end is by the clock of the client.
    await now.replayStore?.remember('issuer', 'later', LATER + 1_000);
    await now.close();
  });
  afterEach(() => place.remove());

  const heldNow = async () => {
    const { held } = JSON.parse((await run(['--dry-run', '--json'], place.settings)).out) as RetentionResult;
    return [held.evaluations.rows, held.feedback.rows, held.tokens];
  };

  test('a dry run says what would go, and deletes nothing', async () => {
    const { code, out } = await run(['--keep-days', '30', '--dry-run'], place.settings);
    expect(code).toBe(0);
    expect(out).toContain(kind === 'sqlite' ? 'SQLite: 30 days are kept' : 'PostgreSQL: 30 days are kept');
    expect(out).toContain('nothing from before 2026-12-02 17:00 UTC.');
    const row = (name: string) =>
      (out.split('\n').find((line) => line.includes(name)) ?? '').split('│').map((cell) => cell.trim());
    expect(row('What').slice(1, -1)).toEqual(['What', 'Held', 'Oldest', 'Would be deleted', 'Oldest left']);
    expect(row('Calls').slice(2, -1)).toEqual(['3', '2026-11-22', '2', '2027-01-01']);
    expect(row('Feedback').slice(2, -1)).toEqual(['2', '2026-11-22', '1', '2027-01-01']);
    expect(row('tokens').slice(2, -1)).toEqual(['1', '', '1', '']);
    expect(out).toMatch(/Nothing was deleted \(--dry-run\)\.$/);
    expect(await heldNow()).toEqual([3, 2, 1]);
  });

  test('without it what is older goes, with all its rows; the rest stays', async () => {
    const { code, out } = await run(['--keep-days', '30'], place.settings);
    expect([code, out.includes('│ Deleted ')]).toEqual([0, true]);
    expect(await heldNow()).toEqual([1, 1, 0]);
    const { store } = await openTestStore(place.settings);
    const db = await store.query();
    const left = await Promise.all(
      (['evaluations', 'cards_shown', 'outcome_sets', 'feedback', 'feedback_suggestions'] as const).map(
        async (name) => (await db.selectFrom(name).selectAll().execute()).length,
      ),
    );
    await store.close();
    expect(left).toEqual([1, 1, 3, 1, 0]);
  });

  test('--json tells the same in numbers; KEEP_DAYS holds where no days are given', async () => {
    const { out } = await run(['--json'], place.settings, 365);
    expect(JSON.parse(out)).toEqual({
      ...{ store: kind, keepDays: 365, dryRun: false },
      held: {
        before: '2026-01-01T17:00:00.000Z',
        evaluations: {
          ...{ rows: 3, old: 0 },
          ...{ oldest: '2026-11-22T17:00:00.000Z', oldestLeft: '2026-11-22T17:00:00.000Z' },
        },
        feedback: {
          ...{ rows: 2, old: 0 },
          ...{ oldest: '2026-11-22T17:00:00.000Z', oldestLeft: '2026-11-22T17:00:00.000Z' },
        },
        tokens: 1,
        tokensBefore: '2027-01-01T16:00:00.000Z',
      },
      deleted: { evaluations: 0, feedback: 0, tokens: 1 },
    });
  });

  test.each(['0', '-5', '1.5', 'a week', '36501'])(
    '--keep-days %s is refused, and nothing is deleted',
    async (days) => {
      await expect(run([`--keep-days=${days}`], place.settings)).rejects.toThrow(CliError);
      expect(await heldNow()).toEqual([3, 2, 1]);
    },
  );
});

onBoth('retention of most of the store', (newPlace) => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
    const { store } = await openTestStore(place.settings);
    for (let calls = 0; calls < 25; calls += 1) await evaluate(store);
    await evaluate(store, { at: LATER });
    await store.close();
  });
  afterEach(() => place.remove());

  test('is refused with the counts, deletes nothing, and is done once it is confirmed', async () => {
    const args = ['--keep-days', '30'];
    await expect(run(args, place.settings)).rejects.toThrow(/25 of 26 calls .* 2026-12-02.*--confirm/);
    const before = JSON.parse((await run([...args, '--dry-run', '--json'], place.settings)).out) as RetentionResult;
    expect(before.held.evaluations).toMatchObject({ rows: 26, old: 25 });
    const { code, out } = await run([...args, '--confirm', '--json'], place.settings);
    expect([code, (JSON.parse(out) as RetentionResult).deleted?.evaluations]).toEqual([0, 25]);
  });
});

test('an empty store has nothing that is oldest', async () => {
  const place = await sqlitePlace();
  await (await openTestStore(place.settings)).store.close();
  const { out } = await run([], place.settings);
  await place.remove();
  expect(out).toMatch(/Calls, with their outcomes and cards +│ 0 +│ – +│ 0 +│ – +│/);
});

test('a file that is not there is not made', async () => {
  await expect(run(['--store', 'no-such-folder/x.sqlite'], NO_STORE)).rejects.toThrow('no such file');
  await expect(run([], NO_STORE)).rejects.toThrow('There is no store');
});

test('a machine that cannot load SQLite is told what to install, not a code', async () => {
  const place = await sqlitePlace();
  await (await openTestStore(place.settings)).store.close();
  // Where Node brings SQLite along, that is used.
  const asked = run([], { ...place.settings, sqliteModule: 'no-such-module' });
  await (process.getBuiltinModule('node:sqlite') === undefined
    ? expect(asked).rejects.toThrow(
        /^The store cannot be used: SQLite cannot be loaded on this machine: better-sqlite3/,
      )
    : expect(asked).resolves.toMatchObject({ code: 0 }));
  await place.remove();
});
