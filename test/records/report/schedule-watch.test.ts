import { expect, test } from '@jest/globals';
import { scheduleWatch } from '../../../src/records/watch/schedule-watch.js';
import { readAlarms } from '../../../src/records/store/kept-alarms.js';
import { card, evaluate, openTestStore, sqlitePlace } from '../store/test-stores.js';

const NOT_BY_SEVERITY = { critical: null, warning: null, info: null };

test('a broken contract is logged once, stays current until it is acknowledged, and a store that is away is told', async () => {
  const place = await sqlitePlace();
  let now = Date.parse('2026-11-02T12:00:00Z');
  const { store } = await openTestStore(place.settings, { now: () => now });
  for (let week = 0; week < 4; week += 1) {
    for (let order = 0; order < 15; order += 1) await evaluate(store, { cards: [card()], at: now });
    now += 7 * 86_400_000;
  }
  now -= 6 * 86_400_000;
  const logged: (readonly [unknown, string])[] = [];
  const watch = scheduleWatch({
    query: () => store.query(),
    keep: (alarms) => store.keepAlarms(alarms),
    now: () => now,
    contract: () => ({ maxCardsPer100Orders: 40, minCardsPer100Orders: null, maxBySeverity: NOT_BY_SEVERITY }),
    log: { warn: (fields, message) => void logged.push([fields, message]) },
  });
  await watch.look();
  await watch.look();
  expect(watch.current()).toMatchObject([{ kind: 'above-contract', week: '2026-11-23', count: 60, of: 60 }]);
  expect(logged.map(([, message]) => message)).toEqual([
    '60 cards at 60 orders in four weeks: more than the agreed 40 per 100 orders',
  ]);
  const { known } = await readAlarms(await store.query());
  expect(known).toMatchObject([{ first: { kind: 'above-contract', expected: 0.4 }, lastWeek: '2026-11-23' }]);
  const said = { alarm: known[0]?.id ?? '', at: '2026-11-24T12:00:00.000Z', by: 'j.doe', as: 'no-fault' } as const;
  await store.keepAcknowledgement({ ...said, throughWeek: '2026-11-23' });
  await watch.look();
  watch.stop();
  expect(watch.current()).toEqual([]);
  expect(logged).toHaveLength(1);
  await store.close();
  await watch.look();
  expect(logged.at(-1)?.[1]).toBe('the watch could not read the store');
  await place.remove();
});
