import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { EvaluationEvent } from '../../../src/domain/evaluation-event.js';
import { openComment } from '../../../src/records/store/comment.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { readSiteKeys } from '../../../src/records/store/site-keys.js';
import { card, event, feedback, NOW, onBoth, openTestStore, SERVICE, SITE_KEYS, type Place } from './test-stores.js';

/** Every column there is. One more of them is one more question: can it hold anything about a person? */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  evaluations: [
    'at',
    'cards',
    'client',
    'content_version',
    'day',
    'hmac_key',
    'hook',
    'id',
    'ms',
    'outcome_set',
    'patient_hmac',
    'result',
    'service',
    'source_set',
    'tacrolimus_order',
    'user_hmac',
    'week',
  ],
  outcome_sets: ['day', 'mode', 'outcome', 'rule', 'set_id'],
  source_sets: ['day', 'set_id', 'source', 'state'],
  rule_outcomes: ['evaluation_id', 'mode', 'outcome', 'rule'],
  rule_reasons: ['evaluation_id', 'reason', 'rule'],
  rule_findings: ['evaluation_id', 'finding', 'mode', 'not_shown', 'rule', 'severity'],
  prefetch_states: ['evaluation_id', 'source', 'state'],
  dropped_results: ['evaluation_id', 'reason', 'results', 'source', 'term', 'term_kind', 'term_system'],
  cards_shown: ['card_uuid', 'evaluation_id', 'facts_hmac', 'finding', 'mode', 'rule', 'severity'],
  watch_alarms: [
    'before_counted',
    'before_of',
    'client',
    'counted',
    'counted_of',
    'first_week',
    'id',
    'is_new',
    'kind',
    'last_week',
    'reason',
    'rule',
    'service',
    'source',
    'term',
    'term_kind',
    'term_system',
  ],
  shadow_counts: ['day', 'instance', 'live_version', 'rule', 'severity', 'shadow_version', 'total', 'what'],
  alarm_acknowledgements: ['alarm_id', 'at', 'by_whom', 'said', 'through_week'],
  counted_calls: ['calls', 'client', 'content_version', 'day', 'hook', 'instance', 'result', 'service', 'week'],
  feedback: [
    'card_uuid',
    'client',
    'comment_class',
    'comment_key',
    'comment_length',
    'comment_sealed',
    'id',
    'outcome',
    'outcome_at',
    'reason_code',
    'reason_parent',
    'reason_state',
    'reason_system',
    'received_at',
    'service',
    'suggestions',
    'unknown_card',
  ],
  feedback_suggestions: ['feedback_id', 'suggestion_uuid'],
  jti: ['expires_at', 'id'],
};

const MARK = 'MARKED-SMITH';

