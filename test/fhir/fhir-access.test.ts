import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { openFhirAccess } from '../../src/fhir/client/fhir-access.js';
import type { FhirAccess, FhirAccessOptions } from '../../src/fhir/client/fhir-access.js';
import { createFhirServers, type FhirServerSettings } from '../../src/fhir/client/fhir-servers.js';
import type { FhirQuery } from '../../src/fhir/client/fhir-query.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import {
  drip,
  gzipBomb,
  gzipped,
  hang,
  huge,
  json,
  raw,
  reset,
  startFakeFhirServer,
  status,
  withEarlyHints,
} from './support/fake-fhir-server.js';
import type { FakeFhirServer, Reply } from './support/fake-fhir-server.js';
import { PATIENT, searchset } from './support/samples.js';

// Time enough for an answer on a busy machine; what never answers is waited for as long, in a few tests.
const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 4_000, maxResponseBytes: 100_000 };
const dispatcher = createFhirDispatcher(limits);
const SEARCH: FhirQuery = { kind: 'search', resourceType: 'Condition', params: { patient: ['pat-1'] } };
const READ: FhirQuery = { kind: 'read', resourceType: 'Patient', id: 'pat-1' };

let server: FakeFhirServer;
beforeEach(async () => {
  server = await startFakeFhirServer();
});
afterEach(() => server.close());
afterAll(() => dispatcher.close());

/** The head of an answer, a part of its body, and the end of the connection. */
const halfAnswer: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '100' });
  response.write('{"resourceType"', () => response.socket?.destroy());
};

const serverAt = (base: string, settings: Partial<FhirServerSettings> = {}) =>
  createFhirServers({ limits, settingsOf: () => settings }).of(new URL(base));

function open(changes: Partial<FhirAccessOptions> = {}): FhirAccess {
  const signal = new AbortController().signal;
  return openFhirAccess({
    server: serverAt(server.base),
    token: 'secret-token',
    signal,
    limits,
    maxCalls: 30,
    dispatcher,
    mayAsk: () => true,
    ...changes,
  });
}

describe('a request', () => {
  test('a search is a GET with encoded parameters, the token and the FHIR media type', async () => {
    server.on('Observation', json(searchset([])));
    const params = { patient: ['pat-1'], code: ['http://loinc.org|2160-0,http://loinc.org|14682-9'] };
    const result = await open().get({ kind: 'search', resourceType: 'Observation', params });
    expect(result).toMatchObject({ ok: true, resource: { resourceType: 'Bundle' } });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: '/fhir/Observation?patient=pat-1&code=http%3A%2F%2Floinc.org%7C2160-0%2Chttp%3A%2F%2Floinc.org%7C14682-9',
      headers: {
        authorization: 'Bearer secret-token',
        accept: 'application/fhir+json, application/json+fhir, application/json',
      },
    });
  });

  test('an open server gets no Authorization header', async () => {
    server.on('Patient/pat-1', json(PATIENT));
    await open({ token: null }).get(READ);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('two accesses at once keep their tokens apart', async () => {
    server.on('Patient/pat-1', json(PATIENT));
    await Promise.all(['a', 'b', 'c'].map((token) => open({ token }).get(READ)));
    expect(server.requests.map(({ headers }) => headers.authorization).sort()).toEqual([
      'Bearer a',
      'Bearer b',
      'Bearer c',
    ]);
  });

  test.each(['..', '.', '1/../../Observation?patient=other', '1?x', '1#x', '', 'a b', '%2e%2e', 'x'.repeat(257)])(
    'the id %j is refused without a packet',
    async (id) => {
      expect(await open().get({ kind: 'read', resourceType: 'Patient', id })).toEqual({
        ok: false,
        problem: 'fetch-failed',
      });
      expect(server.requests).toEqual([]);
    },
  );

  test('a token that cannot be a header is a failure, not an exception', async () => {
    expect(await open({ token: 'a\r\nb' }).get(READ)).toEqual({ ok: false, problem: 'fetch-failed' });
    expect(server.requests).toEqual([]);
  });

  test('a gzip answer is read', async () => {
    server.on('Condition', gzipped(searchset([{ resourceType: 'Condition', id: 'c1' }])));
    expect(await open().get(SEARCH)).toMatchObject({ ok: true, resource: { entry: [{ resource: { id: 'c1' } }] } });
  });
});

