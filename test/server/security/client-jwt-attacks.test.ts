import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac, sign } from 'node:crypto';
import { CdsError } from '../../../src/domain/cds-error.js';
import { createClientAuthenticator } from '../../../src/server/security/client-jwt.js';
import { createInMemoryReplayStore, type ReplayStore } from '../../../src/server/security/replay-store.js';
import type { RejectionReason } from '../../../src/server/security/token-rejected.js';
import { json, startKeyServer, type KeyServer } from './key-server.js';
import {
  base64url,
  claims,
  ecKey,
  headerOf,
  honestToken,
  ISSUER,
  JKU,
  NOW,
  NOW_S,
  ORDER_SIGN,
  PUBLIC_BASE,
  rsaKey,
  signToken,
  testClient,
  type Json,
  type TestKey,
} from './tokens.js';

const ec = ecKey('Ab/c+d=='); // Epic's kids contain such characters.
const rsa = rsaKey('rsa-1');
const noAlgRsa = rsaKey('rsa-no-alg');
const smallRsa = rsaKey('rsa-1024', 1024);
const stranger = ecKey('Ab/c+d==');
const otherHospital = ecKey('other-1');
const twin = ecKey('twin');
const p256 = ecKey('p256', 'P-256', 'ES256');
delete noAlgRsa.jwk.alg;

const OTHER_ISSUER = 'https://other.example';
const clients = [
  testClient([
    ec,
    rsa,
    noAlgRsa,
    smallRsa,
    twin,
    { ...ecKey('twin') },
    p256,
    { ...ecKey('enc'), jwk: { ...ecKey('enc').jwk, use: 'enc' } },
  ]),
  testClient([otherHospital], {
    id: 'other-hospital',
    issuer: OTHER_ISSUER,
    tenants: ['north', 'south'],
    services: ['tacrolimus-order-sign'],
    algorithms: ['ES384'],
  }),
];

let canary: KeyServer;
beforeAll(async () => {
  canary = await startKeyServer(json({ keys: [stranger.jwk] }));
});
afterAll(() => canary.stop());

function authenticator(replayStore: ReplayStore = createInMemoryReplayStore({ now: () => NOW })) {
  return createClientAuthenticator({ clients, publicBaseUrl: PUBLIC_BASE, now: () => NOW, replayStore });
}

/** The reason in the log and the error that the caller gets. */
async function outcome(authorizationHeader: string | undefined, path = ORDER_SIGN) {
  let reason: RejectionReason | null = null;
  const error = await authenticator()
    .authenticate({ authorizationHeader, path, onRejected: (why) => (reason = why) })
    .then(
      () => null,
      (fault: unknown) => fault,
    );
  return { reason, error };
}

const bearer = (token: string): string => `Bearer ${token}`;
const withHeader = (header: Json, key: TestKey = ec): string => bearer(honestToken(key, {}, header));
const withClaims = (payload: Json, key: TestKey = ec): string => bearer(honestToken(key, payload));
const without = (object: Json, member: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));
const withoutHeader = (member: string): string => bearer(signToken(ec, without(headerOf(ec), member), claims()));
const withoutClaim = (member: string): string => bearer(signToken(ec, headerOf(ec), without(claims(), member)));
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];
const rawClaims = (text: string): string => bearer(signToken(ec, headerOf(ec), text));
const hmac = (alg: string, secret: string | Buffer): string => {
  const input = `${base64url({ alg, typ: 'JWT', kid: rsa.kid })}.${base64url(claims())}`;
  return bearer(
    `${input}.${createHmac(`sha${alg.slice(2)}`, secret)
      .update(input)
      .digest('base64url')}`,
  );
};
const withSignature = (change: (signature: Buffer) => Buffer): string => {
  const [header, payload, signature] = parts(honestToken(ec));
  return bearer(`${header}.${payload}.${change(Buffer.from(signature, 'base64url')).toString('base64url')}`);
};
const unsigned = (alg: unknown): string => `${base64url({ alg, typ: 'JWT', kid: ec.kid })}.${base64url(claims())}`;

type Row = readonly [name: string, header: () => string | undefined, reason: RejectionReason];

