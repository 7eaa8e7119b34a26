import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { readClientsFile } from '../../src/server/security/clients.js';
import { post, send, type Answer } from '../server/http/test-app.js';
import { json, startKeyServer, type KeyServer } from '../server/security/key-server.js';
import {
  base64url,
  claims,
  ecKey,
  headerOf,
  JKU,
  ORDER_SIGN,
  PUBLIC_BASE,
  rsaKey,
  signToken,
  testClient,
  type Json,
  type TestKey,
} from '../server/security/tokens.js';
import { serviceTemplates } from '../service/service-templates.js';
import { sqlitePlace } from '../records/store/test-stores.js';
import { NOW, startTestService, type TestService } from '../support/running-service.js';

/** The whole service as production runs it; TLS would be ended in front of it. */
const DISCOVERY = '/cds-services';
const FEEDBACK = `${ORDER_SIGN}/feedback`;
const ENDPOINTS = [DISCOVERY, ORDER_SIGN, '/cds-services/tacrolimus-order-select', FEEDBACK];
const FHIR_SERVER = 'https://ehr.example/fhir/R4';
const ACCESS_TOKEN = 'canary-access-token-41d7';
const NOW_S = NOW / 1_000;
const story = allStories(NOW).find(({ id }) => id === 'everything-at-once')!;

const ec = ecKey('ec-1');
const rsa = rsaKey('rsa-1');
const outOfBand = ecKey('out-of-band');
const tenanted = ecKey('tenanted');
const TENANTED = { iss: 'https://tenants.example' };
const OUT_OF_BAND = { iss: 'https://by-mail.example' };

let place: Awaited<ReturnType<typeof sqlitePlace>>;
let service: TestService;
/** Answers with a key set that would make the attacker's token valid. */
let canary: KeyServer;

beforeAll(async () => {
  place = await sqlitePlace();
  canary = await startKeyServer(json({ keys: [ec.jwk] }));
  const jwksFile = join(place.folder, 'keys.json');
  await writeFile(jwksFile, JSON.stringify({ keys: [outOfBand.jwk] }));
  service = await startTestService({
    profile: 'production',
    publicBaseUrl: PUBLIC_BASE,
    discovery: 'authenticated',
    corsOrigins: ['https://ehr.example'],
    store: place.settings,
    clients: [
      testClient([ec, rsa]),
      testClient([tenanted], { id: 'tenants', issuer: TENANTED.iss, tenants: ['north'] }),
      // Neither it nor its tokens name a `jku`.
      { ...testClient([]), id: 'by-mail', issuer: OUT_OF_BAND.iss, keys: { jwksFile }, jku: undefined },
    ],
  });
});
afterAll(async () => {
  await service.close();
  await canary.stop();
  await place.remove();
});

/** An honest token for `path` at the service's time, or one that differs in these members. */
function token(key: TestKey, payload: Json = {}, header: Json = {}, path = ORDER_SIGN): string {
  return signToken(key, headerOf(key, header), claims({ iat: NOW_S, exp: NOW_S + 300, ...payload }, path));
}

const without = (members: Json, name: string): Json =>
  Object.fromEntries(Object.entries(members).filter(([member]) => member !== name));

/** The whole of prefetch, so that no FHIR server is asked. */
function callBody(hook: 'order-sign' | 'order-select' = 'order-sign', fhirServer = FHIR_SERVER): Json {
  const prefetch = prefetchOf(story, serviceTemplates(service), { today: '2026-11-22', fhirServer, ignoreCount: true });
  const fhirAuthorization = {
    access_token: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.read',
    subject: 'cds',
  };
  return { ...toRequest(story, hook, { fhirServer, prefetch }), fhirAuthorization };
}

function request(path: string, bearer: string | null): Promise<Answer> {
  const headers: Record<string, string> = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  if (path === DISCOVERY) return send(service.url + path, { headers });
  if (path !== FEEDBACK)
    return post(service.url + path, callBody(path === ORDER_SIGN ? 'order-sign' : 'order-select'), headers);
  const entry = { card: '7d1b1f0e-7c5e-4d0e-9a77-1f0f3a2b9c11', outcome: 'overridden' };
  return post(service.url + path, { feedback: [{ ...entry, outcomeTimestamp: '2026-11-22T16:59:00Z' }] }, headers);
}

/** 200, or 401 and the reason in the log: a token refused for another reason than the test's proves nothing. */
async function verdict(bearer: string | null, path = ORDER_SIGN): Promise<string> {
  const from = service.logged.length;
  const { status } = await request(path, bearer);
  const refusal = service.logged.slice(from).find(({ message }) => message === 'caller refused');
  return refusal === undefined ? String(status) : `${status} ${String(refusal.fields.reason)}`;
}

