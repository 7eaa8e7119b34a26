import { describe, expect, it } from '@jest/globals';
import { weekOf } from '../../src/store/moments.js';
import { readSiteKeys } from '../../src/store/site-keys.js';
import { evaluate, feedback, openTestStore, SITE_KEYS } from './test-stores.js';

const NOTHING = { databaseUrl: null, file: null, siteKeys: SITE_KEYS, comments: 'reduce' } as const;

describe('site keys', () => {
  it('the first one is in use, the others stay readable', () => {
    const secret = Buffer.alloc(32, 1).toString('base64');
    expect(readSiteKeys(`new:${secret}, old:${secret}`).map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it.each([
    ['', 'No site key'],
    ['k1', 'Site key 1'],
    ['k1:c2hvcnQ=', 'Site key 1'],
    [`${SITE_KEYS},K2:${'A'.repeat(44)}`, 'Site key 2'],
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
    expect((await evaluate(store)).cards).toHaveLength(1);
    await expect(store.keepFeedback([feedback()], { service: 's', client: null })).rejects.toMatchObject({
      code: 'overloaded',
    });
    expect(logged[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('no store is set') });
    await store.close();
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
