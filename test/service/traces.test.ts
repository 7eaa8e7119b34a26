import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Card } from '../../src/domain/card.js';
import { send } from '../server/http/test-app.js';
import { run, runJson } from '../cli/cli-harness.js';
import { captures, type Captured } from '../cli/captured.js';
import { Site } from '../cli/site.js';
import { cardsIn, NOW, startTestService, testSettings, type TestService } from '../support/running-service.js';
import { startService } from '../../src/server/start/service.js';

/** `GET /traces/<card>` and `explain --card`: why the running service showed a card, for whoever may read charts. */
const TOKEN = 'a-token-of-somebody-who-may-read-charts';
const WITH_TRACES = { traces: { token: TOKEN, ageMs: 60 * 60_000 } };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const UNKNOWN = '0f8fad5b-d9cb-469f-a165-70867728950e';

let service: TestService;
let site: Site;
let request: (storyId: string) => Captured;
let captured: Captured;
let card: Card;
let tokenFile: string;

beforeAll(async () => {
  request = await captures();
  captured = request('aki-stage-1-high-trough');
  site = await Site.make({});
  tokenFile = await site.write('trace-token', `${TOKEN}\n`);
  service = await startTestService(WITH_TRACES);
  card = cardsIn(await service.call('order-sign', captured))[0]!;
});
afterAll(async () => {
  await service.close();
  await site.discard();
});

const traceOf = (uuid: string, init: RequestInit = bearer(TOKEN)) => send(`${service.url}/traces/${uuid}`, init);
const uuidOf = ({ uuid }: Card) => uuid;
const explainCard = (...more: readonly string[]) =>
  run(['explain', '--card', uuidOf(card), '--url', service.url, '--token-file', tokenFile, ...more]);

describe('GET /traces/<card>', () => {
  it('every card of an answer can be asked for, and no cache may keep what comes', async () => {
    for (const { uuid } of cardsIn(await service.call('order-sign', captured))) {
      const answer = await traceOf(uuid.toUpperCase());
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(JSON.stringify(answer.body.cards)).toContain(uuid);
    }
  });

  it.each([
    ['no token', {}],
    ['another token', bearer('a-token-of-somebody-who-may-read-chartS')],
    ['a longer token', bearer(`${TOKEN}x`)],
    ['no Bearer', { headers: { authorization: TOKEN } }],
  ])('%s: 401 for a card that is there and for one that is not', async (_what, init) => {
    const answers = [await traceOf(uuidOf(card), init), await traceOf(UNKNOWN, init)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  it.each([UNKNOWN, 'x', '..%2f..', '%00'])('nothing is told of %s', async (uuid) => {
    expect((await traceOf(uuid)).status).toBe(404);
  });

  it('is read with GET only', async () => {
    expect((await traceOf(uuidOf(card), { ...bearer(TOKEN), method: 'DELETE' })).status).toBe(405);
  });

  it('each look leaves a line with the id of the card, and nothing of the chart', async () => {
    await traceOf(uuidOf(card));
    const looks = service.logged.filter(({ message }) => message === 'trace read');
    expect(looks.at(-1)?.fields).toEqual({ requestId: expect.any(String), card: uuidOf(card) });
    expect(JSON.stringify(service.logged)).not.toContain(TOKEN);
  });

  it('without TRACE_TOKEN there is nothing at the path', async () => {
    const plain = await startTestService();
    try {
      const [shown] = cardsIn(await plain.call('order-sign', captured));
      expect((await send(`${plain.url}/traces/${uuidOf(shown!)}`, bearer(TOKEN))).status).toBe(404);
    } finally {
      await plain.close();
    }
  });

  it('the token of the reports is not let in: such a start is refused', async () => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const settings = testSettings({ ...WITH_TRACES, reports: { token: TOKEN, proxyHeader: null } });
    await expect(startService(settings, { log, clock: { now: () => NOW } })).rejects.toThrow(
      /TRACE_TOKEN: must not be the token of the reports/,
    );
  });

  it('neither the FHIR token nor the request itself is in it', async () => {
    const withToken = {
      ...captured,
      fhirServer: 'https://ehr.example/fhir',
      fhirAuthorization: {
        access_token: 'secret-token',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.rs',
        subject: 'cds',
      },
    };
    const [shown] = cardsIn(await service.call('order-sign', withToken));
    const { status, text } = await traceOf(uuidOf(shown!));
    expect(status).toBe(200);
    expect(text).not.toMatch(/secret-token|fhirAuthorization|ehr\.example\/fhir"/);
  });
});

describe('explain --card', () => {
  it('prints what explain prints of the captured request', async () => {
    const path = await site.write('request.json', JSON.stringify(captured));
    const here = await run(['explain', path, '--as-of', new Date(NOW).toISOString()]);
    const there = await explainCard();
    expect([there.code, there.err]).toEqual([0, '']);
    expect(there.out).toBe(here.out);
    expect(there.out).toContain('=> aki-stage critical');
  });

  it('--json passes on everything that the service sent', async () => {
    const args = ['explain', '--card', uuidOf(card), '--url', service.url, '--token-file', tokenFile];
    expect(await runJson(args)).toEqual((await traceOf(uuidOf(card))).body);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a card that is not kept', ['--card', UNKNOWN], /no trace of this card\. It is older than TRACE_MINUTES/],
    ['no uuid', ['--card', 'trough'], /--card: must be the uuid of a card/],
    ['http to another machine', ['--url', 'http://cds.example.org'], /--url: must be an https address/],
    ['a request besides', ['request.json'], /either a captured request or --card/],
    ['--as-of besides', ['--as-of', '2026-11-22'], /the service knows its own content, service and moment/],
    ['nobody there', ['--url', 'http://127.0.0.1:1'], /the service could not be reached/],
  ])('%s: exit code 2, and what to do', async (_what, more, words) => {
    const { code, out, err } = await explainCard(...more);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(words);
  });

  it('a wrong token is told without being repeated', async () => {
    const other = await site.write('other-token', 'some-other-token-of-somebody');
    const { code, err } = await explainCard('--token-file', other);
    expect([code, err]).toEqual([2, expect.stringContaining('the token was not accepted')]);
    expect(err).not.toContain('some-other');
  });
});
