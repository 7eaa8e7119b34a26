import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../../src/records/store/open-store.js';
import { sqliteThread, tellThread } from './sqlite-threads.js';
import { ecKey, testClient } from '../../server/security/tokens.js';
import { startProduction } from '../../trust/support/secured-service.js';
import { storeChildren, type Children } from './child-process.js';
import { evaluate, feedback, HAS_NODE_SQLITE, openTestStore, sqlitePlace, type LoggedLine } from './test-stores.js';

const FROM = { service: 's', client: 'c' };

let children: Children;
let place: Awaited<ReturnType<typeof sqlitePlace>>;
let store: Store | null;
beforeAll(() => {
  children = storeChildren();
});
afterAll(() => children.clean());
beforeEach(async () => {
  place = await sqlitePlace();
  store = null;
});
afterEach(async () => {
  await store?.close();
  await place.remove();
});

const open = async (settings = place.settings): Promise<{ store: Store; logged: readonly LoggedLine[] }> => {
  const opened = await openTestStore(settings);
  store = opened.store;
  return opened;
};
const kept = async (from: Store) => {
  const rows = await (await from.query()).selectFrom('feedback').select('card_uuid').execute();
  return new Set(rows.map(({ card_uuid }) => card_uuid));
};
const pragma = async (from: Store, text: string) => sql.raw(`pragma ${text}`).execute(await from.query());
const writer = () => sqliteThread(place.file, 'write-alone');
const setOnWriter = (text: string) => tellThread(writer(), `pragma ${text}`);

describe('one SQLite file, two instances', () => {
  it('the second process is refused at start, in words', async () => {
    const first = children.start({ settings: place.settings, task: 'hold' });
    await first.until('open');
    const second = children.start({ settings: place.settings, task: 'hold' });
    await second.ended();
    expect(second.lines).toEqual([expect.stringMatching(/^refused held-by-another .*DATABASE_URL/)]);
    await first.kill();
  });

  it('a second one in the same process is refused too', async () => {
    await open();
    await expect(openTestStore(place.settings)).rejects.toMatchObject({ code: 'held-by-another' });
  });

  it('after kill -9 of the holder the file is free at once', async () => {
    const first = children.start({ settings: place.settings, task: 'hold' });
    await first.until('open');
    await first.kill();
    expect((await open()).store.kind).toBe('sqlite');
  });

  it('a command may read and purge beside the service', async () => {
    const { store: service } = await open();
    await evaluate(service);
    const { store: command } = await openTestStore({ ...place.settings, asCommand: true });
    expect(await command.purge(1)).toMatchObject({ evaluations: 0 });
    await command.close();
  });
});

describe('kill -9 during writes', () => {
  it.each([1, 2, 3])(
    'every acknowledged entry is there afterwards, and the file is sound (round %i)',
    async (round) => {
      const writer = children.start({ settings: place.settings, task: 'feedback' });
      await writer.until('kept', round * 15);
      await writer.kill();
      const acknowledged = writer.lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5));
      const { store: after } = await open();
      const there = await kept(after);
      expect(acknowledged.filter((card) => !there.has(card))).toEqual([]);
      expect((await pragma(after, 'integrity_check')).rows).toEqual([{ integrity_check: 'ok' }]);
    },
  );
});

describe('a disk that fails', () => {
  it('full: calls are answered, feedback is not acknowledged; with room again nothing is lost', async () => {
    const { store: full, logged } = await open();
    await evaluate(full);
    setOnWriter('max_page_count = 1');
    const fill = async () => {
      const entries = Array.from({ length: 200 }, () => feedback());
      await full.keepFeedback(entries, FROM);
      return entries;
    };
    const acknowledged: string[] = [];
    const refusal = await (async () => {
      for (let bodies = 0; bodies < 100; bodies += 1) acknowledged.push(...(await fill()).map(({ card }) => card));
    })().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'overloaded' });
    await Promise.all(Array.from({ length: 300 }, () => evaluate(full)));
    expect(full.counts()).toMatchObject({ failing: true, lost: 0 });
    expect(logged.map(({ fields }) => fields.code)).toContain('SQLITE_FULL');

    setOnWriter('max_page_count = 1000000');
    const late = await fill();
    const there = await kept(full);
    expect([...acknowledged, ...late.map(({ card }) => card)].filter((card) => !there.has(card))).toEqual([]);
    await full.close();
    expect(full.counts()).toEqual({ written: 301, lost: 0, queued: 0, failing: false });
  });

  it('read-only: calls are answered, feedback is not acknowledged; writable again all of it is written', async () => {
    const { store: locked } = await open();
    setOnWriter('query_only = 1');
    await expect(evaluate(locked)).resolves.toBeUndefined();
    await expect(locked.keepFeedback([feedback()], FROM)).rejects.toMatchObject({ code: 'overloaded' });
    setOnWriter('query_only = 0');
    await locked.keepFeedback([feedback()], FROM);
    await locked.close();
    expect(locked.counts()).toMatchObject({ written: 1, lost: 0 });
  });

  it('a folder that is not there yet: the service starts, says so, and writes once it is', async () => {
    const folder = join(place.folder, 'volume');
    const { store: early, logged } = await open({ ...place.settings, file: join(folder, 'store.sqlite') });
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('cannot be opened now') }),
    );
    await expect(evaluate(early)).resolves.toBeUndefined();
    await mkdir(folder);
    await early.keepFeedback([feedback()], FROM);
    await early.close();
    expect(early.counts()).toMatchObject({ written: 1, lost: 0 });
  });
});