describe('faults of the server come back as codes', () => {
  test.each<[string, Reply, string]>([
    ['400', status(400), 'not-offered'],
    ['401', status(401), 'refused'],
    ['403', status(403), 'refused'],
    ['404', status(404), 'not-offered'],
    ['405', status(405), 'not-offered'],
    ['406', status(406), 'fetch-failed'],
    ['410', status(410), 'fetch-failed'],
    ['429 without Retry-After', status(429), 'fetch-failed'],
    ['500', status(500), 'fetch-failed'],
    ['501', status(501), 'not-offered'],
    ['503', status(503), 'fetch-failed'],
    [
      'HTML page with 200',
      raw('<html><body>Sign in</body></html>', 200, { 'content-type': 'text/html' }),
      'fetch-failed',
    ],
    ['HTML page with 401', raw('<html>', 401, { 'content-type': 'text/html' }), 'refused'],
    ['204', (response) => response.writeHead(204).end(), 'fetch-failed'],
    ['empty 200', raw(''), 'fetch-failed'],
    ['truncated JSON', raw('{"resourceType":"Bundle","entry":[{'), 'fetch-failed'],
    ['null', raw('null'), 'fetch-failed'],
    ['an array', raw('[]'), 'fetch-failed'],
    ['a string', raw('"Bundle"'), 'fetch-failed'],
    ['a number', raw('7'), 'fetch-failed'],
    ['an object without resourceType', json({}), 'fetch-failed'],
    ['another resource type', json(PATIENT), 'fetch-failed'],
    ['an OperationOutcome with 200', json({ resourceType: 'OperationOutcome' }), 'fetch-failed'],
    ['connection reset', reset, 'fetch-failed'],
    ['no answer', hang, 'timeout'],
    ['an answer that drips without end', drip, 'timeout'],
    ['a body above the limit', huge(200_000), 'fetch-failed'],
    ['a gzip bomb', gzipBomb(20_000_000), 'fetch-failed'],
    ['lists in lists', raw(`{"resourceType":"Bundle","entry":${'['.repeat(64)}${']'.repeat(64)}}`), 'fetch-failed'],
    ['too many members', raw(`{"resourceType":"Bundle"${',"k":1'.repeat(1_000)}}`), 'fetch-failed'],
    [
      'an unknown content-encoding',
      raw('{"resourceType":"Bundle"}', 200, { 'content-encoding': 'gzip' }),
      'fetch-failed',
    ],
  ])('%s -> %#: %s', async (_name, reply, problem) => {
    server.on('Condition', reply);
    expect(await open().get(SEARCH)).toMatchObject({ ok: false, problem });
  });

  test.each<[string, Reply, string]>([
    ['connection reset', reset, 'reset'],
    ['a body above the limit', huge(200_000), 'too-large'],
    ['a gzip bomb', gzipBomb(20_000_000), 'too-large'],
  ])('%s -> and why: %s', async (_name, reply, fault) => {
    server.on('Condition', reply);
    expect(await open().get(SEARCH)).toEqual({ ok: false, problem: 'fetch-failed', fault });
  });

  test('a Patient that is not found has failed: the record is missing, not the question', async () => {
    server.on('Patient/pat-1', status(404));
    expect(await open().get(READ)).toEqual({ ok: false, problem: 'fetch-failed' });
  });

  test('nobody listens -> fetch-failed', async () => {
    const gone = await startFakeFhirServer();
    await gone.close();
    const answer = await open({ server: serverAt(gone.base) }).get(SEARCH);
    expect(answer).toEqual({ ok: false, problem: 'fetch-failed', fault: 'refused-connection' });
  });

  test('the deadline of the hook call ends a request -> timeout', async () => {
    server.on('Condition', hang);
    const controller = new AbortController();
    const pending = open({ signal: controller.signal }).get(SEARCH);
    controller.abort();
    expect(await pending).toEqual({ ok: false, problem: 'timeout' });
  });

  test('a body just below the limit is read', async () => {
    server.on('Condition', huge(99_000));
    expect((await open().get(SEARCH)).ok).toBe(true);
  });
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i is a failure, and the target gets no request', async (code) => {
    const other = await startFakeFhirServer();
    other.on('Condition', json(searchset([])));
    server.on('Condition', status(code, { location: `${other.base}/Condition` }));
    expect(await open().get(SEARCH)).toEqual({ ok: false, problem: 'fetch-failed' });
    expect(other.requests).toEqual([]);
    expect(server.requests).toHaveLength(1);
    await other.close();
  });
});

