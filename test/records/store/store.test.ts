import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Store } from '../../../src/records/store/open-store.js';
import { EPIC_CATEGORY } from '../../../src/records/store/override-reason.js';
import { scheduleRetention } from '../../../src/records/store/retention.js';
import {
  card,
  evaluate,
  feedback,
  NOW,
  onBoth,
  openTestStore,
  ORIGIN,
  SERVICE,
  type Place,
  WITHOUT_LATER_TABLES,
} from './test-stores.js';

const FROM = { service: SERVICE, client: 'ehr' };
const DAY_MS = 86_400_000;

onBoth('the store', (newPlace) => {
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

  const all = async (table: Parameters<Awaited<ReturnType<Store['query']>>['selectFrom']>[0]) =>
    (await store.query())
      .selectFrom(table as 'feedback')
      .selectAll()
      .execute() as Promise<Record<string, unknown>[]>;

  it('a call becomes one evaluation with its rules, reasons, findings, prefetch states and cards', async () => {
    const uuid = randomUUID();
    await evaluate(store, { cards: [card(uuid)] });
    expect(await all('evaluations')).toEqual([
      expect.objectContaining({
        at: '2026-11-22T17:00:00.000Z',
        day: '2026-11-22',
        week: '2026-11-16',
        client: 'ehr',
        service: SERVICE,
        hook: 'order-sign',
        content_version: '1.2.3+abcdef',
        result: 'cards',
        cards: 1,
        tacrolimus_order: 1,
        hmac_key: 'k1',
      }),
    ]);
    expect((await all('outcome_sets')).map(({ rule, mode, outcome }) => [rule, mode, outcome]).sort()).toEqual([
      ['aki', 'live', 'findings'],
      ['duration', 'silent', 'findings'],
      ['trough', 'live', 'indeterminate'],
    ]);
    expect((await all('rule_reasons')).map(({ rule, reason }) => [rule, reason])).toEqual([['trough', 'no-level']]);
    expect((await all('rule_findings')).map(({ finding, mode }) => [finding, mode]).sort()).toEqual([
      ['aki-stage', 'live'],
      ['duration-over', 'silent'],
    ]);
    expect((await all('source_sets')).map(({ source, state }) => [source, state]).sort()).toEqual([
      ['creatinine', 'prefetch'],
      ['tacrolimusLevels', 'failed'],
    ]);
    expect(await all('cards_shown')).toEqual([
      expect.objectContaining({
        card_uuid: uuid,
        rule: 'aki',
        finding: 'aki-stage',
        severity: 'critical',
        mode: 'live',
      }),
    ]);
  });

  it('the same patient and user have the same pseudonym, others have another; the ids themselves are nowhere', async () => {
    const other = { ...ORIGIN, patientId: 'p2' };
    for (const origin of [ORIGIN, ORIGIN, other, { ...ORIGIN, client: 'ehr-2' }]) await evaluate(store, { origin });
    const rows = await all('evaluations');
    expect(new Set(rows.map((row) => row.patient_hmac)).size).toBe(3);
    expect(new Set(rows.map((row) => row.user_hmac)).size).toBe(2);
  });

  it.each([
    ['order-sign', 'cards', 1],
    ['order-sign', 'no-tacrolimus', 0],
    ['order-sign', 'data-unavailable', 1],
    ['patient-view', 'cards', 0],
  ] as const)('%s that ends in %s counts %i tacrolimus orders', async (hook, result, orders) => {
    await evaluate(store, { hook, result });
    expect((await all('evaluations')).map((row) => row.tacrolimus_order)).toEqual([orders]);
  });

  it('a refused call is recorded without cards', async () => {
    await evaluate(store, { result: 'data-unavailable', cards: [] });
    expect((await all('evaluations')).map((row) => row.result)).toEqual(['data-unavailable']);
    expect(await all('cards_shown')).toEqual([]);
  });

  it('500 calls at once are 500 evaluations', async () => {
    await Promise.all(Array.from({ length: 500 }, () => evaluate(store)));
    expect(await all('evaluations')).toHaveLength(500);
    expect(await all('cards_shown')).toHaveLength(500);
    expect(store.counts()).toEqual({ written: 500, lost: 0, queued: 0, failing: false });
  });

  it('feedback on a shown card is kept and known; on a card never shown it is kept and marked', async () => {
    const uuid = randomUUID();
    await evaluate(store, { cards: [card(uuid)] });
    const kept = await store.keepFeedback([feedback({ card: uuid }), feedback()], FROM);
    expect(kept.map(({ repeated, cardKnown }) => [repeated, cardKnown])).toEqual([
      [false, true],
      [false, false],
    ]);
    const rows = await all('feedback');
    expect(rows.map((row) => [row.card_uuid === uuid, row.unknown_card]).sort()).toEqual([
      [false, 1],
      [true, 0],
    ]);
  });

  it('a card shown by another service or to another client is unknown', async () => {
    const uuid = randomUUID();
    await evaluate(store, { cards: [card(uuid)] });
    const [elsewhere] = await store.keepFeedback([feedback({ card: uuid })], { ...FROM, service: 'other' });
    const [stranger] = await store.keepFeedback([feedback({ card: uuid, outcome: 'accepted' })], {
      ...FROM,
      client: 'x',
    });
    expect([elsewhere?.cardKnown, stranger?.cardKnown]).toEqual([false, false]);
  });

  it('feedback that overtook its card is known once the card is written', async () => {
    const uuid = randomUUID();
    await store.keepFeedback([feedback({ card: uuid })], FROM);
    await evaluate(store, { cards: [card(uuid)] });
    expect((await all('feedback')).map((row) => row.unknown_card)).toEqual([0]);
  });

  it('a repeat adds nothing: in one body, in a second one, and twenty at once', async () => {
    const entry = feedback();
    const first = await store.keepFeedback([entry, entry], FROM);
    const second = await store.keepFeedback([entry], FROM);
    await Promise.all(Array.from({ length: 20 }, () => store.keepFeedback([entry], FROM)));
    expect([...first, ...second].map(({ repeated }) => repeated)).toEqual([false, true, true]);
    expect(await all('feedback')).toHaveLength(1);
  });

  it('another outcome or another time of the same card is another entry', async () => {
    const entry = feedback();
    await store.keepFeedback(
      [entry, { ...entry, outcome: 'accepted' }, { ...entry, outcomeAt: '2026-11-22T16:59:00.001Z' }],
      FROM,
    );
    expect(await all('feedback')).toHaveLength(3);
  });

  it('accepted suggestions are kept by uuid; an id of another shape is counted only', async () => {
    const id = randomUUID();
    await store.keepFeedback([feedback({ outcome: 'accepted', suggestions: [id, 'sug-1'] })], FROM);
    expect((await all('feedback')).map((row) => row.suggestions)).toEqual([2]);
    expect((await all('feedback_suggestions')).map((row) => row.suggestion_uuid)).toEqual([id]);
  });

  it('a reason on the list keeps its code and HL7 category; one of no list keeps only that there was one', async () => {
    await store.close();
    const site = { system: 'urn:site', code: 'seen', parent: 'cds-not-applicable' };
    const reasons = [site, { system: EPIC_CATEGORY, code: '45', parent: 'not-convenient-feasible' }];
    ({ store } = await openTestStore(place.settings, { reasons: () => reasons }));
    const hl7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
    await store.keepFeedback(
      (
        [
          { kind: 'coded', system: hl7, code: 'action-completed' },
          { kind: 'coded', system: 'urn:site', code: 'seen' },
          { kind: 'coded', system: 'urn:site', code: 'Mr Smith is allergic' },
          { kind: 'ehr', category: '45' },
          { kind: 'ehr', category: '46' },
          { kind: 'none' },
        ] as const
      ).map((reason) => feedback({ reason })),
      FROM,
    );
    const told = (await all('feedback')).map((row) => [row.reason_state, row.reason_code, row.reason_parent].join(' '));
    expect(told.sort()).toEqual(
      [
        'listed action-completed cds-not-applicable',
        'listed seen cds-not-applicable',
        'listed 45 not-convenient-feasible',
        'unlisted  ',
        'ehr  ',
        'none  ',
      ].sort(),
    );
  });

  it('a token is taken once, also by fifty at once', async () => {
    const { replayStore } = store;
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => replayStore?.remember('https://ehr.example', 'jti-1', NOW + 300_000)),
    );
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'seen')).toHaveLength(49);
    expect(await replayStore?.remember('https://ehr.example', 'jti-2', NOW + 300_000)).toBe('new');
    expect(await replayStore?.remember('https://other.example', 'jti-1', NOW + 300_000)).toBe('new');
  });

  it('what is older than the site keeps it is deleted with all its rows, the rest stays', async () => {
    await evaluate(store);
    await store.keepFeedback([feedback({ outcome: 'accepted', suggestions: [randomUUID()] })], FROM);
    await store.replayStore?.remember('i', 'old', NOW + 1_000);
    await store.close();
    const later = NOW + 31 * DAY_MS;
    ({ store } = await openTestStore(place.settings, { now: () => later }));
    await evaluate(store, { at: later });
    await store.replayStore?.remember('i', 'young', later + 300_000);
    expect(await store.purge(30)).toEqual({ evaluations: 1, feedback: 1, tokens: 1 });
    for (const table of ['evaluations', 'cards_shown', 'rule_reasons', 'jti'] as const) {
      expect(await all(table)).toHaveLength(1);
    }
    expect([await all('feedback'), await all('feedback_suggestions')]).toEqual([[], []]);
    expect(await store.purge(30)).toEqual({ evaluations: 0, feedback: 0, tokens: 0 });
  });

  it.each([0, -1, 1.5, Number.NaN])('retention of %p days is refused', async (days) => {
    await expect(store.purge(days)).rejects.toThrow(RangeError);
  });

  const yearsLater = NOW + 40 * 365 * 86_400_000;
  const fill = (target: Store, count: number) => Promise.all(Array.from({ length: count }, () => evaluate(target)));

  it('a start with the clock years ahead deletes nothing: days count from the newest record', async () => {
    await fill(store, 30);
    await store.keepFeedback([feedback()], FROM);
    await store.close();
    ({ store } = await openTestStore(place.settings, { now: () => yearsLater }));
    expect(await store.purge(730)).toEqual({ evaluations: 0, feedback: 0, tokens: 0 });
    expect(await all('evaluations')).toHaveLength(30);
  });

  it('nor does it once calls are recorded at that time: most of the store goes only when a person says so', async () => {
    await fill(store, 30);
    await store.close();
    ({ store } = await openTestStore(place.settings, { now: () => yearsLater }));
    await evaluate(store, { at: yearsLater });
    await expect(store.purge(730)).rejects.toMatchObject({ code: 'MOST_OF_THE_STORE' });
    const told = await new Promise((resolve) => {
      const { stop } = scheduleRetention({
        run: () => store.purge(730),
        log: { info: resolve, warn: resolve, error: (fields, message) => resolve([fields, message]) },
      });
      stop();
    });
    expect(told).toEqual([
      expect.objectContaining({ evaluations: 30, of: 31 }),
      expect.stringContaining('tacrolimus-cds retention --confirm'),
    ]);
    expect(await all('evaluations')).toHaveLength(31);
    expect(await store.purge(730, { confirmed: true })).toMatchObject({ evaluations: 30 });
    expect(await all('evaluations')).toHaveLength(1);
  });

  it('a used token outlives its end by an hour: a clock that is set back does not make it good again', async () => {
    await evaluate(store);
    await store.replayStore?.remember('i', 'just-over', NOW - 60_000);
    await store.replayStore?.remember('i', 'long-over', NOW - 2 * 3_600_000);
    expect(await store.purge(30)).toMatchObject({ tokens: 1 });
    expect(await store.replayStore?.remember('i', 'just-over', NOW)).toBe('seen');
  });

  it('nor does a start with the clock years ahead, where no call was recorded yet', async () => {
    await store.replayStore?.remember('i', 'in-use', NOW + 300_000);
    await store.close();
    ({ store } = await openTestStore(place.settings, { now: () => yearsLater }));
    expect(await store.purge(30)).toMatchObject({ tokens: 0 });
    expect(await all('jti')).toHaveLength(store.replayStore === null ? 0 : 1);
  });

  it('nor does one that has recorded calls: the ends of tokens are by the clocks of those who made them', async () => {
    await store.replayStore?.remember('i', 'in-use', NOW + 300_000);
    await store.close();
    ({ store } = await openTestStore(place.settings, { now: () => yearsLater }));
    await evaluate(store, { at: yearsLater });
    expect(await store.purge(30)).toMatchObject({ tokens: 0 });
    expect(await all('jti')).toHaveLength(store.replayStore === null ? 0 : 1);
  });

  it('the schedule purges at once and tells how much', async () => {
    await evaluate(store);
    const told = await new Promise((resolve) => {
      const { stop } = scheduleRetention({
        run: () => store.purge(1),
        log: { info: (fields) => resolve(fields), warn: resolve, error: resolve },
      });
      stop();
    });
    expect(told).toEqual({ evaluations: 0, feedback: 0, tokens: 0 });
  });

  it('what was written is there after a restart', async () => {
    await evaluate(store);
    await store.close();
    ({ store } = await openTestStore(place.settings));
    expect(await all('evaluations')).toHaveLength(1);
  });

  it('a database of the release before dropped results is brought up to date, with what it holds', async () => {
    await evaluate(store);
    await store.close();
    await place.execute(`drop table dropped_results; drop table counted_calls; ${WITHOUT_LATER_TABLES}`);
    await place.execute("delete from kysely_migration where name >= '0002'");
    ({ store } = await openTestStore(place.settings));
    const term = { kind: 'unit', system: null, code: 'TAC-U' } as const;
    await evaluate(store, { dropped: [{ source: 'tacrolimusLevels', reason: 'unknown-unit', count: 1, term }] });
    expect([(await all('evaluations')).length, (await all('dropped_results')).length]).toEqual([2, 1]);
  });

  it('a database written by a newer release is not opened', async () => {
    await store.close();
    await place.execute("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')");
    await expect(openTestStore(place.settings)).rejects.toMatchObject({ code: 'newer-release' });
  });

  it('one query tells cards per 100 tacrolimus orders and what became of them', async () => {
    const shown = Array.from({ length: 3 }, () => randomUUID());
    for (const uuid of shown) await evaluate(store, { cards: [card(uuid)] });
    await evaluate(store, { cards: [] });
    await evaluate(store, { cards: [], result: 'no-tacrolimus', rules: [] });
    await store.keepFeedback(
      [
        feedback({ card: shown[0]!, outcome: 'overridden', outcomeAt: '2026-11-22T16:00:00.000Z' }),
        feedback({ card: shown[0]!, outcome: 'accepted', outcomeAt: '2026-11-22T16:00:01.000Z' }),
        feedback({ card: shown[1]! }),
      ],
      FROM,
    );
    const { burdenByRule } = await import('./burden-query.js');
    const [aki] = await burdenByRule(await store.query());
    expect(aki).toEqual({
      week: '2026-11-16',
      client: 'ehr',
      service: SERVICE,
      hook: 'order-sign',
      contentVersion: '1.2.3+abcdef',
      rule: 'aki',
      severity: 'critical',
      orders: 4,
      shown: 3,
      accepted: 1,
      overridden: 1,
      unanswered: 1,
    });
  });
});
