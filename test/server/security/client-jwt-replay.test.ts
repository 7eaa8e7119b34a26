import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClientAuthenticator } from '../../../src/server/security/client-jwt.js';
import { createInMemoryReplayStore, type ReplayStore } from '../../../src/server/security/replay-store.js';
import {
  claims,
  ecKey,
  headerOf,
  honestToken,
  NOW,
  NOW_S,
  ORDER_SIGN,
  PUBLIC_BASE,
  signToken,
  testClient,
} from './tokens.js';

const key = ecKey('k1');
const stranger = ecKey('k1');
const otherKey = ecKey('k2');
const OTHER_ISSUER = 'https://other.example';

function setUp(options: { capacity?: number; store?: ReplayStore; dialect?: 'epic' | 'generic' } = {}) {
  const clock = { now: NOW };
  const now = (): number => clock.now;
  const remembered: number[] = [];
  const inner = options.store ?? createInMemoryReplayStore({ now, elapsed: now, ...options });
  const replayStore: ReplayStore = {
    remember: (issuer, jti, until) => {
      remembered.push(until);
      return inner.remember(issuer, jti, until);
    },
  };
  const clients = [
    testClient([key], { dialect: options.dialect ?? 'generic' }),
    testClient([otherKey], { id: 'other', issuer: OTHER_ISSUER }),
  ];
  const authenticator = createClientAuthenticator({ clients, publicBaseUrl: PUBLIC_BASE, now, replayStore });
  const call = async (token: string, path = ORDER_SIGN): Promise<string> => {
    let why = 'accepted';
    const onRejected = (reason: string): void => {
      why = reason;
    };
    await authenticator.authenticate({ authorizationHeader: `Bearer ${token}`, path, onRejected }).catch(() => null);
    return why;
  };
  return { clock, call, authenticator, remembered };
}

describe('a token is good for one call [T07]', () => {
  test('the second use -> 401', async () => {
    const { call } = setUp();
    const token = honestToken(key);
    expect([await call(token), await call(token)]).toEqual(['accepted', 'replayed']);
  });

  test('the same jti in another token -> 401', async () => {
    const { call } = setUp();
    expect(await call(honestToken(key, { jti: 'same' }))).toBe('accepted');
    expect(await call(honestToken(key, { jti: 'same', exp: NOW_S + 200 }))).toBe('replayed');
  });

  test('the same token in another spelling of its signature -> 401', async () => {
    const { call } = setUp();
    const token = honestToken(key);
    // 96 bytes of signature are 128 characters without spare bits; ECDSA allows (r, n - s) for (r, s) instead.
    const order = BigInt(`0x${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`);
    const [header, payload, signature] = token.split('.');
    const bytes = Buffer.from(signature!, 'base64url');
    const s = order - BigInt(`0x${bytes.subarray(48).toString('hex')}`);
    const twin = Buffer.concat([bytes.subarray(0, 48), Buffer.from(s.toString(16).padStart(96, '0'), 'hex')]);
    expect(await call(token)).toBe('accepted');
    expect(await call(`${header}.${payload}.${twin.toString('base64url')}`)).toBe('replayed');
  });

  test('one token for two endpoints works at one of them', async () => {
    const { call } = setUp();
    const feedback = `${ORDER_SIGN}/feedback`;
    const token = honestToken(key, { aud: [`${PUBLIC_BASE}${ORDER_SIGN}`, `${PUBLIC_BASE}${feedback}`] });
    expect([await call(token), await call(token, feedback)]).toEqual(['accepted', 'replayed']);
  });

  test('two issuers may use the same jti', async () => {
    const { call } = setUp();
    expect(await call(honestToken(key, { jti: 'same' }))).toBe('accepted');
    expect(await call(honestToken(otherKey, { jti: 'same', iss: OTHER_ISSUER }))).toBe('accepted');
  });

  test('of parallel uses exactly one succeeds, in each of 1,000 trials', async () => {
    const { call } = setUp();
    for (let trial = 0; trial < 1_000; trial += 1) {
      const token = honestToken(key);
      const answers = await Promise.all([call(token), call(token), call(token)]);
      expect(answers.toSorted()).toEqual(['accepted', 'replayed', 'replayed']);
    }
  });
});

describe('a jti is spent only by a token that is proven', () => {
  test.each([
    ['forged', () => signToken(stranger, headerOf(key), claims({ jti: 'target' })), 'bad-signature'],
    ['expired', () => honestToken(key, { jti: 'target', iat: NOW_S - 900, exp: NOW_S - 600 }), 'expired'],
    ['for another endpoint', () => honestToken(key, { jti: 'target', aud: PUBLIC_BASE }), 'wrong-audience'],
  ])('a %s token leaves it free', async (_name, token, reason) => {
    const { call } = setUp();
    expect(await call(token())).toBe(reason);
    expect(await call(honestToken(key, { jti: 'target' }))).toBe('accepted');
  });

  test('a replayed token is refused until it has expired in every reading of the clock', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 1, max: 3600, noNaN: true }), fc.nat(4_000_000), async (life, laterMs) => {
        const { call, clock } = setUp();
        const token = honestToken(key, { exp: NOW_S + life });
        expect(await call(token)).toBe('accepted');
        clock.now += laterMs;
        expect(['replayed', 'expired', 'too-old']).toContain(await call(token));
      }),
      { numRuns: 60 },
    );
  });

  test("Epic's tokens are remembered for 20 minutes at least", async () => {
    const epic = setUp({ dialect: 'epic' });
    await epic.call(honestToken(key, { exp: NOW_S + 300 }));
    await epic.call(honestToken(key, { exp: NOW_S + 3_000 }));
    expect(epic.remembered).toEqual([NOW + 1_200_000, NOW + 3_061_000]);
  });
});

describe('when the store cannot record a token, the call is not let in', () => {
  test('full -> 503 until entries expire, and what it knows stays known', async () => {
    const { call, clock, authenticator } = setUp({ capacity: 2 });
    const first = honestToken(key);
    expect([await call(first), await call(honestToken(key))]).toEqual(['accepted', 'accepted']);
    await expect(
      authenticator.authenticate({ authorizationHeader: `Bearer ${honestToken(key)}`, path: ORDER_SIGN }),
    ).rejects.toMatchObject({ code: 'overloaded' });
    expect(await call(first)).toBe('replayed');
    clock.now += 400_000;
    expect(await call(honestToken(key, { iat: NOW_S + 400, exp: NOW_S + 700 }))).toBe('accepted');
  });

  test('broken -> 503', async () => {
    const { authenticator, call } = setUp({ store: { remember: () => Promise.reject(new Error('no connection')) } });
    await expect(
      authenticator.authenticate({ authorizationHeader: `Bearer ${honestToken(key)}`, path: ORDER_SIGN }),
    ).rejects.toMatchObject({ code: 'overloaded' });
    expect(await call(honestToken(key))).toBe('replay-store-failed');
  });
});

describe('the callback for the log', () => {
  test('names the client once its issuer is known', async () => {
    const { authenticator } = setUp();
    const seen: unknown[] = [];
    const onRejected = (...entry: unknown[]): unknown => seen.push(entry);
    const calls = [honestToken(key, { iss: 'nobody' }), honestToken(key, { exp: 1 })];
    for (const token of calls) {
      await authenticator
        .authenticate({ authorizationHeader: `Bearer ${token}`, path: '/', onRejected })
        .catch(() => null);
    }
    expect(seen).toEqual([
      ['unknown-issuer', null],
      ['wrong-audience', 'general-hospital'],
    ]);
  });
});
