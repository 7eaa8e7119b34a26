import { afterEach, describe, expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { createClientAuthenticator } from '../../../src/server/security/client-jwt.js';
import { createInMemoryReplayStore } from '../../../src/server/security/replay-store.js';
import { json, startKeyServer, type KeyServer } from './key-server.js';
import { ecKey, honestToken, NOW, ORDER_SIGN, PUBLIC_BASE, rsaKey, testClient } from './tokens.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const first = ecKey('2026-01');
const second = ecKey('2026-02');
const rsa = rsaKey('rsa');
const keySet = (...keys: { jwk: unknown }[]): RequestListener => json({ keys: keys.map(({ jwk }) => jwk) });

const servers: KeyServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function setUp(answer: RequestListener) {
  const server = await startKeyServer(answer);
  servers.push(server);
  const clock = { now: NOW };
  const now = (): number => clock.now;
  const authenticator = createClientAuthenticator({
    clients: [testClient([], { keys: { jwksUrl: server.url } })],
    publicBaseUrl: PUBLIC_BASE,
    now,
    replayStore: createInMemoryReplayStore({ now }),
  });
  /** `accepted`, or the reason in the log; the caller's error must be a 401 and nothing else. */
  const call = async (key = first, header = {}): Promise<string> => {
    const seconds = Math.floor(clock.now / 1000);
    const token = honestToken(key, { iat: seconds, exp: seconds + 300 }, header);
    let why = 'accepted';
    const onRejected = (reason: string): void => {
      why = reason;
    };
    const error = await authenticator
      .authenticate({ authorizationHeader: `Bearer ${token}`, path: ORDER_SIGN, onRejected })
      .then(
        () => null,
        (fault: unknown) => fault,
      );
    if (error !== null) expect(error).toMatchObject({ code: 'unauthorized' });
    return why;
  };
  return { server, clock, call, warmUp: () => authenticator.warmUp() };
}

describe('keys from a URL [T08, T09]', () => {
  test('nothing is asked before the first call, and one answer serves many calls', async () => {
    const { server, call } = await setUp(keySet(first));
    expect(server.requests).toBe(0);
    expect(await Promise.all(Array.from({ length: 20 }, () => call()))).toEqual(Array(20).fill('accepted'));
    expect(server.requests).toBe(1);
  });

  test('they can be had before the first call, which then asks nobody', async () => {
    const { server, call, warmUp } = await setUp(keySet(first));
    await Promise.all([warmUp(), warmUp()]);
    expect(server.requests).toBe(1);
    expect(await call()).toBe('accepted');
    await warmUp();
    expect(server.requests).toBe(1);
  });

  test('a token that names the jwksUrl as jku -> accepted', async () => {
    const { server, call } = await setUp(keySet(first));
    expect(await call(first, { jku: server.url })).toBe('accepted');
  });

  test('a new key works without restart once the cool-down is over', async () => {
    const { server, clock, call } = await setUp(keySet(first));
    expect(await call(first)).toBe('accepted');
    server.answer = keySet(first, second);
    expect(await call(second)).toBe('unknown-key');
    clock.now += 30 * SECOND;
    expect(await call(second)).toBe('accepted');
    expect(await call(first)).toBe('accepted');
    expect(server.requests).toBe(2);
  });

  test('a key taken off the list stops working after 10 minutes', async () => {
    const { server, clock, call } = await setUp(keySet(first, second));
    expect(await call(first)).toBe('accepted');
    server.answer = keySet(second);
    clock.now += 10 * MINUTE + 1;
    expect(await call(first)).toBe('unknown-key');
    expect(await call(second)).toBe('accepted');
  });

  test('200 unknown kids cause one request per cool-down', async () => {
    const { server, clock, call } = await setUp(keySet(first));
    await call(first);
    clock.now += 30 * SECOND;
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => call(ecKeyNamed(`guess-${index}`))));
    expect(new Set(answers)).toEqual(new Set(['unknown-key']));
    expect(server.requests).toBe(2);
  });

  test('an RSA key in the same set is found by its kid', async () => {
    const { call } = await setUp(keySet(first, rsa));
    expect(await call(rsa)).toBe('accepted');
  });
});

