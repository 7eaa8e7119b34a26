import { describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../src/server/start/environment.js';
import { startService } from '../../../src/server/start/service.js';
import { storeSettingsOf } from '../../../src/server/start/settings.js';
import { weekOf } from '../../../src/records/store/evaluation.js';
import { findStoreFaults, type StoreSettings } from '../../../src/records/store/open-store.js';
import { readSiteKeys } from '../../../src/records/store/site-keys.js';
import { evaluate, feedback, openTestStore, SITE_KEYS } from './test-stores.js';
import { testSettings } from '../../support/running-service.js';

const NOTHING = { databaseUrl: null, file: null, siteKeys: SITE_KEYS, comments: 'reduce' } as const;

describe('site keys', () => {
  it('the first one is in use, the others stay readable', () => {
    const secret = Buffer.alloc(32, 1).toString('base64');
    expect(readSiteKeys(`new:${secret}, old:${secret}`).map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it.each([
    ['', 'SITE_KEYS: no key'],
    ['k1', 'SITE_KEYS: key 1'],
    ['k1:c2hvcnQ=', 'SITE_KEYS: key 1'],
    [`${SITE_KEYS},K2:${'A'.repeat(44)}`, 'SITE_KEYS: key 2'],
    [`${SITE_KEYS},${SITE_KEYS}`, 'same id'],
  ])('%p is refused without being quoted', (text, told) => {
    expect(() => readSiteKeys(text)).toThrow(told);
    const secret = /:(.+)$/.exec(text)?.[1];
    if (secret !== undefined) expect(() => readSiteKeys(text)).not.toThrow(secret);
  });
});

describe('settings of the store', () => {
  it.each(['mysql://localhost/x', 'localhost', 'postgres://['])('DATABASE_URL %s is refused', async (databaseUrl) => {
    await expect(openTestStore({ ...NOTHING, databaseUrl })).rejects.toMatchObject({ code: 'settings' });
  });

  it('without a file and a URL nothing is kept: calls are answered, feedback is refused, and it is said', async () => {
    const { store, logged } = await openTestStore(NOTHING);
    expect([store.kind, store.replayStore]).toEqual(['none', null]);
    await expect(evaluate(store)).resolves.toBeUndefined();
    await expect(store.keepFeedback([feedback()], { service: 's', client: null })).rejects.toMatchObject({
      code: 'overloaded',
    });
    expect(logged[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('no store is set') });
    await store.close();
  });
});

describe('where events are kept', () => {
  const of = (variables: Readonly<Record<string, string>>, file?: string) => {
    const { databaseUrl, file: chosen, makeFolder = false } = storeSettingsOf(readEnvironment(variables), file);
    return [databaseUrl, chosen, makeFolder];
  };

  it.each<[string, Readonly<Record<string, string>>, readonly unknown[]]>([
    ['nothing is said -> a file of its own, whose folder is made', {}, [null, 'data/tacrolimus-cds.sqlite', true]],
    ['a file -> that file, whose folder must be there', { STORE_FILE: 'x/y.sqlite' }, [null, 'x/y.sqlite', false]],
    ['none -> nothing', { STORE_FILE: 'none' }, [null, null, false]],
    ['a database -> that, and no file', { DATABASE_URL: 'postgres://h/d' }, ['postgres://h/d', null, false]],
    [
      'a database and no file, on purpose -> the database',
      { DATABASE_URL: 'postgres://h/d', STORE_FILE: 'none' },
      ['postgres://h/d', null, false],
    ],
  ])('%s', (_title, variables, expected) => {
    expect(of(variables)).toEqual(expected);
  });

  it('the sandbox has a file of its own, unless one is named', () => {
    expect(of({}, 'data/sandbox.sqlite')[1]).toBe('data/sandbox.sqlite');
    expect(of({ STORE_FILE: 'mine.sqlite' }, 'data/sandbox.sqlite')[1]).toBe('mine.sqlite');
  });

  it('the folder of the default file is made for its owner only, and is not made for a command', async () => {
    const root = await mkdtemp(join(tmpdir(), 'store-default-'));
    const settings = { ...NOTHING, file: join(root, 'data', 'store.sqlite'), makeFolder: true };
    const reading = await openTestStore({ ...settings, asCommand: true });
    expect(await readdir(root)).toEqual([]);
    await reading.store.close();
    const { store, logged } = await openTestStore(settings);
    await expect(evaluate(store)).resolves.toBeUndefined();
    await store.close();
    expect(logged[0]).toMatchObject({ level: 'info', message: 'store opened', fields: { store: 'sqlite' } });
    expect((await stat(join(root, 'data'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(root, 'data'))).toContain('store.sqlite');
    await rm(root, { recursive: true });
  });

  it('a folder that somebody named and that is missing is not made: it may be a disk that is not mounted', async () => {
    const root = await mkdtemp(join(tmpdir(), 'store-named-'));
    const { store, logged } = await openTestStore({ ...NOTHING, file: join(root, 'disk', 'store.sqlite') });
    await store.close();
    expect(await readdir(root)).toEqual([]);
    expect(logged[0]).toMatchObject({ level: 'error', message: 'the store cannot be opened now; it is tried again' });
    await rm(root, { recursive: true });
  });
});

describe('production does not start a store without a site key', () => {
  const start = (store: Partial<StoreSettings>, profile: 'production' | 'development' = 'production') =>
    findStoreFaults(profile, { ...NOTHING, siteKeys: null, ...store });

  it.each<[string, Partial<StoreSettings>]>([
    ['a file', { file: 'store.sqlite' }],
    ['a database', { databaseUrl: 'postgres://h/d' }],
  ])('%s without SITE_KEYS is refused, and the message says what to write', (_title, store) => {
    expect(start(store)).toEqual([expect.stringMatching(/^SITE_KEYS: .*openssl rand -base64 32.*STORE_FILE=none/)]);
    expect(start({ ...store, siteKeys: SITE_KEYS })).toEqual([]);
    expect(start(store, 'development')).toEqual([]);
  });

  it('nothing to keep needs no key', () => {
    expect(start({})).toEqual([]);
  });

  it('the service says so with its other reasons', async () => {
    const settings = testSettings({
      profile: 'production',
      store: { ...NOTHING, siteKeys: null, file: 'never-made.sqlite' },
    });
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const started = startService(settings, { log: quiet, clock: { now: () => 0 } });
    await expect(started).rejects.toThrow(/CLIENTS_FILE: production needs[\s\S]*SITE_KEYS: production keeps events/);
  });
});

describe('weeks', () => {
  it.each([
    ['2026-11-22T23:59:59.999Z', '2026-11-16'],
    ['2026-11-23T00:00:00.000Z', '2026-11-23'],
    ['2027-01-01T12:00:00.000Z', '2026-12-28'],
  ])('%s is in the week of %s', (moment, monday) => {
    expect(weekOf(Date.parse(moment))).toBe(monday);
  });
});
