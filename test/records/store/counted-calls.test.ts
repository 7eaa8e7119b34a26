import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildReport } from '../../../src/records/report/build-report.js';
import { createCallCounter } from '../../../src/records/store/counted-calls.js';
import { countHeld } from '../../../src/records/store/retention.js';
import type { Store } from '../../../src/records/store/open-store.js';
import {
  evaluate,
  event,
  NOW,
  onBoth,
  openTestStore,
  ORIGIN,
  type Place,
  WITHOUT_LATER_TABLES,
} from './test-stores.js';

const DAY_MS = 86_400_000;
/** As the engine tells of an order of another drug: no rule was asked, no source was read. */
const OTHER = { result: 'no-tacrolimus', rules: [], sources: {}, cards: [] } as const;
const PERIOD = { from: '2026-11-15T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };

describe('the counter of a process', () => {
  const count = createCallCounter();
  const other = event({ ...OTHER, cards: 0 });
  const callsAt = (at: number) => count(other, { at, client: 'ehr' }).counted_calls;

  it('says of each call how many there were of its day; a day that comes again is counted beside the other', () => {
    const days = [0, 0, 1, 0, 2, 3, 4, 0].map((day) => callsAt(NOW + day * DAY_MS)[0]!);
    expect(days.map(({ day, calls }) => [day.slice(-2), calls])).toEqual([
      ['22', 1],
      ['22', 2],
      ['23', 1],
      ['22', 3],
      ['24', 1],
      ['25', 1],
      ['26', 1],
      ['22', 1],
    ]);
    expect(days.at(-1)?.instance).not.toBe(days[0]?.instance);
    expect(days[3]?.instance).toBe(days[0]?.instance);
  });
});

onBoth('orders of other drugs', (newPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  const counted = async () => (await store.query()).selectFrom('counted_calls').selectAll().execute();
  const others = (count: number, over: object = {}) =>
    Promise.all(Array.from({ length: count }, () => evaluate(store, { ...OTHER, ...over })));
  const kept = async () => (await (await store.query()).selectFrom('evaluations').selectAll().execute()).length;
  const report = async (period = PERIOD) =>
    buildReport(await store.query(), period, { now: () => NOW, contract: null });

  it('are one row for each day, client, service, content and answer, whoever they were for', async () => {
    await others(7);
    await others(2, { origin: { ...ORIGIN, patientId: 'p2', userId: 'Practitioner/2' } });
    await others(3, { origin: { ...ORIGIN, client: 'ehr-2' } });
    await others(1, { contentVersion: '1.2.4+aaaaaa' });
    await others(1, { at: NOW + DAY_MS });
    await others(4, { result: 'no-interacting-drug', service: 'other-drug-sign' });
    expect((await counted()).map(({ calls }) => calls).sort()).toEqual([1, 1, 3, 4, 9]);
    expect(await kept()).toBe(0);
    expect(store.counts()).toMatchObject({ written: 18, lost: 0 });
    // Nothing of a person, in any column.
    expect(JSON.stringify(await counted())).not.toMatch(/p2|Practitioner|hmac/);
  });

  it('that reached a card are kept, and are no orders of tacrolimus', async () => {
    await evaluate(store, { service: 'tacrolimus-interaction', trigger: 'other-drug' });
    await evaluate(store, {});
    const rows = await (
      await store.query()
    )
      .selectFrom('evaluations')
      .select(['service', 'tacrolimus_order'])
      .orderBy('tacrolimus_order')
      .execute();
    expect(rows.map(({ service, tacrolimus_order: isOne }) => [service, isOne])).toEqual([
      ['tacrolimus-interaction', 0],
      ['tacrolimus-order-sign', 1],
    ]);
  });

  it('go on being counted after a restart, which adds a row', async () => {
    await others(2);
    await store.close();
    ({ store } = await openTestStore(place.settings));
    await others(3);
    expect((await counted()).map(({ calls }) => calls).sort()).toEqual([2, 3]);
    expect((await report()).totals.evaluations).toBe(5);
  });

  it('an order that was looked at keeps its row, whatever it came to', async () => {
    await evaluate(store, { ...OTHER, result: 'not-on-tacrolimus' });
    await evaluate(store, { ...OTHER, sources: { medicationRequests: 'prefetch' } });
    await evaluate(store, { ...OTHER, result: 'data-unavailable' });
    expect([await kept(), (await counted()).length]).toEqual([3, 0]);
  });

  it('a report says the same of them as of calls that a release before kept one by one', async () => {
    await store.close();
    await place.execute(`drop table counted_calls; ${WITHOUT_LATER_TABLES}`);
    await place.execute("delete from kysely_migration where name >= '0003'");
    // That release's rows of five such orders, two of them of one patient.
    const columns =
      'id, at, day, week, client, service, hook, content_version, result, ms, cards, tacrolimus_order, patient_hmac';
    for (const [id, patient] of Object.entries(['a', 'a', 'b', 'c', 'd'])) {
      await place.execute(
        `insert into evaluations (${columns}) values ('${id}', '2026-11-22T17:00:00.000Z', '2026-11-22', '2026-11-16', 'ehr', 'tacrolimus-order-sign', 'order-sign', '1.2.3+abcdef', 'no-tacrolimus', 3, 0, 0, '${patient}')`,
      );
    }
    ({ store } = await openTestStore(place.settings));
    const before = await report();
    expect(before.results).toEqual([{ result: 'no-tacrolimus', evaluations: 5 }]);

    await store.close();
    await place.execute('delete from evaluations');
    ({ store } = await openTestStore(place.settings));
    await others(5);
    expect(await report()).toEqual(before);
    await evaluate(store);
    expect((await report()).totals).toMatchObject({ evaluations: 6, tacrolimusOrders: 1 });
  });

  it('belong to a period that begins before their day does', async () => {
    await others(2);
    await others(3, { at: NOW + DAY_MS });
    const evaluationsOf = async (from: string, to: string) => (await report({ from, to })).totals.evaluations;
    expect(await evaluationsOf('2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z')).toBe(2);
    expect(await evaluationsOf('2026-11-22T00:00:00.001Z', '2026-11-24T00:00:00.000Z')).toBe(3);
    expect(await evaluationsOf('2026-11-21T09:00:00.000Z', '2026-11-23T00:00:00.001Z')).toBe(5);
  });

  it('go when all of their day is older than the site keeps, and count as calls of the store until then', async () => {
    await others(30, { at: NOW - 10 * DAY_MS });
    await others(40);
    expect((await countHeld(await store.query(), { keepDays: 5, now: NOW })).evaluations).toEqual({
      rows: 70,
      old: 30,
      oldest: '2026-11-12T00:00:00.000Z',
      oldestLeft: '2026-11-22T00:00:00.000Z',
    });
    expect(await store.purge(5)).toMatchObject({ evaluations: 30 });
    expect((await counted()).map(({ calls }) => calls)).toEqual([40]);
  });
});
