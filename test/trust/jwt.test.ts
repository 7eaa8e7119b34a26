import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RejectionReason } from '../../src/server/security/token-rejected.js';
import { send, type Answer } from '../server/http/test-app.js';
import { json, startKeyServer, type KeyServer } from '../server/security/key-server.js';
import {
  base64url,
  claims,
  ecKey,
  headerOf,
  JKU,
  NOW_S,
  ORDER_SIGN,
  PUBLIC_BASE,
  rsaKey,
  signToken,
  testClient,
  type Json,
  type TestKey,
} from '../server/security/tokens.js';
import { SITE_KEYS } from '../records/store/test-stores.js';
import { startDevelopment, startProduction, type SecuredService } from './support/secured-service.js';

/**
 * The client JWT from outside: the production service on a real socket, discovery closed too. What jose and
 * `src/server/security` do one by one is in test/server/security; here it is the endpoint that must hold.
 */
const DISCOVERY = '/cds-services';
const ORDER_SELECT = '/cds-services/tacrolimus-order-select';
const FEEDBACK = `${ORDER_SIGN}/feedback`;
const HOUR_S = 3_600;

const ec = ecKey('ec-1');
const rsa = rsaKey('rsa-1');
const stranger = ecKey('ec-1');
const other = ecKey('other-1');
const limited = ecKey('limited-1');
const busy = ecKey('busy-1');
const first = ecKey('2026-01');
const second = ecKey('2026-02');

let canary: KeyServer;
let folder: string;
let keysFile: string;
let service: SecuredService;
beforeAll(async () => {
  canary = await startKeyServer(json({ keys: [stranger.jwk] }));
  folder = await mkdtemp(join(tmpdir(), 'trust-jwt-'));
  keysFile = join(folder, 'keys.json');
  await writeFile(keysFile, JSON.stringify({ keys: [first.jwk] }));
  service = await startProduction({
    corsOrigins: ['https://ehr.example'],
    // Feedback is offered only where it can be kept.
    store: { databaseUrl: null, file: join(folder, 'store.sqlite'), siteKeys: SITE_KEYS, comments: 'reduce' },
    clients: [
      testClient([ec, rsa]),
      testClient([other], { id: 'other-hospital', issuer: 'https://other.example', tenants: ['north', 'south'] }),
      testClient([limited], { id: 'limited', issuer: 'https://limited.example', services: ['tacrolimus-order-sign'] }),
      testClient([busy], { id: 'busy', issuer: 'https://busy.example', rateLimit: { requestsPerMinute: 2 } }),
      testClient([], { id: 'rotating', issuer: 'https://rotating.example', keys: { jwksFile: keysFile } }),
    ],
  });
});
afterAll(async () => {
  await Promise.all([service.close(), canary.stop(), rm(folder, { recursive: true })]);
});

/** A call without any order: the shortest that is answered 200. */
const BODY = {
  hook: 'order-sign',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { userId: 'Practitioner/1', patientId: 'pat-1', draftOrders: { resourceType: 'Bundle', entry: [] } },
};

const FEEDBACK_BODY = {
  feedback: [
    { card: '9368d37b-283f-44a0-93ea-547cebab93ed', outcome: 'overridden', outcomeTimestamp: '2026-11-22T11:59:00Z' },
  ],
};