const noToken: readonly Row[] = [
  ['no Authorization header', () => undefined, 'no-token'],
  ['an empty Authorization header', () => '', 'no-token'],
  ['Basic credentials', () => 'Basic dXNlcjpwYXNz', 'not-a-bearer-token'],
  ['the scheme alone', () => 'Bearer', 'not-a-bearer-token'],
  ['a token without scheme', () => honestToken(ec), 'not-a-bearer-token'],
  ['two tokens', () => `Bearer ${honestToken(ec)} ${honestToken(ec)}`, 'not-a-bearer-token'],
  ['two schemes joined by a comma', () => `Bearer ${honestToken(ec)}, Basic eA==`, 'not-a-bearer-token'],
  ['a token of more than 8 KB', () => withClaims({ filler: 'x'.repeat(9000) }), 'token-too-large'],
  ['3 MB of token', () => bearer('A'.repeat(3_000_000)), 'token-too-large'],
];

const shapes: readonly Row[] = [
  ['one part', () => 'Bearer abc', 'not-a-compact-jws'],
  ['two parts', () => bearer(unsigned('ES384')), 'not-a-compact-jws'],
  ['four parts', () => bearer(`${honestToken(ec)}.AAAA`), 'not-a-compact-jws'],
  ['five parts (JWE)', () => bearer('eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA'), 'not-a-compact-jws'],
  ['JSON serialisation', () => bearer(JSON.stringify({ payload: 'e30', signature: 'AA' })), 'not-a-compact-jws'],
  ['padded base64', () => bearer(`${honestToken(ec)}==`), 'not-a-compact-jws'],
  ['plain base64 alphabet', () => bearer('ey+J/.eyJ9.AA'), 'not-a-compact-jws'],
  ['header is not JSON', () => bearer(signToken(ec, 'nonsense', claims())), 'unreadable-token'],
  ['header is an array', () => bearer(signToken(ec, '[]', claims())), 'unreadable-token'],
  ['header is null', () => bearer(signToken(ec, 'null', claims())), 'unreadable-token'],
  ['payload is not JSON', () => rawClaims('nonsense'), 'unreadable-token'],
  ['payload is a string', () => rawClaims('"iss"'), 'unreadable-token'],
  ['payload is an array', () => rawClaims('[]'), 'unreadable-token'],
  ['payload is 5,000 levels deep', () => rawClaims('['.repeat(2900) + ']'.repeat(2900)), 'unreadable-token'],
  ['payload is not UTF-8', () => bearer(`${base64url(headerOf(ec))}._-7_.AAAA`), 'unreadable-token'],
];

const algorithms: readonly Row[] = [
  ['alg none with an empty signature', () => bearer(`${unsigned('none')}.`), 'not-a-compact-jws'],
  ['alg none with a signature', () => bearer(`${unsigned('none')}.AAAA`), 'algorithm-not-allowed'],
  ['alg None', () => bearer(`${unsigned('None')}.AAAA`), 'algorithm-not-allowed'],
  ['alg NONE', () => bearer(`${unsigned('NONE')}.AAAA`), 'algorithm-not-allowed'],
  ['alg empty', () => bearer(`${unsigned('')}.AAAA`), 'algorithm-not-allowed'],
  ['alg missing', () => withoutHeader('alg'), 'algorithm-not-allowed'],
  ['alg an array', () => withHeader({ alg: ['ES384'] }), 'algorithm-not-allowed'],
  ['alg null', () => withHeader({ alg: null }), 'algorithm-not-allowed'],
  ['alg in lower case', () => withHeader({ alg: 'es384' }), 'algorithm-not-allowed'],
  [
    'HS256 with the public key (PEM) as secret',
    () => hmac('HS256', rsa.publicKey.export({ type: 'spki', format: 'pem' })),
    'algorithm-not-allowed',
  ],
  [
    'HS384 with the public key (DER) as secret',
    () => hmac('HS384', rsa.publicKey.export({ type: 'spki', format: 'der' })),
    'algorithm-not-allowed',
  ],
  ['HS384 with the JWK as secret', () => hmac('HS384', JSON.stringify(rsa.jwk)), 'algorithm-not-allowed'],
  ['HS512 with an empty secret', () => hmac('HS512', ''), 'algorithm-not-allowed'],
  [
    'an asymmetric algorithm the client does not use (PS384)',
    () => withHeader({ alg: 'PS384' }, rsa),
    'algorithm-not-allowed',
  ],
  ['RS256 in place of RS384', () => withHeader({ alg: 'RS256' }, rsa), 'algorithm-not-allowed'],
  ['RS384 for an elliptic-curve key', () => withHeader({ alg: 'RS384' }), 'unknown-key'],
  ['ES384 for an RSA key', () => withHeader({ alg: 'ES384' }, rsa), 'unknown-key'],
  ['ES384 for a P-256 key', () => withHeader({ alg: 'ES384' }, p256), 'unknown-key'],
  ['a key marked for encryption', () => withHeader({ kid: 'enc' }), 'unknown-key'],
  ['RSA key of 1024 bits', () => withHeader({}, smallRsa), 'unusable-key'],
];