onBoth('what is kept', (newPlace, kind) => {
  let place: Place;
  let store: Store;
  let logged: readonly unknown[];
  beforeEach(async () => {
    place = await newPlace();
    ({ store, logged } = await openTestStore(place.settings));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it('the database has exactly the allowed columns, text and whole numbers only', async () => {
    const tables = (await (await store.query()).introspection.getTables()).filter(
      ({ schema, name }) => (kind === 'sqlite' || schema === place.settings.schema) && !name.startsWith('kysely_'),
    );
    const found = tables.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()] as const);
    expect(Object.fromEntries(found)).toEqual(ALLOWED);
    const types = new Set(tables.flatMap(({ columns }) => columns.map(({ dataType }) => dataType.toLowerCase())));
    expect([...types].sort()).toEqual(kind === 'sqlite' ? ['integer', 'text'] : ['int4', 'text']);
  });

  /** Everything that comes from outside, each marked. */
  const sendMarkedThroughEverything = async (target: Store) => {
    const uuid = randomUUID();
    const marked = event({
      rules: [
        {
          rule: 'aki',
          mode: 'live',
          outcome: 'indeterminate',
          findings: [{ id: `${MARK} finding`, severity: `${MARK} severity` }],
          reasons: [`${MARK} reason`],
        },
      ],
      sources: { [`${MARK} source`]: `${MARK} state` },
      dropped: [
        {
          source: `${MARK} source`,
          reason: `${MARK} reason`,
          count: 1,
          term: { kind: 'code', system: `urn:${MARK}`, code: MARK },
        },
        ...[`${MARK}, Anna`, `${MARK}-12345678`, `${MARK}@example.org`].map((code) => ({
          ...{ source: 'creatinine', reason: 'unknown-code', count: 1 },
          term: { kind: 'code', system: null, code },
        })),
        {
          ...{ source: 'tacrolimusLevels', reason: 'unknown-unit', count: 1 },
          term: { kind: 'unit', system: null, code: `see ${MARK}` },
        },
      ],
      contentVersion: `${MARK} version`,
    } as unknown as EvaluationEvent);
    const shown = card(uuid, {
      summary: `${MARK} summary`,
      detail: `${MARK} detail`,
      source: { label: `${MARK} label` },
      extension: {
        'org.tacrolimus-cds.trace': { rule: `${MARK} rule`, finding: `${MARK} f`, factsHash: `${MARK} facts` },
      },
    });
    const people = { client: 'ehr', patientId: `${MARK}-patient`, userId: `Practitioner/${MARK}-user` };
    await target.keepEvaluation({ ...people, at: NOW, ms: 12 }, marked, [shown]);
    const from = { service: SERVICE, client: 'ehr' };
    await target.keepFeedback(
      [
        feedback({ card: uuid, comment: `${MARK} refuses this drug` }),
        feedback({ reason: { kind: 'coded', system: `urn:${MARK}`, code: MARK }, comment: MARK }),
        feedback({ reason: { kind: 'ehr', category: MARK } }),
        feedback({ outcome: 'accepted', suggestions: [`${MARK}-suggestion`] }),
      ],
      from,
    );
    await target.replayStore?.remember(`https://${MARK}.example`, `${MARK}-jti`, NOW + 1_000);
    return uuid;
  };

  it('nothing of a patient, a user, a card, a comment, a reason text or a token is in the bytes or in the log', async () => {
    await sendMarkedThroughEverything(store);
    const raw = await place.raw();
    expect(raw).toContain('unrecognised');
    expect(raw).not.toContain('SMITH');
    expect(JSON.stringify(logged)).not.toContain('SMITH');
  });

  it('an unknown code or unit is kept by name only where it is shaped like one; else its reason is', async () => {
    const code = (text: string, count: number) => ({
      ...{ source: 'creatinine', reason: 'unknown-code', count },
      term: { kind: 'code', system: 'urn:hospital:laboratory', code: text },
    });
    const dropped = [
      code('KR-7', 3),
      code('Smith, Anna', 1),
      code('12345678', 2),
      { source: 'tacrolimusLevels', reason: 'unknown-unit', count: 1, term: { kind: 'unit', system: null, code: 'U' } },
      { source: 'creatinine', reason: 'no-unit', count: 4, term: null },
    ] as EvaluationEvent['dropped'];
    const call = { client: 'ehr', patientId: 'p', userId: null, at: NOW, ms: 12 };
    await store.keepEvaluation(call, event({ dropped: dropped ?? [] }), []);
    const rows = await (
      await store.query()
    )
      .selectFrom('dropped_results')
      .select(['source', 'reason', 'term_kind', 'term_system', 'term', 'results'])
      .execute();
    expect(rows.map((row) => Object.values(row).join(' ')).sort()).toEqual([
      'creatinine no-unit none none none 4',
      'creatinine unknown-code code urn:hospital:laboratory KR-7 3',
      'creatinine unknown-code none none none 3',
      'tacrolimusLevels unknown-unit unit none U 1',
    ]);
  });

  it('a comment becomes its length and what its words are about', async () => {
    const comments = ['Already ordered', 'pt declined', 'see tomorrow', 'this is wrong', 'n/a', 'xyz', null];
    await store.keepFeedback(
      comments.map((comment) => feedback({ comment })),
      { service: SERVICE, client: null },
    );
    const rows = await (
      await store.query()
    )
      .selectFrom('feedback')
      .select(['comment_length', 'comment_class', 'comment_sealed'])
      .execute();
    expect(rows.map((row) => `${row.comment_length} ${row.comment_class ?? '-'}`).sort()).toEqual(
      ['15 done', '11 preference', '12 later', '13 disagrees', '3 not-applicable', '3 other', '0 -'].sort(),
    );
    expect(rows.every((row) => row.comment_sealed === null)).toBe(true);
  });

  it('where the site asks, a comment is kept encrypted and bound to its card', async () => {
    await store.close();
    ({ store } = await openTestStore({ ...place.settings, comments: 'encrypt' }));
    const uuid = await sendMarkedThroughEverything(store);
    expect(await place.raw()).not.toContain('SMITH');
    const row = await (
      await store.query()
    )
      .selectFrom('feedback')
      .select(['comment_sealed', 'comment_key'])
      .where('card_uuid', '=', uuid)
      .executeTakeFirstOrThrow();
    const [key] = readSiteKeys(SITE_KEYS);
    expect(row.comment_key).toBe('k1');
    expect(openComment(key, uuid, row.comment_sealed ?? '')).toBe(`${MARK} refuses this drug`);
    expect(openComment(key, randomUUID(), row.comment_sealed ?? '')).toBeNull();
    expect(openComment(readSiteKeys(null)[0], uuid, row.comment_sealed ?? '')).toBeNull();
  });

  it('a new site key gives new pseudonyms, under its own id', async () => {
    const call = () => sendMarkedThroughEverything(store);
    await call();
    await store.close();
    const rotated = `k2:${Buffer.alloc(32, 9).toString('base64')},${SITE_KEYS}`;
    ({ store } = await openTestStore({ ...place.settings, siteKeys: rotated }));
    await call();
    const rows = await (await store.query()).selectFrom('evaluations').select(['hmac_key', 'patient_hmac']).execute();
    expect(new Set(rows.map((row) => row.hmac_key))).toEqual(new Set(['k1', 'k2']));
    expect(new Set(rows.map((row) => row.patient_hmac)).size).toBe(2);
  });
});