function request(
  url: string,
  path: string,
  authorization: string | null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const credentials: Record<string, string> = authorization === null ? {} : { authorization };
  const hook = path.endsWith('order-select') ? 'order-select' : 'order-sign';
  const body = path === FEEDBACK ? FEEDBACK_BODY : { ...BODY, hook };
  return send(url + path, {
    headers: { 'content-type': 'application/json', ...credentials, ...headers },
    ...(path === DISCOVERY ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

const call = (path: string, authorization: string | null): Promise<Answer> => request(service.url, path, authorization);

/** Why the service says, in its log and nowhere else, that it refused this answer's request. */
function reasonFor({ headers }: Answer, { logged }: SecuredService = service): unknown {
  const requestId = headers.get('x-request-id');
  return logged.find(({ fields, message }) => message === 'caller refused' && fields.requestId === requestId)?.fields
    .reason;
}

const BARE = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login"}]}';

function expectBare401(answer: Answer): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 401, text: BARE });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
}

const bearer = (token: string): string => `Bearer ${token}`;
const honest = (path: string, payload: Json = {}, header: Json = {}, key: TestKey = ec): string =>
  bearer(signToken(key, headerOf(key, header), claims(payload, path)));
const without = (object: Json, member: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));
const unsigned = (path: string, alg: unknown): string =>
  `${base64url({ alg, typ: 'JWT', kid: ec.kid })}.${base64url(claims({}, path))}`;
const hmac = (path: string, alg: string, secret: string | Buffer): string => {
  const input = `${base64url({ alg, typ: 'JWT', kid: rsa.kid })}.${base64url(claims({}, path))}`;
  return bearer(
    `${input}.${createHmac(`sha${alg.slice(2)}`, secret)
      .update(input)
      .digest('base64url')}`,
  );
};
/** Signature taken apart and put together anew. */
const resigned = (path: string, change: (input: string, signature: Buffer) => string | Buffer): string => {
  const [header = '', payload = '', signature = ''] = honest(path).slice(7).split('.');
  const input = `${header}.${payload}`;
  const made = change(input, Buffer.from(signature, 'base64url'));
  return bearer(`${input}.${typeof made === 'string' ? made : made.toString('base64url')}`);
};
const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

type Row = readonly [attack: string, token: (path: string) => string | null, reason: RejectionReason];

const shapes: readonly Row[] = [
  ['no Authorization header', () => null, 'no-token'],
  ['an empty Authorization header', () => '', 'no-token'],
  ['Basic credentials', () => 'Basic dXNlcjpwYXNz', 'not-a-bearer-token'],
  ['the scheme alone', () => 'Bearer', 'not-a-bearer-token'],
  ['an honest token under another scheme', (path) => honest(path).replace('Bearer', 'DPoP'), 'not-a-bearer-token'],
  ['an honest token without scheme', (path) => honest(path).slice(7), 'not-a-bearer-token'],
  ['two honest tokens', (path) => `${honest(path)} ${honest(path).slice(7)}`, 'not-a-bearer-token'],
  ['a token of more than 8 KB', (path) => honest(path, { filler: 'x'.repeat(7_000) }), 'token-too-large'],
  ['two parts', (path) => bearer(unsigned(path, 'ES384')), 'not-a-compact-jws'],
  ['four parts', (path) => `${honest(path)}.AAAA`, 'not-a-compact-jws'],
  ['JSON serialisation', () => bearer('{"payload":"e30","signature":"AA"}'), 'not-a-compact-jws'],
  ['a payload that is a list', () => bearer(signToken(ec, headerOf(ec), '[]')), 'unreadable-token'],
  ['a header that is null', (path) => bearer(signToken(ec, 'null', claims({}, path))), 'unreadable-token'],
];

const algorithms: readonly Row[] = [
  ['alg none without signature', (path) => bearer(`${unsigned(path, 'none')}.`), 'not-a-compact-jws'],
  [
    'alg none with something for a signature',
    (path) => bearer(`${unsigned(path, 'none')}.AAAA`),
    'algorithm-not-allowed',
  ],
  ['alg NoNe', (path) => bearer(`${unsigned(path, 'NoNe')}.AAAA`), 'algorithm-not-allowed'],
  ['no alg', (path) => bearer(`${unsigned(path, undefined)}.AAAA`), 'algorithm-not-allowed'],
  ['alg is a list', (path) => bearer(`${unsigned(path, ['ES384'])}.AAAA`), 'algorithm-not-allowed'],
  [
    'HS256 with the public key in PEM as secret',
    (path) => hmac(path, 'HS256', rsa.publicKey.export({ type: 'spki', format: 'pem' })),
    'algorithm-not-allowed',
  ],
  [
    'HS384 with the public JWK as secret',
    (path) => hmac(path, 'HS384', JSON.stringify(rsa.jwk)),
    'algorithm-not-allowed',
  ],
  ['HS512 with an empty secret', (path) => hmac(path, 'HS512', ''), 'algorithm-not-allowed'],
  [
    'RS256, which this client does not use',
    (path) => honest(path, {}, { alg: 'RS256' }, { ...rsa, alg: 'RS256' }),
    'algorithm-not-allowed',
  ],
  ['ES384 with the kid of an RSA key', (path) => honest(path, {}, { kid: rsa.kid }), 'unknown-key'],
  ['RS384 with the kid of an EC key', (path) => honest(path, {}, { kid: ec.kid }, rsa), 'unknown-key'],
];