const signatures: readonly Row[] = [
  ['signed by a stranger under our kid', () => bearer(honestToken(stranger)), 'bad-signature'],
  ['zero signature (r = s = 0)', () => withSignature((signature) => Buffer.alloc(signature.length)), 'bad-signature'],
  ['signature cut by a byte', () => withSignature((signature) => signature.subarray(1)), 'bad-signature'],
  [
    'signature with a byte more',
    () => withSignature((signature) => Buffer.concat([signature, Buffer.from([0])])),
    'bad-signature',
  ],
  [
    'signature with one bit changed',
    () => withSignature((signature) => Buffer.from(signature.map((byte, index) => (index === 5 ? byte ^ 1 : byte)))),
    'bad-signature',
  ],
  [
    'signature in DER',
    () => {
      const input = `${base64url(headerOf(ec))}.${base64url(claims())}`;
      return bearer(`${input}.${sign('sha384', Buffer.from(input), ec.privateKey).toString('base64url')}`);
    },
    'bad-signature',
  ],
  [
    'payload swapped',
    () => {
      const [header, , signature] = parts(honestToken(ec));
      return bearer(`${header}.${base64url(claims())}.${signature}`);
    },
    'bad-signature',
  ],
  [
    'header swapped',
    () => {
      const [, payload, signature] = parts(honestToken(ec));
      return bearer(`${base64url(headerOf(ec, { extra: 1 }))}.${payload}.${signature}`);
    },
    'bad-signature',
  ],
  ['RSA signature of another key', () => bearer(honestToken({ ...rsaKey('rsa-1') })), 'bad-signature'],
  [
    'issuer A signed with the key of client B',
    () => bearer(honestToken({ ...otherHospital, kid: ec.kid })),
    'bad-signature',
  ],
];

const keyIds: readonly Row[] = [
  ['kid missing', () => withoutHeader('kid'), 'no-kid'],
  ['kid empty', () => withHeader({ kid: '' }), 'no-kid'],
  ['kid a number', () => withHeader({ kid: 1 }), 'no-kid'],
  ['kid an object', () => withHeader({ kid: { toString: 'x' } }), 'no-kid'],
  ['kid of 600 characters', () => withHeader({ kid: 'k'.repeat(600) }), 'no-kid'],
  ['kid unknown', () => withHeader({ kid: 'nobody' }), 'unknown-key'],
  ['kid a path', () => withHeader({ kid: '../../../../dev/null' }), 'unknown-key'],
  ['kid SQL', () => withHeader({ kid: "x' UNION SELECT 'key" }), 'unknown-key'],
  ['kid __proto__', () => withHeader({ kid: '__proto__' }), 'unknown-key'],
  ['kid of another client', () => withHeader({ kid: 'other-1' }, otherHospital), 'unknown-key'],
  ['kid that two keys share', () => withHeader({}, twin), 'ambiguous-key'],
];

