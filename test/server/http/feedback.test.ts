import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CdsError } from '../../../src/domain/cds-error.js';
import type { Store } from '../../../src/records/store/open-store.js';
import type { FeedbackKeeper } from '../../../src/server/http/app-deps.js';
import { parseJsonBody } from '../../../src/cds-hooks/request/json-body.js';
import { assertJsonContentType } from '../../../src/server/http/cds-routes.js';
import { replyToErrors } from '../../../src/server/http/error-reply.js';
import { feedbackRoutes } from '../../../src/server/http/feedback-routes.js';
import { assertDeclaredLength, createBodyBudget, readBody } from '../../../src/server/http/read-body.js';
import { recordOf, recordRequests } from '../../../src/server/http/request-record.js';
import { type RunningServer, startHttpServer } from '../../../src/server/http/app.js';
import { card, evaluate, onBoth, openTestStore, type Place, SERVICE } from '../../records/store/test-stores.js';
import { post, send } from './test-app.js';

const LIMIT = 64 * 1024;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PATH = `/cds-services/${SERVICE}/feedback`;

let server: RunningServer;
const url = () => `http://127.0.0.1:${server.port}${PATH}`;

/** The routes as `cds-routes` mounts them: the token `Bearer ehr` stands for the client of that id. */
async function start(keeper: FeedbackKeeper | null): Promise<void> {
  const app = express();
  app.use(recordRequests(log));
  app.use(
    feedbackRoutes({
      keeper,
      admit: [
        (request, response, next) => {
          assertDeclaredLength(request, LIMIT);
          const client = /^Bearer (\w+)$/.exec(request.get('authorization') ?? '')?.[1];
          if (client === undefined) throw new CdsError('unauthorized', 'no token');
          recordOf(response).caller = { id: client, requestsPerMinute: 100 };
          next();
        },
      ],
      withBody: async (request, use) => {
        assertJsonContentType(request.get('content-type'));
        return use(parseJsonBody(await readBody(request, LIMIT, createBodyBudget(LIMIT).open())));
      },
    }),
  );
  app.use(replyToErrors(log));
  server = await startHttpServer(app, { host: '127.0.0.1', port: 0, log });
}

const keeperOf = (store: Store): FeedbackKeeper => ({
  isService: (id) => id === SERVICE,
  keep: (entries, origin) => store.keepFeedback(entries, origin),
});
const entry = (over: object = {}) => ({
  card: randomUUID(),
  outcome: 'overridden',
  outcomeTimestamp: '2026-11-22T07:00:36.530Z',
  ...over,
});
const report = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  post(url(), body, { authorization: 'Bearer ehr', ...headers });

afterEach(() => server.close());

onBoth('POST /cds-services/{id}/feedback', (newPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
    await start(keeperOf(store));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });
  const rows = async () => (await store.query()).selectFrom('feedback').selectAll().execute();

  it('a shown card, accepted -> 200 with what was kept', async () => {
    const uuid = randomUUID();
    await evaluate(store, { cards: [card(uuid)] });
    const body = entry({ card: uuid, outcome: 'accepted', acceptedSuggestions: [{ id: randomUUID() }] });
    const answer = await report({ feedback: [body] });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        kept: [
          {
            card: uuid,
            outcome: 'accepted',
            outcomeTimestamp: '2026-11-22T07:00:36.530Z',
            repeated: false,
            cardKnown: true,
          },
        ],
      },
    ]);
    expect(await rows()).toEqual([expect.objectContaining({ card_uuid: uuid, client: 'ehr', unknown_card: 0 })]);
  });

  it.each(['accepted', 'dismissed', 'overridden-with-reason'])(
    'the body that the Sandbox sends, %s -> 200',
    async (name) => {
      const file = new URL(`../../fixtures/requests/sandbox/feedback.${name}.json`, import.meta.url);
      const answer = await report(readFileSync(file, 'utf8'));
      expect([answer.status, (await rows()).map((row) => row.unknown_card)]).toEqual([200, [1]]);
    },
  );

  it('the same body again -> 200, said to be a repeat, kept once', async () => {
    const body = { feedback: [entry(), entry()] };
    await report(body);
    const again = await report(body);
    expect(again.status).toBe(200);
    expect((again.body.kept as { repeated: boolean }[]).map(({ repeated }) => repeated)).toEqual([true, true]);
    expect(await rows()).toHaveLength(2);
  });

  it('one bad entry among three -> 400 that names it; the two others are kept', async () => {
    const answer = await report({ feedback: [entry(), entry({ overrideReason: {} }), entry()] });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error', expression: ['feedback[1].overrideReason'] },
        { severity: 'information', diagnostics: expect.stringContaining('2 of 3') },
      ],
    });
    expect(await rows()).toHaveLength(2);
  });

  it('gzip is read, and a body beyond the limit -> 413', async () => {
    const bytes = gzipSync(JSON.stringify({ feedback: [entry()] }));
    const headers = { authorization: 'Bearer ehr', 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await send(url(), { method: 'POST', headers, body: bytes })).status).toBe(200);
    const long = entry({ overrideReason: { userComment: 'x'.repeat(LIMIT) } });
    expect((await report({ feedback: [long] })).status).toBe(413);
    expect(await rows()).toHaveLength(1);
  });
});

describe('feedback is refused', () => {
  const kept: unknown[] = [];
  const keeper: FeedbackKeeper = {
    isService: (id) => id === SERVICE,
    keep: (entries) => {
      kept.push(...entries);
      return Promise.reject(new CdsError('overloaded', 'Feedback cannot be kept now.'));
    },
  };
  beforeEach(async () => {
    kept.length = 0;
    await start(keeper);
  });

  it('the store does not keep it -> 503 with Retry-After and an OperationOutcome, nothing acknowledged', async () => {
    const answer = await report({ feedback: [entry(), { card: 'bad' }] });
    expect([answer.status, answer.body.resourceType]).toEqual([503, 'OperationOutcome']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('without a token -> 401, whatever the body is', async () => {
    expect((await post(url(), '{broken')).status).toBe(401);
  });

  it.each([
    ['another shape', {}, 400],
    ['not JSON', '{', 400],
    ['only bad entries', { feedback: [{ card: 'x' }] }, 400],
  ])('%s -> %i and nothing is kept', async (_name, body, status) => {
    expect((await report(body)).status).toBe(status);
    expect(kept).toEqual([]);
  });

  it('text/plain -> 415', async () => {
    expect((await report({ feedback: [entry()] }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('another method -> 405 that names POST', async () => {
    const answer = await send(url());
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('a service that is not ours -> 404', async () => {
    const other = url().replace(SERVICE, 'other');
    expect((await post(other, { feedback: [entry()] }, { authorization: 'Bearer ehr' })).status).toBe(404);
  });
});

describe('a service without a store', () => {
  it('does not offer feedback: 404', async () => {
    await start(null);
    expect((await report({ feedback: [entry()] })).status).toBe(404);
  });
});