const signatures: readonly Row[] = [
  ['one bit of the signature', (path) => resigned(path, (_input, bytes) => flip(bytes, 10)), 'bad-signature'],
  ['a signature of zeros', (path) => resigned(path, () => Buffer.alloc(96)), 'bad-signature'],
  ['a signature cut short', (path) => resigned(path, (_input, bytes) => bytes.subarray(0, 95)), 'bad-signature'],
  [
    'a signature with more behind it',
    (path) => resigned(path, (_input, bytes) => Buffer.concat([bytes, bytes])),
    'bad-signature',
  ],
  [
    'a signature in DER',
    (path) => resigned(path, (input) => sign('sha384', Buffer.from(input), ec.privateKey)),
    'bad-signature',
  ],
  ["a stranger's key under the right kid", (path) => honest(path, {}, {}, stranger), 'bad-signature'],
  [
    'another payload under an honest signature',
    (path) => {
      const [header = '', , signature = ''] = honest(path).split('.');
      return `${header}.${base64url(claims({ tenant: 'north' }, path))}.${signature}`;
    },
    'bad-signature',
  ],
  [
    'another header under an honest signature',
    (path) => {
      const [, payload = '', signature = ''] = honest(path).split('.');
      return bearer(`${base64url(headerOf(ec, { x: 1 }))}.${payload}.${signature}`);
    },
    'bad-signature',
  ],
];

const headers: readonly Row[] = [
  ['no kid', (path) => bearer(signToken(ec, without(headerOf(ec), 'kid'), claims({}, path))), 'no-kid'],
  ['an empty kid', (path) => honest(path, {}, { kid: '' }), 'no-kid'],
  ['kid is a number', (path) => honest(path, {}, { kid: 1 }), 'no-kid'],
  ['kid is a list', (path) => honest(path, {}, { kid: [ec.kid] }), 'no-kid'],
  ['an unknown kid', (path) => honest(path, {}, { kid: 'ec-2' }), 'unknown-key'],
  ['kid is a path', (path) => honest(path, {}, { kid: '../../etc/passwd' }), 'unknown-key'],
  ['kid is __proto__', (path) => honest(path, {}, { kid: '__proto__' }), 'unknown-key'],
  ["another client's kid and key", (path) => honest(path, {}, {}, other), 'unknown-key'],
  [
    'jku leads to a server with the key of the attacker',
    (path) => honest(path, {}, { jku: canary.url }, stranger),
    'jku-not-allowed',
  ],
  ['jku begins like ours', (path) => honest(path, {}, { jku: `${JKU}.evil.example` }), 'jku-not-allowed'],
  ['jku is ours in a list', (path) => honest(path, {}, { jku: [JKU] }), 'jku-not-allowed'],
  ['jku is ours with a fragment', (path) => honest(path, {}, { jku: `${JKU}#x` }), 'jku-not-allowed'],
  ['jku is empty', (path) => honest(path, {}, { jku: '' }), 'jku-not-allowed'],
  ['the key comes with the token (jwk)', (path) => honest(path, {}, { jwk: stranger.jwk }, stranger), 'key-in-header'],
  ['the key comes with the token (x5c)', (path) => honest(path, {}, { x5c: ['AAAA'] }, stranger), 'key-in-header'],
  ['the key is to be fetched (x5u)', (path) => honest(path, {}, { x5u: canary.url }, stranger), 'key-in-header'],
  ['a critical extension', (path) => honest(path, {}, { crit: ['exp'] }), 'critical-header'],
  ['an empty list of critical extensions', (path) => honest(path, {}, { crit: [] }), 'critical-header'],
  ['b64 false', (path) => honest(path, {}, { b64: false, crit: ['b64'] }), 'critical-header'],
  ['no typ', (path) => bearer(signToken(ec, without(headerOf(ec), 'typ'), claims({}, path))), 'wrong-typ'],
  ['an access token', (path) => honest(path, {}, { typ: 'at+jwt' }), 'wrong-typ'],
];

