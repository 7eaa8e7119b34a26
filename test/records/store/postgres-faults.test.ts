import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { buildReport } from '../../../src/records/report/build-report.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { storeChildren, type Child, type Children } from './child-process.js';
import { startCutProxy, type CutProxy } from './cut-proxy.js';
import {
  card,
  describePostgres,
  evaluate,
  feedback,
  NOW,
  openTestStore,
  PG_URL,
  postgresPlace,
  SERVICE,
  withClient,
} from './test-stores.js';

const FROM = { service: 's', client: 'c' };

let place: Awaited<ReturnType<typeof postgresPlace>>;
const stores: Store[] = [];
beforeEach(async () => {
  place = await postgresPlace();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await place.remove();
});

const open = async (databaseUrl = PG_URL) => {
  const opened = await openTestStore({ ...place.settings, databaseUrl });
  stores.push(opened.store);
  return opened;
};
const kept = () =>
  withClient(async (client) => {
    const { rows } = await client.query<{ card_uuid: string }>(`select card_uuid from ${place.schema}.feedback`);
    return new Set(rows.map(({ card_uuid }) => card_uuid));
  });

describePostgres('feedback that overtakes its card', () => {
  /** The call's transaction has done its work and is slow to commit: the feedback arrives in between. */
  const slowCommits = () =>
    withClient((client) =>
      client.query(`
        create function ${place.schema}.dawdle() returns trigger language plpgsql as
          'begin perform pg_sleep(3); return null; end';
        create constraint trigger dawdle after insert on ${place.schema}.cards_shown
          deferrable initially deferred for each row execute function ${place.schema}.dawdle();`),
    );

  it('becomes feedback about a known card, and the report counts it', async () => {
    const { store } = await open();
    await store.query();
    await slowCommits();
    const uuid = randomUUID();
    const called = evaluate(store, { cards: [card(uuid)] });
    await store.keepFeedback([feedback({ card: uuid })], { service: SERVICE, client: 'ehr' });
    await called;
    const { rows } = await withClient((client) =>
      client.query<{ unknown_card: number }>(`select unknown_card from ${place.schema}.feedback`),
    );
    expect(rows.map(({ unknown_card }) => unknown_card)).toEqual([0]);
    const period = { from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
    const { totals } = await buildReport(await store.query(), period, { now: () => NOW, contract: null });
    expect(totals).toMatchObject({ shown: 1, overridden: 1, unanswered: 0 });
  });
});

describePostgres('a cut connection', () => {
  it('backends terminated under load: no crash, every call answered, every acknowledged entry and every call kept', async () => {
    const name = `cds-${place.schema}`;
    const url = new URL(PG_URL);
    url.searchParams.set('application_name', name);
    const { store } = await open(url.href);
    const acknowledged: string[] = [];
    const report = async () => {
      const entry = feedback();
      await store.keepFeedback([entry], FROM).then(
        () => acknowledged.push(entry.card),
        (error: unknown) => expect(error).toMatchObject({ code: 'overloaded' }),
      );
    };
    for (let round = 0; round < 5; round += 1) {
      const load = [
        ...Array.from({ length: 40 }, () => evaluate(store)),
        ...Array.from({ length: 10 }, () => report()),
      ];
      await withClient((client) =>
        client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]),
      );
      await Promise.all(load);
    }
    await report();
    const there = await kept();
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((card) => !there.has(card))).toEqual([]);
    await store.close();
    expect(store.counts()).toMatchObject({ written: 200, lost: 0, queued: 0 });
    const rows = await withClient((client) => client.query(`select 1 from ${place.schema}.evaluations`));
    expect(rows.rows).toHaveLength(200);
  });
});

describePostgres('a server that goes away and comes back', () => {
  let proxy: CutProxy;
  beforeEach(async () => {
    proxy = await startCutProxy();
  });
  afterEach(() => proxy.cut());

  it('meanwhile calls are answered and feedback and tokens are refused; afterwards nothing is missing', async () => {
    const { store } = await open(proxy.url);
    await evaluate(store);
    await proxy.cut();
    for (let calls = 0; calls < 20; calls += 1) await expect(evaluate(store)).resolves.toBeUndefined();
    await expect(store.keepFeedback([feedback()], FROM)).rejects.toMatchObject({ code: 'overloaded' });
    await expect(store.replayStore?.remember('i', 'j', Date.now() + 1_000)).rejects.toThrow();
    expect(store.counts()).toMatchObject({ written: 1, queued: 20, failing: true, lost: 0 });
    await proxy.mend();
    await store.keepFeedback([feedback()], FROM);
    expect(await store.replayStore?.remember('i', 'j', Date.now() + 1_000)).toBe('new');
    await store.close();
    expect(store.counts()).toMatchObject({ written: 21, queued: 0, lost: 0 });
  });

  it('away at the start: the service starts, says so, and catches up', async () => {
    await proxy.cut();
    const { store, logged } = await open(proxy.url);
    expect(logged).toContainEqual({
      level: 'error',
      fields: { store: 'postgres', code: 'ECONNREFUSED' },
      message: expect.stringContaining('tried again'),
    });
    await expect(evaluate(store)).resolves.toBeUndefined();
    await proxy.mend();
    await store.keepFeedback([feedback()], FROM);
    await store.close();
    expect(store.counts()).toMatchObject({ written: 1, lost: 0 });
  });

  it('a database that does not exist, or refuses us, is not waited for', async () => {
    const url = new URL(PG_URL);
    url.pathname = '/no-such-database';
    await expect(openTestStore({ ...place.settings, databaseUrl: url.href })).rejects.toMatchObject({
      code: 'refused',
    });
  });
});

