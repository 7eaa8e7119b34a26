import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { HOOKS } from '../../src/domain/service-definition.js';
import { post, type Answer } from '../server/http/test-app.js';
import { claims, ecKey, headerOf, ORDER_SIGN, PUBLIC_BASE, signToken, testClient } from '../server/security/tokens.js';
import { serviceTemplates } from '../service/service-templates.js';
import { sqlitePlace } from '../records/store/test-stores.js';
import { cardsIn, NOW, startTestService, type TestService } from '../support/running-service.js';

/** Feedback on the whole service, kept in a file. */
const PATH = `${ORDER_SIGN}/feedback`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = '2026-11-22T16:59:00.000Z';
const REASON = { code: 'contraindicated', system: 'https://ehr.example/reasons' };
const story = allStories(NOW).find(({ id }) => id === 'everything-at-once')!;
const key = ecKey('ec-1');

type Json = Readonly<Record<string, unknown>>;

let places: Awaited<ReturnType<typeof sqlitePlace>>[];
let service: TestService;
let locked: TestService;
beforeAll(async () => {
  places = [await sqlitePlace(), await sqlitePlace()];
  const [open, closed] = places.map(({ settings }) => settings);
  service = await startTestService({ store: open! });
  locked = await startTestService({
    profile: 'production',
    publicBaseUrl: PUBLIC_BASE,
    clients: [testClient([key])],
    store: closed!,
  });
});
afterAll(async () => {
  await service.close();
  await locked.close();
  for (const place of places) await place.remove();
});

const overridden = (over: Json = {}): Json => ({
  card: randomUUID(),
  outcome: 'overridden',
  outcomeTimestamp: TIME,
  ...over,
});
const accepted = (over: Json = {}): Json =>
  overridden({ outcome: 'accepted', acceptedSuggestions: [{ id: randomUUID() }], ...over });
const report = (body: unknown): Promise<Answer> => post(service.url + PATH, body);
const statusOf = async (...feedback: readonly Json[]): Promise<number> => (await report({ feedback })).status;

function callBody(hook: (typeof HOOKS)[number]) {
  const context = { today: '2026-11-22', fhirServer: 'https://ehr.example/fhir/R4', ignoreCount: true };
  return toRequest(story, hook, { fhirServer: null, prefetch: prefetchOf(story, serviceTemplates(service), context) });
}

it.each(HOOKS)('[C-100] [C-108] %s: every card and suggestion has a uuid, by which feedback is taken', async (hook) => {
  const cards = cardsIn(await service.call(hook, callBody(hook)));
  expect(cards.length).toBeGreaterThan(0);
  const feedback = cards.map(({ uuid, suggestions = [] }) => {
    const ids = suggestions.map((suggestion) => ({ id: suggestion.uuid }));
    expect([uuid, ...ids.map(({ id }) => id)].filter((id) => !UUID.test(id))).toEqual([]);
    return ids.length === 0 ? overridden({ card: uuid }) : accepted({ card: uuid, acceptedSuggestions: ids });
  });
  const answer = await post(`${service.url}/cds-services/tacrolimus-${hook}/feedback`, { feedback });
  expect(answer.status).toBe(200);
  expect((answer.body.kept as readonly Json[]).map(({ card }) => card)).toEqual(cards.map(({ uuid }) => uuid));
});

describe('the shape of feedback', () => {
  it.each([
    ['an empty object', {}],
    ['an array', [overridden()]],
    ['one entry without its array', overridden()],
    ['feedback that is an object', { feedback: overridden() }],
    ['feedback that is null', { feedback: null }],
    ['an empty feedback array', { feedback: [] }],
    ['entries that are text', { feedback: ['accepted'] }],
    ['no JSON', '{"feedback": ['],
  ])('[C-101] %s -> 400 with an OperationOutcome', async (_what, body) => {
    const answer = await report(body);
    expect([answer.status, answer.body.resourceType]).toEqual([400, 'OperationOutcome']);
  });

  it.each<[string, Json, number]>([
    ['accepted', accepted(), 200],
    ['overridden', overridden(), 200],
    ['no card', overridden({ card: undefined }), 400],
    ['a card that is no uuid', overridden({ card: 'card-1' }), 400],
    ['no outcome', overridden({ outcome: undefined }), 400],
    ['an outcome of no list', overridden({ outcome: 'ignored' }), 400],
  ])('[C-102] %s', async (_what, entry, status) => {
    expect(await statusOf(entry)).toBe(status);
  });

  it.each<[string, unknown, number]>([
    ['one suggestion', [{ id: randomUUID() }], 200],
    ['no acceptedSuggestions', undefined, 400],
    ['an empty list', [], 400],
    ['a suggestion without id', [{}], 400],
  ])('[C-103] accepted, %s', async (_what, acceptedSuggestions, status) => {
    expect(await statusOf(accepted({ acceptedSuggestions }))).toBe(status);
  });

  it.each<[string, unknown, number]>([
    ['no reason at all', undefined, 200],
    ['a reason, its Coding without display', { reason: REASON }, 200],
    ['a comment', { userComment: 'seen' }, 200],
    ['both', { reason: REASON, userComment: 'seen' }, 200],
    ['neither of both', {}, 400],
    ['a reason without system', { reason: { code: REASON.code } }, 400],
  ])('[C-104] overridden, %s', async (_what, overrideReason, status) => {
    expect(await statusOf(overridden({ overrideReason }))).toBe(status);
  });

  it.each<[unknown, number]>([
    ['2026-11-22T16:59:00Z', 200],
    ['2026-11-22T16:59:00.123Z', 200],
    ['2026-11-22T16:59:00+00:00', 200],
    ['2026-11-22T17:59:00+01:00', 400],
    ['2026-11-22T16:59:00', 400],
    ['2026-11-22', 400],
    ['2026-02-30T16:59:00Z', 400],
    [1_795_366_740, 400],
    [undefined, 400],
  ])('[C-105] outcomeTimestamp %p -> %i', async (outcomeTimestamp, status) => {
    expect(await statusOf(overridden({ outcomeTimestamp }))).toBe(status);
  });
});

it('[C-106] a card may be reported again and otherwise, and several in one body', async () => {
  const card = randomUUID();
  const feedback = [overridden({ card }), accepted({ card, outcomeTimestamp: '2026-11-22T16:59:30Z' }), overridden()];
  const repeats = async () => {
    const answer = await report({ feedback });
    expect(answer.status).toBe(200);
    return (answer.body.kept as readonly Json[]).map(({ repeated }) => repeated);
  };
  expect(await repeats()).toEqual([false, false, false]);
  expect(await repeats()).toEqual([true, true, true]);
});

describe('who may give feedback', () => {
  const reportWith = (bearer: string | null) =>
    post(locked.url + PATH, { feedback: [overridden()] }, bearer === null ? {} : { authorization: `Bearer ${bearer}` });
  const token = (path: string, signer = key) =>
    signToken(signer, headerOf(signer), claims({ iat: NOW / 1_000, exp: NOW / 1_000 + 300 }, path));

  it('[C-107] whoever has a token for the feedback endpoint, and nobody else', async () => {
    const bearers = [token(PATH), null, token(ORDER_SIGN), token(PATH, ecKey(key.kid))];
    const statuses: number[] = [];
    for (const bearer of bearers) statuses.push((await reportWith(bearer)).status);
    expect(statuses).toEqual([200, 401, 401, 401]);
  });
});