const issuers: readonly Row[] = [
  ['an unknown issuer', (path) => honest(path, { iss: 'https://evil.example' }), 'unknown-issuer'],
  ['no issuer', (path) => bearer(signToken(ec, headerOf(ec), without(claims({}, path), 'iss'))), 'unknown-issuer'],
  ['the issuer in a list', (path) => honest(path, { iss: ['https://ehr.example/fhir/R4'] }), 'unknown-issuer'],
  ['the issuer with a slash', (path) => honest(path, { iss: 'https://ehr.example/fhir/R4/' }), 'unknown-issuer'],
  ['the issuer in other case', (path) => honest(path, { iss: 'https://EHR.example/fhir/R4' }), 'unknown-issuer'],
  ['issuer __proto__', (path) => honest(path, { iss: '__proto__' }), 'unknown-issuer'],
  [
    "another client's issuer, one's own key",
    (path) => honest(path, { iss: 'https://other.example', tenant: 'north' }),
    'unknown-key',
  ],
  ['the published Sandbox issuer', (path) => honest(path, { iss: 'https://sandbox.cds-hooks.org' }), 'unknown-issuer'],
  [
    'no tenant where tenants are listed',
    (path) => honest(path, { iss: 'https://other.example' }, {}, other),
    'tenant-not-allowed',
  ],
  [
    'a tenant not listed',
    (path) => honest(path, { iss: 'https://other.example', tenant: 'west' }, {}, other),
    'tenant-not-allowed',
  ],
  [
    'a tenant in a list',
    (path) => honest(path, { iss: 'https://other.example', tenant: ['north'] }, {}, other),
    'tenant-not-allowed',
  ],
];

const audiences: readonly Row[] = [
  ['the audience of another service', (path) => honest(path, { aud: PUBLIC_BASE + ORDER_SELECT }), 'wrong-audience'],
  [
    'the audience of feedback at the service, or of the service at feedback',
    (path) => honest(path, { aud: PUBLIC_BASE + (path === FEEDBACK ? ORDER_SIGN : FEEDBACK) }),
    'wrong-audience',
  ],
  ['the base alone', (path) => honest(path, { aud: PUBLIC_BASE }), 'wrong-audience'],
  ['the address that was really dialled', (path) => honest(path, { aud: service.url + path }), 'wrong-audience'],
  [
    'http for https',
    (path) => honest(path, { aud: `${PUBLIC_BASE}${path}`.replace('https', 'http') }),
    'wrong-audience',
  ],
  ['a slash behind it', (path) => honest(path, { aud: `${PUBLIC_BASE}${path}/` }), 'wrong-audience'],
  ['a query behind it', (path) => honest(path, { aud: `${PUBLIC_BASE}${path}?x=1` }), 'wrong-audience'],
  [
    'the host in capitals',
    (path) => honest(path, { aud: `${PUBLIC_BASE}${path}`.replace('cds.', 'CDS.') }),
    'wrong-audience',
  ],
  ['a list without ours', (path) => honest(path, { aud: [PUBLIC_BASE, 'https://evil.example'] }), 'wrong-audience'],
  ['an empty list', (path) => honest(path, { aud: [] }), 'wrong-audience'],
  ['a list with ours and a number', (path) => honest(path, { aud: [`${PUBLIC_BASE}${path}`, 1] }), 'malformed-claim'],
  ['no audience', (path) => bearer(signToken(ec, headerOf(ec), without(claims({}, path), 'aud'))), 'missing-claim'],
];