describe('the key server is down [T09]: never a 5xx', () => {
  test('known keys keep working, an unknown one -> 401', async () => {
    const { server, clock, call } = await setUp(keySet(first));
    expect(await call(first)).toBe('accepted');
    await server.stop();
    clock.now += 23 * HOUR;
    expect(await call(first)).toBe('accepted');
    expect(await call(second)).toBe('unknown-key');
  });

  test('keys older than a day are no longer trusted', async () => {
    const { server, clock, call } = await setUp(keySet(first));
    await call(first);
    await server.stop();
    clock.now += 24 * HOUR + 1;
    expect(await call(first)).toBe('keys-unavailable');
  });

  test('down from the start -> 401, one attempt per 5 s, and working as soon as it is back', async () => {
    const { server, clock, call } = await setUp(json({}, 503));
    expect([await call(), await call(), await call()]).toEqual(Array(3).fill('keys-unavailable'));
    expect(server.requests).toBe(1);
    server.answer = keySet(first);
    clock.now += 5 * SECOND;
    expect(await call()).toBe('accepted');
  });

  const broken: readonly (readonly [string, RequestListener])[] = [
    ['500', json({ keys: [first.jwk] }, 500)],
    ['404', json({ keys: [first.jwk] }, 404)],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['HTML', (_request, response) => response.end('<html></html>')],
    ['an empty body', (_request, response) => response.end()],
    ['JSON null', json(null)],
    ['an array', json([first.jwk])],
    ['keys that is no array', json({ keys: first.jwk })],
    ['keys that are no objects', json({ keys: ['x'] })],
    ['bytes that are not UTF-8', (_request, response) => response.end(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['a reset connection', (request) => request.socket.destroy()],
    ['1 MB', json({ keys: [first.jwk], filler: 'x'.repeat(1_000_000) })],
    ['an endless body', (_request, response) => endless((chunk) => response.write(chunk))],
  ];

  test.each(broken)('it answers %s -> the keys that we hold stay', async (_name, answer) => {
    const { server, clock, call } = await setUp(keySet(first));
    expect(await call(first)).toBe('accepted');
    server.answer = answer;
    clock.now += 11 * MINUTE;
    expect(await call(first)).toBe('accepted');
    expect(server.requests).toBe(2);
  });

  test.each(broken)('it answers %s at first -> 401', async (_name, answer) => {
    const { call } = await setUp(answer);
    expect(await call(first)).toBe('keys-unavailable');
  });

  test('a redirect is not followed', async () => {
    const { server, call } = await setUp((_request, response) => response.writeHead(307, { location: '/other' }).end());
    await call();
    expect(server.requests).toBe(1);
  });

  test('it accepts the connection and never answers -> the call ends, with the keys that we hold', async () => {
    const { server, clock, call } = await setUp(keySet(first));
    await call(first);
    server.answer = () => undefined;
    clock.now += 11 * MINUTE;
    expect(await call(first)).toBe('accepted');
    // While the cool-down lasts nobody waits for it again.
    expect(await Promise.all([call(first), call(second)])).toEqual(['accepted', 'unknown-key']);
    expect(server.requests).toBe(2);
  });

  test('it answers when nobody waits for it any more -> 401 until then, and its keys count from then on', async () => {
    let release: () => void = () => undefined;
    const { server, call } = await setUp((request, response) => {
      release = () => keySet(first)(request, response);
    });
    expect(await call()).toBe('keys-unavailable');
    release();
    // The clock stands still: no second read helps.
    let why = 'keys-unavailable';
    for (let tries = 0; tries < 500 && why === 'keys-unavailable'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      why = await call();
    }
    expect([why, server.requests]).toEqual(['accepted', 1]);
  });

  test('a set whose key is private or symmetric is not used', async () => {
    const privateJwk = { ...first.privateKey.export({ format: 'jwk' }), kid: first.kid, alg: 'ES384' };
    const { call } = await setUp(json({ keys: [privateJwk, { kty: 'oct', k: 'AAAA', kid: second.kid }] }));
    expect(await call(first)).toBe('unusable-key');
    expect(await call(second)).toBe('unknown-key');
  });
});

describe('keys from a file', () => {
  const withFile = (readJwksFile?: (path: string) => Promise<unknown>) => {
    const clock = { now: NOW };
    const now = (): number => clock.now;
    const authenticator = createClientAuthenticator({
      clients: [testClient([], { keys: { jwksFile: 'ehr-keys.json' } })],
      publicBaseUrl: PUBLIC_BASE,
      now,
      replayStore: createInMemoryReplayStore({ now }),
      ...(readJwksFile === undefined ? {} : { readJwksFile }),
    });
    return {
      clock,
      call: (key = first) =>
        authenticator.authenticate({ authorizationHeader: `Bearer ${honestToken(key)}`, path: ORDER_SIGN }),
    };
  };

  test('the file is read again for a new kid', async () => {
    let content: unknown = { keys: [first.jwk] };
    const paths: string[] = [];
    const { clock, call } = withFile((path) => {
      paths.push(path);
      return Promise.resolve(content);
    });
    await expect(call(first)).resolves.toBeDefined();
    content = { keys: [second.jwk] };
    clock.now += 30 * SECOND;
    await expect(call(second)).resolves.toBeDefined();
    expect(paths).toEqual(['ehr-keys.json', 'ehr-keys.json']);
  });

  test('a file that cannot be read -> 401', async () => {
    const { call } = withFile(() => Promise.reject(new Error('ENOENT')));
    await expect(call()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('without a way to read files the service does not start', () => {
    expect(() => withFile()).toThrow(TypeError);
  });
});

const spare = ecKey('spare');

/** Key generation is slow; only the kid matters for a key that nobody knows. */
function ecKeyNamed(kid: string): typeof spare {
  return { ...spare, kid };
}

function endless(write: (chunk: string) => boolean): void {
  const timer = setInterval(() => {
    for (let count = 0; count < 8; count += 1) write(' '.repeat(65_536));
  }, 1);
  setTimeout(() => clearInterval(timer), 1_000).unref();
  timer.unref();
}