const headers: readonly Row[] = [
  ['typ missing', () => withoutHeader('typ'), 'wrong-typ'],
  ['typ at+jwt', () => withHeader({ typ: 'at+jwt' }), 'wrong-typ'],
  ['typ in lower case', () => withHeader({ typ: 'jwt' }), 'wrong-typ'],
  ['typ null', () => withHeader({ typ: null }), 'wrong-typ'],
  ['crit with an unknown extension', () => withHeader({ crit: ['exp'], exp: 1 }), 'critical-header'],
  ['crit empty', () => withHeader({ crit: [] }), 'critical-header'],
  ['crit b64 false', () => withHeader({ crit: ['b64'], b64: false }), 'critical-header'],
  ['b64 without crit', () => withHeader({ b64: false }), 'critical-header'],
  [
    'embedded jwk that verifies',
    () => bearer(signToken(stranger, headerOf(stranger, { jwk: stranger.jwk }), claims())),
    'key-in-header',
  ],
  ['embedded jwk null', () => withHeader({ jwk: null }), 'key-in-header'],
  ['embedded x5c', () => withHeader({ x5c: ['MIIB'] }), 'key-in-header'],
  ['x5u', () => withHeader({ x5u: canary.url }), 'key-in-header'],
  ['jku of a stranger', () => bearer(honestToken(stranger, {}, { jku: canary.url })), 'jku-not-allowed'],
  ['jku with our jku as prefix', () => withHeader({ jku: `${JKU}.evil.example` }), 'jku-not-allowed'],
  [
    'jku with our host as user name',
    () => withHeader({ jku: 'https://ehr.example@evil.example/keys' }),
    'jku-not-allowed',
  ],
  ['jku differing in case', () => withHeader({ jku: 'https://EHR.example/keys' }), 'jku-not-allowed'],
  ['jku with a fragment', () => withHeader({ jku: `${JKU}#` }), 'jku-not-allowed'],
  ['jku an array holding ours', () => withHeader({ jku: [JKU] }), 'jku-not-allowed'],
  ['jku null', () => withHeader({ jku: null }), 'jku-not-allowed'],
  ['jku file:', () => withHeader({ jku: 'file:///etc/passwd' }), 'jku-not-allowed'],
];

const issuers: readonly Row[] = [
  ['iss unknown', () => withClaims({ iss: 'https://evil.example' }), 'unknown-issuer'],
  ['iss missing', () => withoutClaim('iss'), 'unknown-issuer'],
  ['iss with a trailing slash', () => withClaims({ iss: `${ISSUER}/` }), 'unknown-issuer'],
  ['iss in other case', () => withClaims({ iss: ISSUER.toUpperCase() }), 'unknown-issuer'],
  ['iss an array', () => withClaims({ iss: [ISSUER] }), 'unknown-issuer'],
  ['iss constructor', () => withClaims({ iss: 'constructor' }), 'unknown-issuer'],
  ['iss __proto__', () => withClaims({ iss: '__proto__' }), 'unknown-issuer'],
];

const audiences: readonly Row[] = [
  ['aud missing', () => withoutClaim('aud'), 'missing-claim'],
  ['aud empty', () => withClaims({ aud: '' }), 'wrong-audience'],
  ['aud an empty array', () => withClaims({ aud: [] }), 'wrong-audience'],
  ['aud null', () => withClaims({ aud: null }), 'wrong-audience'],
  ['aud an object', () => withClaims({ aud: { 0: `${PUBLIC_BASE}${ORDER_SIGN}` } }), 'wrong-audience'],
  ['aud the base URL', () => withClaims({ aud: PUBLIC_BASE }), 'wrong-audience'],
  ['aud discovery', () => withClaims({ aud: `${PUBLIC_BASE}/cds-services` }), 'wrong-audience'],
  ['aud the feedback endpoint', () => withClaims({ aud: `${PUBLIC_BASE}${ORDER_SIGN}/feedback` }), 'wrong-audience'],
  [
    'aud another service',
    () => withClaims({ aud: `${PUBLIC_BASE}/cds-services/tacrolimus-order-select` }),
    'wrong-audience',
  ],
  ['aud a prefix', () => withClaims({ aud: `${PUBLIC_BASE}/cds-services/tacrolimus-order` }), 'wrong-audience'],
  ['aud longer', () => withClaims({ aud: `${PUBLIC_BASE}${ORDER_SIGN}?x=1` }), 'wrong-audience'],
  ['aud with a trailing slash', () => withClaims({ aud: `${PUBLIC_BASE}${ORDER_SIGN}/` }), 'wrong-audience'],
  [
    'aud http instead of https',
    () => withClaims({ aud: `http://cds.hospital.example/tacrolimus${ORDER_SIGN}` }),
    'wrong-audience',
  ],
  ['aud another host', () => withClaims({ aud: `https://cds.evil.example/tacrolimus${ORDER_SIGN}` }), 'wrong-audience'],
  [
    'aud an array of other services',
    () => withClaims({ aud: ['https://a.example', 'https://b.example'] }),
    'wrong-audience',
  ],
  [
    'aud an array with ours and a number',
    () => withClaims({ aud: [`${PUBLIC_BASE}${ORDER_SIGN}`, 1] }),
    'malformed-claim',
  ],
];