const rawClaims = (path: string, change: (text: string) => string): string =>
  bearer(signToken(ec, headerOf(ec), change(JSON.stringify(claims({}, path)))));

const times: readonly Row[] = [
  ['expired, 61 s ago', (path) => honest(path, { exp: NOW_S - 61 }), 'expired'],
  ['no exp', (path) => bearer(signToken(ec, headerOf(ec), without(claims({}, path), 'exp'))), 'missing-claim'],
  ['exp as text', (path) => honest(path, { exp: String(NOW_S + 300) }), 'malformed-claim'],
  [
    'exp beyond numbers',
    (path) => rawClaims(path, (text) => text.replace(/"exp":\d+/, '"exp":1e999')),
    'malformed-claim',
  ],
  ['good for two hours', (path) => honest(path, { exp: NOW_S + 2 * HOUR_S }), 'lifetime-too-long'],
  ['exp before iat', (path) => honest(path, { iat: NOW_S + 30, exp: NOW_S + 20 }), 'malformed-claim'],
  ['no iat', (path) => bearer(signToken(ec, headerOf(ec), without(claims({}, path), 'iat'))), 'missing-claim'],
  ['iat as text', (path) => honest(path, { iat: 'now' }), 'malformed-claim'],
  ['issued 61 s from now', (path) => honest(path, { iat: NOW_S + 61 }), 'issued-in-the-future'],
  ['issued two hours ago', (path) => honest(path, { iat: NOW_S - 2 * HOUR_S }), 'too-old'],
  ['not before 61 s from now', (path) => honest(path, { nbf: NOW_S + 61 }), 'not-yet-valid'],
];

const tokenIds: readonly Row[] = [
  ['no jti', (path) => bearer(signToken(ec, headerOf(ec), without(claims({}, path), 'jti'))), 'missing-claim'],
  ['an empty jti', (path) => honest(path, { jti: '' }), 'malformed-claim'],
  ['jti is a number', (path) => honest(path, { jti: 7 }), 'malformed-claim'],
  ['jti is an object', (path) => honest(path, { jti: { a: 1 } }), 'malformed-claim'],
  ['a jti of 1,000 characters', (path) => honest(path, { jti: 'j'.repeat(1_000) }), 'malformed-claim'],
];

const ATTACKS = [...shapes, ...algorithms, ...signatures, ...headers, ...issuers, ...audiences, ...times, ...tokenIds];

describe.each([ORDER_SIGN, FEEDBACK, DISCOVERY])('%s', (path) => {
  test.each(ATTACKS)('%s -> the same bare 401, the reason in the log only', async (_attack, token, reason) => {
    const answer = await call(path, token(path));
    expectBare401(answer);
    expect(reasonFor(answer)).toBe(reason);
  });

  test.each<[string, () => string]>([
    ['ES384', () => honest(path)],
    ['RS384', () => honest(path, {}, {}, rsa)],
    ['with the jku that is configured', () => honest(path, {}, { jku: JKU })],
    ['the scheme in lower case', () => honest(path).replace('Bearer', 'bearer')],
    ['our audience among others', () => honest(path, { aud: ['https://x.example', `${PUBLIC_BASE}${path}`] })],
    ['expired 59 s ago by our clock', () => honest(path, { iat: NOW_S - 300, exp: NOW_S - 59 })],
    ['issued 59 s ahead of our clock', () => honest(path, { iat: NOW_S + 59, exp: NOW_S + 300 })],
    ['a listed tenant', () => honest(path, { iss: 'https://other.example', tenant: 'south' }, {}, other)],
  ])('an honest token, %s -> 200', async (_what, token) => {
    expect((await call(path, token())).status).toBe(200);
  });
});