describePostgres('a path that stalls without a word', () => {
  let proxy: CutProxy;
  beforeEach(async () => {
    proxy = await startCutProxy();
  });
  afterEach(() => proxy.cut());

  const FAR = Date.now() + 300_000;
  const tokens = (store: Store, count: number) =>
    Promise.all(
      Array.from({ length: count }, async () =>
        store.replayStore?.remember('issuer', randomUUID(), FAR).catch(() => 'refused'),
      ),
    );
  /** How many of these, one after the other, fail before one does not. */
  const failuresBefore = async (attempts: number, attempt: () => Promise<boolean>) => {
    for (let failed = 0; failed < attempts; failed += 1) if (await attempt()) return failed;
    return attempts;
  };
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('every connection stalled: one call is refused, and the next ones are let in over new connections', async () => {
    const { store } = await open(proxy.url);
    expect(new Set(await tokens(store, 40))).toEqual(new Set(['new']));
    proxy.stall();
    const failed = await failuresBefore(10, async () => (await tokens(store, 1))[0] === 'new');
    expect(failed).toBe(1);
    expect(new Set(await tokens(store, 40))).toEqual(new Set(['new']));
  });

  it('feedback and events come through over new connections too, and none of them is missing', async () => {
    const { store } = await open(proxy.url);
    await Promise.all(Array.from({ length: 20 }, () => store.keepFeedback([feedback()], FROM)));
    await evaluate(store);
    proxy.stall();
    const entry = feedback();
    const failed = await failuresBefore(3, () =>
      store.keepFeedback([entry], FROM).then(
        () => true,
        () => false,
      ),
    );
    expect(failed).toBe(1);
    expect(await kept()).toContain(entry.card);
    await evaluate(store);
    await store.close();
    expect(store.counts()).toMatchObject({ written: 2, lost: 0, queued: 0 });
  });

  it('nothing passes for a while: tokens are refused and this is said; afterwards they are taken again', async () => {
    const { store } = await open(proxy.url);
    await tokens(store, 40);
    const says = () => store.replayStore?.isWriting();
    expect(await says()).toBe(true);
    proxy.stall('newcomers-too');
    // What was found out a moment ago may be said once more.
    await until(async () => (await says()) === false);
    expect(await tokens(store, 3)).toEqual(['refused', 'refused', 'refused']);
    proxy.flow();
    await until(async () => (await says()) === true);
    expect(new Set(await tokens(store, 40))).toEqual(new Set(['new']));
  });

  it('a lock that somebody else holds: the server gives up, and no statement of ours waits there for ever', async () => {
    const name = `cds-${place.schema}`;
    const url = new URL(PG_URL);
    url.searchParams.set('application_name', name);
    const { store } = await open(url.href);
    await tokens(store, 1);
    await withClient(async (locker) => {
      await locker.query(`begin; lock table ${place.schema}.jti in access exclusive mode`);
      for (let round = 0; round < 5; round += 1) expect(new Set(await tokens(store, 10))).toEqual(new Set(['refused']));
      const { rows } = await locker.query<{ count: string }>(
        'select count(*) from pg_stat_activity where application_name = $1',
        [name],
      );
      expect(Number(rows[0]?.count)).toBeLessThanOrEqual(10);
      await locker.query('rollback');
    });
    expect(await failuresBefore(10, async () => (await tokens(store, 1))[0] === 'new')).toBeLessThan(10);
  });
});

describePostgres('two instances on one database', () => {
  let children: Children;
  beforeAll(() => {
    children = storeChildren();
  });
  afterAll(() => children.clean());

  it('start at the same moment on an empty database', async () => {
    const opened = await Promise.all([open(), open(), open()]);
    expect(opened.map(({ store }) => store.kind)).toEqual(['postgres', 'postgres', 'postgres']);
    expect(opened.flatMap(({ logged }) => logged).filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('both write, one is killed: every entry that either acknowledged is there', async () => {
    const [first, second] = [0, 1].map(() => children.start({ settings: place.settings, task: 'feedback' })) as [
      Child,
      Child,
    ];
    await Promise.all([first.until('kept', 60), second.until('kept', 60)]);
    await first.kill();
    const soFar = second.lines.length;
    await second.until('kept', soFar + 30);
    await second.kill();
    const acknowledged = [...first.lines, ...second.lines].filter((line) => line.startsWith('kept '));
    const there = await kept();
    expect(acknowledged.filter((line) => !there.has(line.slice(5)))).toEqual([]);
  });

  it('offered the same 120 tokens, one killed: no token is taken twice, and none that was taken is taken again', async () => {
    const tokens = Array.from({ length: 120 }, () => randomUUID());
    const started = [0, 1, 2].map(() => children.start({ settings: place.settings, task: 'tokens', tokens }));
    await Promise.race(started.map((child) => child.until('new', 10)));
    await started[0]?.kill();
    await Promise.all(started.slice(1).map((child) => child.ended()));
    const taken = started.flatMap(({ lines }) => lines.filter((line) => line.startsWith('new ')));
    expect(new Set(taken).size).toBe(taken.length);
    const { store } = await open();
    const again = await Promise.all(
      taken.map(async (line) => store.replayStore?.remember('issuer', line.slice(4), Date.now())),
    );
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(again)).toEqual(new Set(['seen']));
  });
});