describe('a token whose life ends during the call', () => {
  test('the answer already asked for is taken, the next question is not asked', async () => {
    let expired = false;
    server.on('Condition', json(searchset([])));
    const access = open({ tokenExpired: () => expired });
    expect(await access.get(SEARCH)).toMatchObject({ ok: true });
    expired = true;
    expect(await access.get(SEARCH)).toEqual({ ok: false, problem: 'token-expired' });
    expect(await access.page(`${server.base}/Condition?page=2`)).toEqual({ ok: false, problem: 'token-expired' });
    expect(server.requests).toHaveLength(1);
  });

  test('is not shown again by a retry', async () => {
    server.on('Condition', status(503, { 'retry-after': '0' }), json(searchset([])));
    const access = open({ tokenExpired: () => server.requests.length > 0 });
    expect(await access.get(SEARCH)).toEqual({ ok: false, problem: 'token-expired' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('one retry, when there is time', () => {
  test('503 with Retry-After: 0, then an answer', async () => {
    server.on('Condition', status(503, { 'retry-after': '0' }), json(searchset([])));
    expect((await open().get(SEARCH)).ok).toBe(true);
    expect(server.requests).toHaveLength(2);
  });
  test('502 without Retry-After, then an answer', async () => {
    server.on('Condition', status(502), json(searchset([])));
    expect((await open().get(SEARCH)).ok).toBe(true);
  });
  test('429 with a Retry-After date that has passed', async () => {
    server.on('Condition', status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }), json(searchset([])));
    expect((await open().get(SEARCH)).ok).toBe(true);
  });
  test('429 without Retry-After, then an answer: after a pause by chance', async () => {
    server.on('Condition', status(429), json(searchset([])));
    expect((await open({ random: () => 0 }).get(SEARCH)).ok).toBe(true);
    expect(server.requests).toHaveLength(2);
  });
  test('a connection that ends without a byte, then an answer', async () => {
    server.on('Condition', reset, json(searchset([])));
    expect((await open().get(SEARCH)).ok).toBe(true);
    expect(server.requests).toHaveLength(2);
  });
  test('the number of retries of one call is bounded, apart from the number of its questions', async () => {
    server.on('Condition', reset);
    const access = open({ limits: { ...limits, maxRetries: 2 } });
    for (let question = 0; question < 4; question += 1) await access.get(SEARCH);
    expect(server.requests).toHaveLength(4 + 2);
  });
  test.each<[string, Reply, number]>([
    ['always 503 -> two requests, no more', status(503, { 'retry-after': '0' }), 2],
    ['Retry-After beyond the time left', status(503, { 'retry-after': '30' }), 1],
    ['a Retry-After that is no time counts as none', status(503, { 'retry-after': 'soon' }), 2],
    ['429 without Retry-After', status(429), 2],
    ['dropped for good -> two requests, no more', reset, 2],
    ['an answer cut in the middle', halfAnswer, 1],
    ['500 is no invitation', status(500, { 'retry-after': '0' }), 1],
    ['401', status(401), 1],
  ])('%s', async (_name, reply, requests) => {
    server.on('Condition', reply);
    expect((await open().get(SEARCH)).ok).toBe(false);
    expect(server.requests).toHaveLength(requests);
  });
});

describe('what stands between question and answer', () => {
  test.each([1, 3])('%i x 103 Early Hints: the answer behind it is read', async (times) => {
    server.on('Condition', withEarlyHints(json(searchset([])), times));
    expect((await open().get(SEARCH)).ok).toBe(true);
    server.on('Condition', withEarlyHints(gzipped(searchset([])), times));
    expect((await open().get(SEARCH)).ok).toBe(true);
  });

  test('a connection that the server closes while a request is on its way (keep-alive race)', async () => {
    server.on('Condition', json(searchset([])));
    const alone = createFhirDispatcher({ ...limits, maxConnections: 1 });
    const access = open({ dispatcher: alone });
    expect((await access.get(SEARCH)).ok).toBe(true);
    // The second request comes over the same connection, which ends before a byte; the third over a new one.
    server.on('Condition', (response) => response.socket?.destroy(), json(searchset([])));
    expect((await access.get(SEARCH)).ok).toBe(true);
    expect(server.requests).toHaveLength(3);
    await alone.close();
  });
});

test('an address guard below the client refuses a private address, without a packet', async () => {
  server.on('Condition', json(searchset([])));
  const guarded = createFhirDispatcher(limits, { allowPrivate: false });
  expect(await open({ dispatcher: guarded }).get(SEARCH)).toEqual({
    ok: false,
    problem: 'fetch-failed',
    fault: 'address-not-allowed',
  });
  expect(server.requests).toEqual([]);
  const opened = createFhirDispatcher(limits, { allowPrivate: true });
  expect((await open({ dispatcher: opened }).get(SEARCH)).ok).toBe(true);
  await Promise.all([guarded.close(), opened.close()]);
});

describe('links of the server', () => {
  test('a page inside the base is fetched, with the token', async () => {
    server.on('Condition', json(searchset([])));
    expect((await open().page(`${server.base}/Condition?page=2`)).ok).toBe(true);
    expect(server.requests[0]).toMatchObject({
      url: '/fhir/Condition?page=2',
      headers: { authorization: 'Bearer secret-token' },
    });
  });

  test('a page of another origin gets no request, even if its port begins with ours', async () => {
    const other = await startFakeFhirServer();
    const links = [`${other.base}/Condition`, `${server.origin}0/fhir/Condition`, `${server.origin}/fhir2/Condition`];
    for (const url of links) expect(await open().page(url)).toEqual({ ok: false, problem: 'pages-missing' });
    expect(other.requests).toEqual([]);
    expect(server.requests).toEqual([]);
    await other.close();
  });

  test('the number of calls is bounded, over reads, searches and pages', async () => {
    server.on('Condition', json(searchset([])));
    const access = open({ maxCalls: 3 });
    const results = [
      await access.get(SEARCH),
      await access.page('Condition?page=2'),
      await access.page('Condition?page=3'),
      await access.get(SEARCH),
    ];
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, false]);
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ['Medication/m1', 'm1'],
    ['Medication/m1/_history/2', 'm1'],
    ['Patient/m1', null],
    ['https://elsewhere.example/fhir/Medication/m1', null],
    ['urn:uuid:2f0b6c0e-6a0b-4b5e-9d58-6f0d5b3f1c11', null],
    ['#m1', null],
    ['Medication/..', null],
  ])('%s is Medication %s here', (reference, id) => {
    expect(open().localId(reference, 'Medication')).toBe(id);
  });
  test('an absolute reference inside the base is local', () => {
    expect(open().localId(`${server.base}/Medication/m1`, 'Medication')).toBe('m1');
  });
});

test('a failure says nothing about patient, URL, token or body', async () => {
  server.on('Condition', raw('{"secret":"body"}', 500));
  expect(JSON.stringify(await open().get(SEARCH))).toBe('{"ok":false,"problem":"fetch-failed"}');
});