test('there are at least 40 attacks, and not one of them made a request to the address in its header', () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(40);
  expect(canary.requests).toBe(0);
});

test('every 401 has the same headers, whatever was wrong', async () => {
  const varying = new Set(['date', 'x-request-id']);
  const shape = async (token: string | null) => {
    const answer = await call(ORDER_SIGN, token);
    return [...answer.headers].filter(([name]) => !varying.has(name));
  };
  const [expected] = await Promise.all([shape(null)]);
  for (const [, token] of ATTACKS) expect(await shape(token(ORDER_SIGN))).toEqual(expected);
});

test('3 MB of token -> 431 from the socket, before anything is read', async () => {
  const answer = await call(ORDER_SIGN, bearer('A'.repeat(3_000_000))).catch(() => null);
  // The server hangs up while the client is still sending, so that the answer may be lost on the way.
  if (answer !== null) expect(answer.status).toBe(431);
});

describe('other spellings of the path', () => {
  test.each([
    ['an encoded letter', '/cds-services/tacrolimus%2Dorder-sign'],
    ['other case', '/CDS-Services/tacrolimus-order-sign'],
    ['a slash behind it', `${ORDER_SIGN}/`],
  ])('%s: a token for the plain path does not fit', async (_what, path) => {
    const answer = await request(service.url, path, honest(ORDER_SIGN));
    expectBare401(answer);
    expect(reasonFor(answer)).toBe('wrong-audience');
  });

  test('the Host header does not change the audience', async () => {
    const token = honest(ORDER_SIGN, { aud: `http://evil.example${ORDER_SIGN}` });
    const spoofed = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    expectBare401(await request(service.url, ORDER_SIGN, token, spoofed));
  });
});