/** Seconds of work for the thread that is asked. */
const LONG =
  'with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select max(i) as i from n';

describe('a report that takes long', () => {
  it('keeps neither feedback nor calls nor what was told before from being kept', async () => {
    const { store: busy } = await open();
    await busy.query();
    const report = sql.raw(LONG).execute(await busy.query());
    const order: string[] = [];
    void report.then(() => order.push('report'));
    for (let round = 0; round < 5; round += 1) {
      const [entry] = await busy.keepFeedback([feedback()], FROM);
      expect(entry).toMatchObject({ repeated: false });
      await evaluate(busy);
    }
    order.push('feedback');
    await report;
    expect(order).toEqual(['feedback', 'report']);
    expect((await kept(busy)).size).toBe(5);
  });

  it('cannot change anything', async () => {
    const { store: read } = await open();
    await expect(sql.raw('delete from feedback').execute(await read.query())).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    });
  });
});

describe('a thread that ends', () => {
  it('that of the reports: the report fails, the next one is answered, and nothing else is concerned', async () => {
    const { store: read } = await open();
    await kept(read);
    const report = sql.raw(LONG).execute(await read.query());
    void sqliteThread(place.file, 'read').terminate();
    await expect(report).rejects.toMatchObject({ code: 'SQLITE_THREAD_GONE' });
    await read.keepFeedback([feedback()], FROM);
    expect((await kept(read)).size).toBe(1);
  });

  it('that which writes: what it had is not acknowledged, and it is opened again with its lock', async () => {
    const { store: write, logged } = await open();
    await write.keepFeedback([feedback()], FROM);
    await writer().terminate();
    const calls = Array.from({ length: 20 }, () => evaluate(write));
    await Promise.all(calls);
    await write.keepFeedback([feedback()], FROM);
    expect((await kept(write)).size).toBe(2);
    await expect(openTestStore(place.settings)).rejects.toMatchObject({ code: 'held-by-another' });
    await write.close();
    expect(write.counts()).toMatchObject({ written: 20, lost: 0, queued: 0 });
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('in the middle of a transaction: nothing of it is kept, and nothing after it runs outside of one', async () => {
    const { store: write } = await open();
    const feedbacks = Array.from({ length: 10 }, () => write.keepFeedback([feedback(), feedback()], FROM));
    setImmediate(() => void writer().terminate());
    const answers = await Promise.allSettled(feedbacks);
    const acknowledged = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    await write.keepFeedback([feedback()], FROM);
    const there = await kept(write);
    expect(acknowledged.filter(({ card }) => !there.has(card))).toEqual([]);
    expect(there.size % 2).toBe(1);
  });
});

/** Node 22.16 and later bring SQLite along; before that a machine that cannot build better-sqlite3 has none. */
(HAS_NODE_SQLITE ? describe.skip : describe)('a machine without the SQLite module, nor one of Node', () => {
  it.each(['no-such-module', join(process.cwd(), 'package.json')])(
    '%s: the service starts without a store and says what to install',
    async (sqliteModule) => {
      const { store: none, logged } = await open({ ...place.settings, sqliteModule });
      expect(none.kind).toBe('none');
      expect(logged).toEqual([
        { level: 'error', fields: {}, message: expect.stringMatching(/better-sqlite3.*DATABASE_URL/) },
      ]);
      await expect(evaluate(none)).resolves.toBeUndefined();
    },
  );

  it('production refuses to start: what it must keep would be lost unnoticed', async () => {
    const clients = [testClient([ecKey('ec-1')])];
    const store = { ...place.settings, sqliteModule: 'no-such-module' };
    await expect(startProduction({ clients, store })).rejects.toMatchObject({ code: 'module-missing' });
    await expect(startProduction({ clients, store })).rejects.toThrow(/better-sqlite3.*DATABASE_URL/);
  });
});

(HAS_NODE_SQLITE ? describe : describe.skip)(
  'a machine on which better-sqlite3 is not built, and Node has SQLite',
  () => {
    it.each(['no-such-module', join(process.cwd(), 'package.json')])('%s: the store is kept', async (sqliteModule) => {
      const { store: there, logged } = await open({ ...place.settings, sqliteModule });
      expect([there.kind, logged.filter(({ level }) => level === 'error')]).toEqual(['sqlite', []]);
    });

    it('a second instance is told that the file is in use', async () => {
      const settings = { ...place.settings, sqliteModule: 'no-such-module' };
      await open(settings);
      await expect(openTestStore(settings)).rejects.toMatchObject({ code: 'held-by-another' });
    });
  },
);