const times: readonly Row[] = [
  ['exp missing', () => withoutClaim('exp'), 'missing-claim'],
  ['exp a string', () => withClaims({ exp: String(NOW_S + 300) }), 'malformed-claim'],
  ['exp null', () => withClaims({ exp: null }), 'malformed-claim'],
  [
    'exp infinite',
    () => rawClaims(JSON.stringify(claims({ exp: 0 })).replace('"exp":0', '"exp":1e999')),
    'malformed-claim',
  ],
  ['expired 60 s ago', () => withClaims({ iat: NOW_S - 360, exp: NOW_S - 60 }), 'expired'],
  ['expired last year', () => withClaims({ iat: NOW_S - 31_536_300, exp: NOW_S - 31_536_000 }), 'expired'],
  ['exp before iat', () => withClaims({ iat: NOW_S + 30, exp: NOW_S + 20 }), 'malformed-claim'],
  ['life of 1 h 1 s', () => withClaims({ exp: NOW_S + 3601 }), 'lifetime-too-long'],
  ['exp in milliseconds', () => withClaims({ exp: NOW + 300_000 }), 'lifetime-too-long'],
  ['iat missing', () => withoutClaim('iat'), 'missing-claim'],
  ['iat a string', () => withClaims({ iat: 'now' }), 'malformed-claim'],
  ['iat 61 s ahead', () => withClaims({ iat: NOW_S + 61 }), 'issued-in-the-future'],
  ['iat in milliseconds', () => withClaims({ iat: NOW }), 'issued-in-the-future'],
  ['iat 2 h old', () => withClaims({ iat: NOW_S - 7200 }), 'too-old'],
  ['nbf 61 s ahead', () => withClaims({ nbf: NOW_S + 61 }), 'not-yet-valid'],
  ['nbf a string', () => withClaims({ nbf: '0' }), 'malformed-claim'],
];

const others: readonly Row[] = [
  ['jti missing', () => withoutClaim('jti'), 'missing-claim'],
  ['jti empty', () => withClaims({ jti: '' }), 'malformed-claim'],
  ['jti a number', () => withClaims({ jti: 7 }), 'malformed-claim'],
  ['jti an object', () => withClaims({ jti: {} }), 'malformed-claim'],
  ['jti of 201 characters', () => withClaims({ jti: 'j'.repeat(201) }), 'malformed-claim'],
  [
    'tenant missing where tenants are listed',
    () => withClaims({ iss: OTHER_ISSUER }, otherHospital),
    'tenant-not-allowed',
  ],
  ['tenant unknown', () => withClaims({ iss: OTHER_ISSUER, tenant: 'west' }, otherHospital), 'tenant-not-allowed'],
  [
    'tenant an array holding a listed one',
    () => withClaims({ iss: OTHER_ISSUER, tenant: ['north'] }, otherHospital),
    'tenant-not-allowed',
  ],
  [
    'tenant in other case',
    () => withClaims({ iss: OTHER_ISSUER, tenant: 'North' }, otherHospital),
    'tenant-not-allowed',
  ],
];