describe('a token is good once', () => {
  test('again, at the same endpoint', async () => {
    const token = honest(ORDER_SIGN);
    expect((await call(ORDER_SIGN, token)).status).toBe(200);
    const again = await call(ORDER_SIGN, token);
    expectBare401(again);
    expect(reasonFor(again)).toBe('replayed');
  });

  test('50 at once: exactly one gets in', async () => {
    const token = honest(ORDER_SIGN);
    const answers = await Promise.all(Array.from({ length: 50 }, () => call(ORDER_SIGN, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(49);
  });

  test('at another endpoint that its audience names too', async () => {
    const token = honest(ORDER_SIGN, { aud: [PUBLIC_BASE + ORDER_SIGN, PUBLIC_BASE + ORDER_SELECT] });
    expect((await call(ORDER_SIGN, token)).status).toBe(200);
    const elsewhere = await call(ORDER_SELECT, token);
    expectBare401(elsewhere);
    expect(reasonFor(elsewhere)).toBe('replayed');
  });

  test('with the same signature in another spelling', async () => {
    const token = honest(ORDER_SIGN, {}, {}, rsa);
    expect((await call(ORDER_SIGN, token)).status).toBe(200);
    // 256 bytes leave four bits of the last character unused.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    expectBare401(await call(ORDER_SIGN, token.slice(0, -1) + (alphabet[last ^ 1] ?? '')));
  });

  test('signed anew under the same jti', async () => {
    expect((await call(ORDER_SIGN, honest(ORDER_SIGN, { jti: 'once' }))).status).toBe(200);
    const anew = await call(ORDER_SIGN, honest(ORDER_SIGN, { jti: 'once', exp: NOW_S + 200 }));
    expectBare401(anew);
    expect(reasonFor(anew)).toBe('replayed');
  });

  test("a forged token does not use up the honest one's jti; another issuer may use the same", async () => {
    expectBare401(await call(ORDER_SIGN, honest(ORDER_SIGN, { jti: 'spent' }, {}, stranger)));
    expect((await call(ORDER_SIGN, honest(ORDER_SIGN, { jti: 'spent' }))).status).toBe(200);
    const elsewhere = { jti: 'spent', iss: 'https://other.example', tenant: 'north' };
    expect((await call(ORDER_SIGN, honest(ORDER_SIGN, elsewhere, {}, other))).status).toBe(200);
  });
});

describe('what a client may do', () => {
  const asLimited = (path: string) => honest(path, { iss: 'https://limited.example' }, {}, limited);

  test('a client limited to services: its own 200 with their feedback, discovery 200, any other 403 with an OperationOutcome', async () => {
    expect((await call(ORDER_SIGN, asLimited(ORDER_SIGN))).status).toBe(200);
    expect((await call(FEEDBACK, asLimited(FEEDBACK))).status).toBe(200);
    const elsewhere = `${ORDER_SELECT}/feedback`;
    expect((await call(elsewhere, asLimited(elsewhere))).status).toBe(403);
    expect((await call(DISCOVERY, asLimited(DISCOVERY))).status).toBe(200);
    const refused = await call(ORDER_SELECT, asLimited(ORDER_SELECT));
    expect([refused.status, refused.body.resourceType]).toEqual([403, 'OperationOutcome']);
    expect(reasonFor(refused)).toBe('service-not-allowed');
  });

  test('an encoded spelling of another service does not get round that', async () => {
    const path = '/cds-services/tacrolimus%2Dorder-select';
    expect((await request(service.url, path, asLimited(path))).status).toBe(403);
  });

  test('past its rate -> 429, Retry-After and an OperationOutcome; the others go on', async () => {
    const asBusy = () => honest(ORDER_SIGN, { iss: 'https://busy.example' }, {}, busy);
    const statuses = [];
    for (let calls = 0; calls < 3; calls += 1) statuses.push((await call(ORDER_SIGN, asBusy())).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await call(ORDER_SIGN, asBusy());
    expect([refused.status, refused.body.resourceType]).toEqual([429, 'OperationOutcome']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(ORDER_SIGN, honest(ORDER_SIGN))).status).toBe(200);
  });

  test('a service that does not exist -> 404 only for a caller who is known; a stranger gets the bare 401', async () => {
    const path = '/cds-services/no-such-service';
    expectBare401(await call(path, null));
    expect((await call(path, honest(path))).status).toBe(404);
  });

  test('the home page tells a stranger no more than discovery does', async () => {
    const page = await (await fetch(service.url, { headers: { connection: 'close' } })).text();
    expect(page).not.toMatch(/tacrolimus-(?:order|patient|medication)/);
    expect(page).toContain('told to clients only');
  });

  test('authentication comes before the body is looked at', async () => {
    const broken = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{broken' };
    expectBare401(await send(service.url + ORDER_SIGN, broken));
  });
});

describe('a key is rotated', () => {
  const asRotating = (key: TestKey): string => {
    const now = Math.floor(service.clock.now / 1_000);
    const payload = { iss: 'https://rotating.example', iat: now, exp: now + 300 };
    return honest(ORDER_SIGN, payload, {}, key);
  };

  test('without restart: the new key works, and the old one stops when it is off the list', async () => {
    expect((await call(ORDER_SIGN, asRotating(first))).status).toBe(200);
    await writeFile(keysFile, JSON.stringify({ keys: [second.jwk] }));
    const tooSoon = await call(ORDER_SIGN, asRotating(second));
    expectBare401(tooSoon);
    expect(reasonFor(tooSoon)).toBe('unknown-key');
    const then = service.clock.now;
    service.clock.now += 31_000;
    expect((await call(ORDER_SIGN, asRotating(second))).status).toBe(200);
    expectBare401(await call(ORDER_SIGN, asRotating(first)));
    service.clock.now = then;
  });
});

describe('keys at a URL', () => {
  let keyServer: KeyServer;
  let development: SecuredService;
  beforeAll(async () => {
    keyServer = await startKeyServer(json({ keys: [first.jwk] }));
    const gone = await startKeyServer(json({}));
    await gone.stop();
    development = await startDevelopment({
      clients: [
        testClient([], { id: 'by-url', issuer: 'https://by-url.example', keys: { jwksUrl: keyServer.url } }),
        testClient([], { id: 'never-up', issuer: 'https://never-up.example', keys: { jwksUrl: gone.url } }),
      ],
    });
  });
  afterAll(() => development.close());

  const present = (issuer: string, key: TestKey): Promise<Answer> => {
    const now = Math.floor(development.clock.now / 1_000);
    const payload = { iss: issuer, aud: development.url + ORDER_SIGN, iat: now, exp: now + 300 };
    return request(development.url, ORDER_SIGN, honest(ORDER_SIGN, payload, {}, key));
  };

  test('they are read before anybody is let in', () => {
    expect(keyServer.requests).toBe(1);
  });

  test('keys that were never had -> 401, not 5xx', async () => {
    const answer = await present('https://never-up.example', first);
    expectBare401(answer);
    expect(reasonFor(answer, development)).toBe('keys-unavailable');
  });

  test('20 unknown kids at once -> one more request to the key server', async () => {
    expect((await present('https://by-url.example', first)).status).toBe(200);
    development.clock.now += 31_000;
    const before = keyServer.requests;
    const answers = await Promise.all(Array.from({ length: 20 }, () => present('https://by-url.example', second)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(401));
    expect(keyServer.requests - before).toBe(1);
  });

  test('the key server goes down: keys that were read go on working, unknown ones get 401', async () => {
    await keyServer.stop();
    development.clock.now += 11 * 60_000;
    expect((await present('https://by-url.example', first)).status).toBe(200);
    expectBare401(await present('https://by-url.example', second));
  });
});

describe('development', () => {
  let development: SecuredService;
  beforeAll(async () => {
    development = await startDevelopment({ clients: [testClient([ec])], discovery: 'authenticated' });
  });
  afterAll(() => development.close());
  const at = (host: string) => `http://${host}:${new URL(development.url).port}${ORDER_SIGN}`;

  test('nobody need show a token', async () => {
    expect((await request(development.url, ORDER_SIGN, null)).status).toBe(200);
  });

  test.each(ATTACKS.filter(([, , reason]) => reason !== 'no-token'))(
    '%s, when shown -> 401',
    async (_attack, token) => {
      expectBare401(await request(development.url, ORDER_SIGN, token(ORDER_SIGN)));
    },
  );

  test('127.0.0.1 and localhost are one machine; any other name for it is not ours', async () => {
    const status = async (audience: string) =>
      (await request(development.url, ORDER_SIGN, honest(ORDER_SIGN, { aud: audience }))).status;
    expect(await status(at('127.0.0.1'))).toBe(200);
    expect(await status(at('localhost'))).toBe(200);
    expect(await status(at('[::1]'))).toBe(401);
    expect(await status(at('127.1'))).toBe(401);
    expect(await status(at('evil.example'))).toBe(401);
    expect(await status(at('127.0.0.1').replace(/:\d+\//, '/'))).toBe(401);
  });
});

describe('what strangers may see in production', () => {
  test('health, and preflights from configured origins only', async () => {
    expect((await send(`${service.url}/healthz`)).status).toBe(200);
    expect((await send(`${service.url}/readyz`)).status).toBe(200);
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const answer = await send(service.url + ORDER_SIGN, { method: 'OPTIONS', headers });
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await preflight('https://ehr.example')).toEqual([204, 'https://ehr.example']);
    expect(await preflight('https://evil.example')).toEqual([204, null]);
    expect(await preflight('null')).toEqual([204, null]);
  });

  test('discovery where it is open; calls never', async () => {
    const open = await startProduction({ discovery: 'open', clients: [testClient([ec])] });
    expect((await request(open.url, DISCOVERY, null)).status).toBe(200);
    expectBare401(await request(open.url, ORDER_SIGN, null));
    await open.close();
  });
});
