import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AlertMemory } from '../../../src/domain/ports.js';
import type { FeedbackEntry } from '../../../src/cds-hooks/feedback/feedback.js';
import type { CallOrigin, Store } from '../../../src/records/store/open-store.js';
import { card, evaluate, feedback, NOW, onBoth, openTestStore, ORIGIN, SERVICE, type Place } from './test-stores.js';

const FACTS = 'f'.repeat(64);
const HOUR = 3_600_000;
const HL7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
const FROM = { service: SERVICE, client: 'ehr' };
const ASKED: Parameters<AlertMemory['recall']>[0] = {
  findings: [{ finding: 'aki-stage', factsHash: FACTS }],
  contentVersion: '1.2.3+abcdef',
  since: NOW - 48 * HOUR,
};
const SHOWN = { finding: 'aki-stage', severity: 'critical', hook: 'order-select', at: NOW, overridden: null };

onBoth('what a user was told before', (newPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await newPlace();
    ({ store } = await openTestStore({ ...place.settings, recallWaitMs: 20_000 }));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  const recall = (origin: Partial<CallOrigin> = {}, asked: Partial<typeof ASKED> = {}) =>
    store.memoryOf({ ...ORIGIN, ...origin })?.recall({ ...ASKED, ...asked });
  const setAside = (uuid: string, over: Partial<FeedbackEntry> = {}) =>
    store.keepFeedback([feedback({ card: uuid, ...over })], FROM);

  it('a card that was shown', async () => {
    await evaluate(store, { hook: 'order-select' });
    expect(await recall()).toEqual([SHOWN]);
  });

  it.each<[string, Partial<CallOrigin>, Partial<typeof ASKED>]>([
    ['another user', { userId: 'Practitioner/2' }, {}],
    ['another patient', { patientId: 'p2' }, {}],
    ['the same ids at another client', { client: 'other-ehr' }, {}],
    ['other content', {}, { contentVersion: '1.2.3+fedcba' }],
    ['other facts', {}, { findings: [{ finding: 'aki-stage', factsHash: 'e'.repeat(64) }] }],
    ['another finding of the same hash', {}, { findings: [{ finding: 'aki-risk', factsHash: FACTS }] }],
    ['longer ago than asked', {}, { since: NOW + 1 }],
  ])('%s: nothing', async (_what, origin, asked) => {
    await evaluate(store, { hook: 'order-select' });
    expect(await recall(origin, asked)).toEqual([]);
  });

  it('a user or a patient that the EHR does not name: there is nobody to remember for', () => {
    expect(store.memoryOf({ ...ORIGIN, userId: null })).toBeNull();
    expect(store.memoryOf({ ...ORIGIN, patientId: null })).toBeNull();
  });

  it('set aside for a reason of the list: the reason and the moment', async () => {
    const uuid = randomUUID();
    await evaluate(store, { hook: 'order-select', cards: [card(uuid)] });
    await setAside(uuid, { reason: { kind: 'coded', system: HL7, code: 'action-completed' } });
    const overridden = {
      at: Date.parse('2026-11-22T16:59:00Z'),
      reason: { system: HL7, code: 'action-completed' },
    };
    expect(await recall()).toEqual([{ ...SHOWN, overridden }]);
  });

  it('set aside for a reason that is in no list: no reason', async () => {
    const uuid = randomUUID();
    await evaluate(store, { hook: 'order-select', cards: [card(uuid)] });
    await setAside(uuid, { reason: { kind: 'coded', system: 'urn:x', code: 'y' } });
    expect(await recall()).toMatchObject([{ overridden: { reason: null } }]);
  });

  it('a time of the client that lies ahead counts as the moment at which we heard of it', async () => {
    const uuid = randomUUID();
    await evaluate(store, { hook: 'order-select', cards: [card(uuid)] });
    await setAside(uuid, { outcomeAt: '2026-11-23T17:00:00.000Z' });
    expect(await recall()).toMatchObject([{ overridden: { at: NOW } }]);
  });

  it('the last word counts: set aside, then accepted', async () => {
    const uuid = randomUUID();
    await evaluate(store, { hook: 'order-select', cards: [card(uuid)] });
    await setAside(uuid, { outcomeAt: '2026-11-22T16:50:00.000Z' });
    await setAside(uuid, { outcome: 'accepted', outcomeAt: '2026-11-22T16:55:00.000Z' });
    expect(await recall()).toEqual([SHOWN]);
  });

  it('two cards of the same facts are two', async () => {
    await evaluate(store, { hook: 'order-select' });
    await evaluate(store, { hook: 'order-sign' });
    expect((await recall())?.map(({ hook }) => hook).sort()).toEqual(['order-select', 'order-sign']);
  });

  it('feedback of another client on the same uuid says nothing', async () => {
    const uuid = randomUUID();
    await evaluate(store, { hook: 'order-select', cards: [card(uuid)] });
    await store.keepFeedback([feedback({ card: uuid })], { ...FROM, client: 'other-ehr' });
    expect(await recall()).toEqual([SHOWN]);
  });

  it('a database that went away: nothing is remembered, the call goes on, and the log says so without naming anybody', async () => {
    const { store: lost, logged } = await openTestStore({
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
      file: null,
      siteKeys: place.settings.siteKeys,
      comments: 'reduce',
    });
    try {
      expect(await lost.memoryOf(ORIGIN)?.recall(ASKED)).toEqual([]);
      expect(logged.some(({ message }) => message.includes('it is told again'))).toBe(true);
      expect(JSON.stringify(logged)).not.toMatch(/Practitioner|p1/);
    } finally {
      await lost.close();
    }
  });
});