describe('no fault of the token is accepted [T01-T06, T08, T10-T15, C-112..C-120]', () => {
  test.each([
    ...noToken,
    ...shapes,
    ...algorithms,
    ...signatures,
    ...keyIds,
    ...headers,
    ...issuers,
    ...audiences,
    ...times,
    ...others,
  ])('%s -> 401', async (_name, header, reason) => {
    const { reason: logged, error } = await outcome(header());
    expect(logged).toBe(reason);
    expect(error).toBeInstanceOf(CdsError);
    expect(error).toMatchObject({ code: 'unauthorized', message: 'The call is not authenticated.', expression: null });
  });

  test('the addresses in token headers were never asked', () => {
    expect(canary.requests).toBe(0);
  });

  test('every refusal carries the same code, text and pointer', async () => {
    const errors = await Promise.all(
      [withClaims({ exp: 1 }), withHeader({ kid: 'x' }), undefined].map((header) => outcome(header)),
    );
    const told = errors.map(({ error }) =>
      error instanceof CdsError ? [error.code, error.message, error.expression, Object.keys(error)] : null,
    );
    expect(told).toEqual([told[0], told[0], told[0]]);
    expect(errors.every(({ error }) => (error as Error).cause === undefined)).toBe(true);
  });
});

describe('honest tokens are accepted', () => {
  const accepted: readonly (readonly [string, () => string])[] = [
    ['ES384', () => withClaims({})],
    ['RS384', () => withClaims({}, rsa)],
    ['RS384 by a key that names no alg', () => withClaims({}, noAlgRsa)],
    ['the scheme in lower case', () => `bearer ${honestToken(ec)}`],
    [
      'aud an array that holds the endpoint',
      () => withClaims({ aud: ['https://other.example', `${PUBLIC_BASE}${ORDER_SIGN}`] }),
    ],
    ['jku as configured', () => withHeader({ jku: JKU })],
    ['iat 10 s ahead', () => withClaims({ iat: NOW_S + 10 })],
    ['iat 60 s ahead', () => withClaims({ iat: NOW_S + 60 })],
    ['exp 59 s ago', () => withClaims({ iat: NOW_S - 200, exp: NOW_S - 59 })],
    ['life of exactly 1 h', () => withClaims({ exp: NOW_S + 3600 })],
    ["Epic's times: nbf 5 min before iat, 15 min of life", () => withClaims({ nbf: NOW_S - 300, exp: NOW_S + 900 })],
    ['nbf 60 s ahead', () => withClaims({ nbf: NOW_S + 60 })],
    ['jti of 200 characters', () => withClaims({ jti: 'j'.repeat(200) })],
    ['claims that we do not know, a sub', () => withClaims({ sub: 'someone', tenant: 'any', extra: {} })],
    ['a certificate fingerprint beside the kid', () => withHeader({ x5t: 'abc' })],
  ];

  test.each(accepted)('%s -> the client', async (_name, header) => {
    expect(await outcome(header())).toEqual({ reason: null, error: null });
  });

  test('the answer names the client and the proven tenant', async () => {
    const call = {
      authorizationHeader: withClaims({ iss: OTHER_ISSUER, tenant: 'south' }, otherHospital),
      path: ORDER_SIGN,
    };
    expect(await authenticator().authenticate(call)).toEqual({ client: clients[1], tenant: 'south' });
  });

  test('a trailing slash in the configured base URL does not change the audience', async () => {
    const withSlash = createClientAuthenticator({
      clients,
      publicBaseUrl: `${PUBLIC_BASE}/`,
      now: () => NOW,
      replayStore: createInMemoryReplayStore({ now: () => NOW }),
    });
    await expect(
      withSlash.authenticate({ authorizationHeader: withClaims({}), path: ORDER_SIGN }),
    ).resolves.toBeDefined();
  });
});

describe('a client limited to services', () => {
  const limited = (path: string): string =>
    bearer(signToken(otherHospital, headerOf(otherHospital), claims({ iss: OTHER_ISSUER, tenant: 'north' }, path)));

  test.each([ORDER_SIGN, `${ORDER_SIGN}/feedback`, '/cds-services'])('may call %s', async (path) => {
    expect(await outcome(limited(path), path)).toEqual({ reason: null, error: null });
  });

  test.each([
    '/cds-services/tacrolimus-order-select',
    '/cds-services/tacrolimus-order-select/feedback',
    '/cds-services/tacrolimus-order-sign/other',
    '/cds-services/tacrolimus%2Dorder-sign',
    '/CDS-Services/tacrolimus-order-sign',
    '/cds-services/',
    '/analytics',
  ])('is refused 403 at %s', async (path) => {
    const { reason, error } = await outcome(limited(path), path);
    expect(reason).toBe('service-not-allowed');
    expect(error).toMatchObject({ code: 'forbidden' });
  });
});
