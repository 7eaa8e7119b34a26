import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { queryGaps, queryOutcomes, queryPrefetch } from '../../../src/records/report/rule-queries.js';
import { createKnownSets } from '../../../src/records/store/call-sets.js';
import { evaluationRows } from '../../../src/records/store/evaluation.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { readSiteKeys } from '../../../src/records/store/site-keys.js';
import { event, evaluate, NOW, onBoth, openTestStore, ORIGIN, SITE_KEYS, type Place } from './test-stores.js';

const DAY_MS = 86_400_000;
const PERIOD = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

/** What releases before the sets have left behind: a row for each rule and source of each call, and calls that name no set. */
const AS_BEFORE = [
  `insert into rule_outcomes (evaluation_id, rule, mode, outcome)
     select e.id, s.rule, s.mode, s.outcome from evaluations e join outcome_sets s on s.set_id = e.outcome_set`,
  `insert into prefetch_states (evaluation_id, source, state)
     select e.id, s.source, s.state from evaluations e join source_sets s on s.set_id = e.source_set`,
  'update evaluations set outcome_set = null, source_set = null',
  'delete from outcome_sets',
  'delete from source_sets',
].join(';\n');

onBoth('outcomes and source states of calls', (newPlace) => {
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

  const held = async () => {
    const db = await store.query();
    const calls = await db.selectFrom('evaluations').select(['outcome_set', 'source_set']).execute();
    const outcomes = await db.selectFrom('outcome_sets').selectAll().execute();
    const states = await db.selectFrom('source_sets').selectAll().execute();
    return { calls, outcomes, states };
  };
  const reported = async () => {
    const db = await store.query();
    const cells = [
      await queryOutcomes(db, PERIOD, 'all'),
      await queryGaps(db, PERIOD, 'tacrolimus-orders'),
      await queryPrefetch(db, PERIOD),
    ];
    return cells.map((some) => some.map((cell) => JSON.stringify(cell)).sort());
  };

  test('that are the same are kept once; another state of one source is a set of its own', async () => {
    await Promise.all([evaluate(store), evaluate(store)]);
    await evaluate(store);
    expect((await held()).calls).toHaveLength(3);
    expect([(await held()).outcomes, (await held()).states].map((rows) => rows.length)).toEqual([3, 2]);
    await evaluate(store, { sources: { creatinine: 'fetched', tacrolimusLevels: 'failed' } });
    const { calls, states } = await held();
    expect(states).toHaveLength(4);
    expect(new Set(calls.map(({ source_set }) => source_set))).toEqual(new Set(states.map(({ set_id }) => set_id)));
    expect(new Set(calls.map(({ outcome_set }) => outcome_set)).size).toBe(1);
  });

  test('a call of which nothing was asked names no set', async () => {
    await evaluate(store, { rules: [], sources: {} });
    expect(await held()).toEqual({ calls: [{ outcome_set: null, source_set: null }], outcomes: [], states: [] });
  });

  test('go with the last call that names them, and not with an older one', async () => {
    await evaluate(store, { at: NOW - 40 * DAY_MS, sources: { creatinine: 'absent' } });
    await evaluate(store, { at: NOW - 40 * DAY_MS });
    await store.close();
    // As the next day's process: it knows of no set.
    ({ store } = await openTestStore(place.settings));
    await evaluate(store);
    expect((await held()).states).toHaveLength(3);
    await store.purge(30, { confirmed: true });
    expect((await held()).calls).toHaveLength(1);
    expect((await held()).states.map(({ source, day }) => [source, day]).sort()).toEqual([
      ['creatinine', '2026-11-22'],
      ['tacrolimusLevels', '2026-11-22'],
    ]);
    expect((await held()).outcomes).toHaveLength(3);
  });

  test('are reported alike from the rows of an earlier release, and together with them', async () => {
    await evaluate(store);
    await evaluate(store, { origin: { ...ORIGIN, patientId: 'p2' }, sources: { creatinine: 'fetched' } });
    const before = await reported();
    expect(before.map((cells) => cells.length)).toEqual([3, 1, 3]);
    await store.close();
    await place.execute(AS_BEFORE);
    ({ store } = await openTestStore(place.settings));
    expect((await held()).states).toEqual([]);
    expect(await reported()).toEqual(before);
    await evaluate(store, { origin: { ...ORIGIN, patientId: 'p3' } });
    const [outcomes = []] = await reported();
    expect(outcomes).toContainEqual(expect.stringContaining('"outcome":"indeterminate","evaluations":3,"patients":3'));
  });
});

test('a set is known once its batch is durable, and not before', () => {
  const [key] = readSiteKeys(SITE_KEYS);
  const rows = () => evaluationRows(event(), { ...ORIGIN, at: NOW, ms: 1 }, [], key);
  const known = createKnownSets();
  const first = known.withoutKnown([rows()]);
  expect(known.withoutKnown([rows()])[0]?.outcome_sets).toHaveLength(3);
  known.written(first);
  const [second] = known.withoutKnown([rows()]);
  expect([second?.outcome_sets, second?.source_sets, second?.evaluations.length]).toEqual([[], [], 1]);
});
