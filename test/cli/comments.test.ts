import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CliError } from '../../src/cli/run/terminal-io.js';
import { addComments } from '../../src/cli/site/comments-command.js';
import type { StoreSettings } from '../../src/records/store/open-store.js';
import {
  evaluate,
  feedback,
  NOW,
  onBoth,
  openTestStore,
  type Place,
  SERVICE,
  SITE_KEYS,
} from '../records/store/test-stores.js';
import { runStoreCommand } from './store-command.js';

const FROM = { service: SERVICE, client: 'ehr' };
const OTHER_KEY = `k2:${Buffer.alloc(32, 8).toString('base64')}`;

const run = (args: readonly string[], store: StoreSettings) =>
  runStoreCommand((program, io, finish) => addComments(program, io, finish, () => store), ['comments', ...args], {
    now: NOW,
    width: 120,
  });

onBoth('comments by command', (newPlace) => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
    const { store } = await openTestStore({ ...place.settings, comments: 'encrypt' });
    await evaluate(store);
    await store.keepFeedback([feedback({ comment: 'drawn after the dose' }), feedback({ comment: null })], FROM);
    await store.close();
  });
  afterEach(() => place.remove());

  test('prints the words, which the database does not hold', async () => {
    expect(await place.raw()).not.toContain('drawn after the dose');
    const { code, out } = await run([], place.settings);
    expect([code, out.split('\n')[0]]).toEqual([0, '1 comment. They may speak of patients.']);
    expect(out).toMatch(/│ 2026-11-22 17:00 │.*│ drawn after the dose +│/);
  });

  test('only what came since a day', async () => {
    expect((await run(['--since', '2026-11-22', '--json'], place.settings)).out).toContain('drawn after the dose');
    expect(JSON.parse((await run(['--since', '2026-11-23', '--json'], place.settings)).out)).toEqual([]);
    expect((await run(['--since', '2026-11-23'], place.settings)).out).toMatch(/^No comment is kept/);
  });

  test('a key in front of it leaves it readable; without its key it is listed as not readable', async () => {
    const rotated = { ...place.settings, siteKeys: `${OTHER_KEY},${SITE_KEYS}` };
    expect(await run([], rotated)).toMatchObject({ code: 0, out: expect.stringContaining('drawn after the dose') });
    const { code, out } = await run([], { ...place.settings, siteKeys: OTHER_KEY });
    expect(code).toBe(1);
    expect(out).toMatch(/^1 comment, 1 of them not readable/);
    expect(out).toContain('key "k1" is not in SITE_KEYS');
  });

  test('one that was moved to another card is not read', async () => {
    await place.execute("update feedback set card_uuid = 'moved' where comment_sealed is not null");
    const { code, out } = await run([], place.settings);
    expect([code, out.includes('not what was written'), out.includes('card not on record')]).toEqual([1, true, true]);
  });

  test.each([
    ['no key', null, [], /^SITE_KEYS: set the key/],
    ['a key that is none', 'k1:short', [], /^SITE_KEYS: key 1 is not/],
    ['a day that is none', SITE_KEYS, ['--since', 'yesterday'], /^--since/],
  ] as const)('%s: says what to write', async (_what, siteKeys, args, message) => {
    const asked = run(args, { ...place.settings, siteKeys });
    await expect(asked).rejects.toThrow(CliError);
    await expect(asked).rejects.toThrow(message);
  });
});