describe('the FHIR server', () => {
  const call = (fhirServer: string) =>
    post(service.url + ORDER_SIGN, callBody('order-sign', fhirServer), { authorization: `Bearer ${token(ec)}` });

  it('[C-044] a call that names it on http is refused, on https it is answered', async () => {
    const insecure = await call(FHIR_SERVER.replace('https:', 'http:'));
    expect([insecure.status, insecure.body.resourceType]).toEqual([403, 'OperationOutcome']);
    expect((await call(FHIR_SERVER)).status).toBe(200);
  });

  it('[C-044] production does not start with one on http', async () => {
    const clients = [testClient([ec], { fhirServers: ['http://ehr.example/fhir/R4'] })];
    const start = startTestService({ profile: 'production', publicBaseUrl: PUBLIC_BASE, clients });
    await expect(start).rejects.toThrow(/refuses to start:\n.*fhirServers: 1 base URL\(s\) without https$/);
  });
});

describe('authentication', () => {
  it.each(ENDPOINTS)('[C-111] %s: no token -> 401', async (path) => {
    expect(await verdict(null, path)).toBe('401 no-token');
  });

  it.each(['none', 'None', 'NONE', ''])('[C-112] alg "%s", with and without a signature -> 401', async (alg) => {
    const [header, payload, signature] = token(ec, {}, { alg }).split('.');
    expect(await verdict(`${header!}.${payload!}.${signature!}`)).toBe('401 algorithm-not-allowed');
    expect(await verdict(`${header!}.${payload!}.`)).toBe('401 not-a-compact-jws');
  });

  it.each(['HS256', 'HS384', 'HS512'])('[C-113] %s over the public key -> 401', async (alg) => {
    const input = `${base64url(headerOf(rsa, { alg }))}.${base64url(claims({ iat: NOW_S, exp: NOW_S + 300 }))}`;
    const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const mac = createHmac(`sha${alg.slice(2)}`, secret)
      .update(input)
      .digest('base64url');
    expect(await verdict(`${input}.${mac}`)).toBe('401 algorithm-not-allowed');
  });

  it.each(['HS256', 'HS384', 'HS512', 'none'])('[C-112] [C-113] no client can be given %s', (alg) => {
    const client = testClient([ec]);
    expect(readClientsFile({ clients: [client] }).ok).toBe(true);
    expect(readClientsFile({ clients: [{ ...client, algorithms: [alg] }] }).ok).toBe(false);
  });

  it.each(ENDPOINTS)('[C-114] a token for %s opens that endpoint and no other', async (path) => {
    for (const endpoint of ENDPOINTS) {
      const expected = endpoint === path ? '200' : '401 wrong-audience';
      expect([endpoint, await verdict(token(ec, {}, {}, path), endpoint)]).toEqual([endpoint, expected]);
    }
  });

  it('[C-114] the endpoint may be one audience of several; the address of the socket is none', async () => {
    expect(await verdict(token(ec, { aud: ['https://other.example', PUBLIC_BASE + ORDER_SIGN] }))).toBe('200');
    expect(await verdict(token(ec, { aud: service.url + ORDER_SIGN }))).toBe('401 wrong-audience');
  });

  it('[C-115] an issuer or a key set that is not on the list -> 401, and nothing is fetched from it', async () => {
    expect(await verdict(token(ec, {}, { jku: JKU }))).toBe('200');
    expect(await verdict(token(ec, { iss: 'https://stranger.example' }))).toBe('401 unknown-issuer');
    expect(await verdict(token(ec, {}, { jku: canary.url }))).toBe('401 jku-not-allowed');
    expect(canary.requests).toBe(0);
  });

  it('[C-116] the kid alone chooses the key', async () => {
    expect(await verdict(token(rsa))).toBe('200');
    expect(await verdict(token(ec, {}, { kid: 'nobody' }))).toBe('401 unknown-key');
    expect(await verdict(token(ecKey(ec.kid)))).toBe('401 bad-signature');
    expect(await verdict(token(ec, {}, { kid: rsa.kid }))).toBe('401 unknown-key');
    expect(await verdict(token(outOfBand))).toBe('401 unknown-key');
  });

  it('[C-117] keys exchanged as a file open the door without any jku', async () => {
    expect(await verdict(token(outOfBand, OUT_OF_BAND))).toBe('200');
    expect(await verdict(token(ecKey(outOfBand.kid), OUT_OF_BAND))).toBe('401 bad-signature');
    expect(await verdict(token(outOfBand, OUT_OF_BAND, { jku: canary.url }))).toBe('401 jku-not-allowed');
  });

  it.each([
    ['iss', 'unknown-issuer'],
    ['aud', 'missing-claim'],
    ['exp', 'missing-claim'],
    ['iat', 'missing-claim'],
    ['jti', 'missing-claim'],
  ])('[C-118] without %s -> 401', async (claim, reason) => {
    const honest = claims({ iat: NOW_S, exp: NOW_S + 300 });
    expect(await verdict(signToken(ec, headerOf(ec), without(honest, claim)))).toBe(`401 ${reason}`);
  });

  it('[C-118] expired, issued in the future, living for hours, or used before -> 401', async () => {
    expect(await verdict(token(ec, { iat: NOW_S - 600, exp: NOW_S - 300 }))).toBe('401 expired');
    expect(await verdict(token(ec, { iat: NOW_S + 300, exp: NOW_S + 600 }))).toBe('401 issued-in-the-future');
    expect(await verdict(token(ec, { exp: NOW_S + 7_200 }))).toBe('401 lifetime-too-long');
    const once = token(ec);
    expect([await verdict(once), await verdict(once)]).toEqual(['200', '401 replayed']);
  });

  it.each([
    ['alg', 'algorithm-not-allowed'],
    ['kid', 'no-kid'],
    ['typ', 'wrong-typ'],
  ])('[C-119] header without %s -> 401', async (member, reason) => {
    const honest = claims({ iat: NOW_S, exp: NOW_S + 300 });
    expect(await verdict(signToken(ec, without(headerOf(ec), member), honest))).toBe(`401 ${reason}`);
  });

  it.each(['at+jwt', 'JOSE', 'jwt', ''])('[C-119] typ "%s" -> 401', async (typ) => {
    expect(await verdict(token(ec, {}, { typ }))).toBe('401 wrong-typ');
  });

  it('[C-120] only tenants of the list are let in, where there is a list', async () => {
    expect(await verdict(token(tenanted, { ...TENANTED, tenant: 'north' }))).toBe('200');
    expect(await verdict(token(tenanted, { ...TENANTED, tenant: 'south' }))).toBe('401 tenant-not-allowed');
    expect(await verdict(token(tenanted, TENANTED))).toBe('401 tenant-not-allowed');
  });

  it.each([ec, rsa])('[C-121] $alg is taken', async (key) => {
    expect(await verdict(token(key))).toBe('200');
  });

  it('[C-124] whatever the fault, the 401 is the same to the last byte', async () => {
    const faulty = [null, 'x', token(ec, { exp: NOW_S - 300 }), token(ecKey(ec.kid)), token(ec, { iss: 'nobody' })];
    const answers: Answer[] = [];
    for (const bearer of faulty) answers.push(await request(ORDER_SIGN, bearer));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('www-authenticate')))).toEqual(new Set(['Bearer']));
  });
});

it('[C-122] a browser client gets permission by its origin, before it has a token; other pages get none', async () => {
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await send(service.url + ORDER_SIGN, { method: 'OPTIONS', headers });
    return [answer.status, answer.headers.get('access-control-allow-origin')];
  };
  expect(await preflight('https://ehr.example')).toEqual([204, 'https://ehr.example']);
  for (const origin of ['https://ehr.example.evil.example', 'http://ehr.example', 'null']) {
    expect(await preflight(origin)).toEqual([204, null]);
  }
});

it('[C-123] neither the JWT nor the access token is in the log or in the store', async () => {
  const own = await sqlitePlace();
  const clients = [testClient([ec])];
  const quiet = await startTestService({
    profile: 'production',
    publicBaseUrl: PUBLIC_BASE,
    clients,
    store: own.settings,
  });
  const tokens = [token(ec), token(ecKey(ec.kid))];
  const statuses: number[] = [];
  for (const bearer of tokens) {
    statuses.push((await post(quiet.url + ORDER_SIGN, callBody(), { authorization: `Bearer ${bearer}` })).status);
  }
  await quiet.close();
  const log = JSON.stringify(quiet.logged);
  const stored = await own.raw();
  await own.remove();
  expect(statuses).toEqual([200, 401]);
  // Both have traces of these calls, so the secrets could have been among them.
  expect(log).toContain('bad-signature');
  expect(stored).toContain('general-hospital');
  const secrets = [ACCESS_TOKEN, ...tokens.flatMap((text) => text.split('.').slice(1))];
  expect(secrets.filter((secret) => log.includes(secret) || stored.includes(secret))).toEqual([]);
});
