import { afterEach, describe, expect, test } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { createNameLookup, type NameLookupOptions } from '../../src/fhir/client/name-lookup.js';
import { readHostsFile } from '../../src/server/start/clients-file.js';
import { startFakeFhirServer } from './support/fake-fhir-server.js';
import { startNameServer, type Answers, type NameServer } from './support/name-server.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function nameServer(answers: Answers): Promise<NameServer> {
  const server = await startNameServer(answers);
  closing.push(() => server.close());
  return server;
}

const at = (...addresses: string[]) => ({ addresses, ttl: 30 });
const PATIENT_MS = 30_000;
/** Who asks has all the time there is, unless the test is about that; the system's own look-up must not be used. */
const lookupAt = (server: NameServer, options: NameLookupOptions = {}) =>
  createNameLookup({
    servers: [server.address],
    limitMs: PATIENT_MS,
    system: () => Promise.reject(new Error('the system was asked')),
    ...options,
  });
const codeOf = (lookup: Promise<unknown>) =>
  lookup.then(
    () => 'found',
    (error: unknown) => (error as { code?: string }).code,
  );

describe('a name whose name service is silent', () => {
  test('harms no other FHIR server: forty callers of dead names, and every call to the living one is answered', async () => {
    const names = await nameServer((name) => (name.startsWith('dead') ? null : at('127.0.0.1')));
    const fhir = await startFakeFhirServer();
    fhir.on('metadata', (response) => response.end('{}'));
    closing.push(() => fhir.close());
    const limits = { ...DEFAULT_FHIR_LIMITS, connectTimeoutMs: PATIENT_MS, perCallTimeoutMs: PATIENT_MS };
    const resolve = lookupAt(names, { limitMs: 5_000 });
    const dispatcher: Dispatcher = createFhirDispatcher(limits, { allowPrivate: true, resolve });
    const { port } = new URL(fhir.base);
    const dead = Array.from({ length: 40 }, (_none, index) =>
      request(`http://dead-${index % 20}.example:${port}/metadata`, { dispatcher }).catch(() => null),
    );
    for (let calls = 0; calls < 10; calls += 1) {
      const { statusCode, body } = await request(`http://alive.example:${port}/metadata`, { dispatcher });
      await body.dump();
      expect(statusCode).toBe(200);
    }
    await dispatcher.destroy();
    await Promise.all(dead);
  });

  test('is given up within the limit, and all who ask for it meanwhile ask once', async () => {
    const names = await nameServer(() => null);
    const lookup = lookupAt(names, { limitMs: 300 });
    const asked = await Promise.all(Array.from({ length: 50 }, () => codeOf(lookup('dead.example'))));
    expect(new Set(asked)).toEqual(new Set(['NAME_NOT_ANSWERED']));
    // Two kinds of addresses, each tried at most twice.
    const questions = names.asked('dead.example');
    expect(questions).toBeLessThanOrEqual(4);
    // What was found out a moment ago is said again, at once.
    expect(await codeOf(lookup('dead.example'))).toBe('NAME_NOT_ANSWERED');
    expect(names.asked('dead.example')).toBe(questions);
  });

  test('that was known: its last addresses do', async () => {
    let silent = false;
    const names = await nameServer(() => (silent ? null : { addresses: ['10.0.0.1'], ttl: 0 }));
    const lookup = lookupAt(names, { limitMs: 1_000 });
    expect(await lookup('fhir.example')).toEqual([{ address: '10.0.0.1', family: 4 }]);
    silent = true;
    const before = names.asked('fhir.example');
    while (names.asked('fhir.example') === before) {
      expect(await lookup('fhir.example')).toEqual([{ address: '10.0.0.1', family: 4 }]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await lookup('FHIR.example')).toEqual([{ address: '10.0.0.1', family: 4 }]);
  });
});

describe('a name that is answered', () => {
  test('is asked once, however many ask and however often, in whatever case', async () => {
    const names = await nameServer(() => at('10.0.0.1', '10.0.0.2'));
    const lookup = lookupAt(names);
    const found = await Promise.all(['a.example', 'A.Example', 'a.example'].map((name) => lookup(name)));
    expect(new Set(found.map((each) => JSON.stringify(each)))).toEqual(
      new Set([
        JSON.stringify([
          { address: '10.0.0.1', family: 4 },
          { address: '10.0.0.2', family: 4 },
        ]),
      ]),
    );
    await lookup('a.example');
    expect(names.asked('a.example')).toBe(2);
  });

  test('this machine knows it: the hosts file counts before the name service', async () => {
    const names = await nameServer(() => at('203.0.113.9'));
    const pinned = (name: string) =>
      Promise.resolve(name === 'fhir.example' ? [{ address: '10.0.0.7', family: 4 }] : []);
    const lookup = lookupAt(names, { pinned });
    expect(await lookup('fhir.example')).toEqual([{ address: '10.0.0.7', family: 4 }]);
    expect(await lookup('other.example')).toEqual([{ address: '203.0.113.9', family: 4 }]);
    expect(names.asked('fhir.example')).toBe(0);
  });
});

describe('a name that DNS denies', () => {
  test('is asked of the system, which knows search domains; one name at a time', async () => {
    const names = await nameServer(() => 'unknown');
    let running = 0;
    let most = 0;
    const system = async (name: string) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return name === 'fhir' ? [{ address: '10.0.0.3', family: 4 }] : [];
    };
    const lookup = lookupAt(names, { system });
    const found = await Promise.all(['fhir', 'a', 'b', 'c'].map((name) => codeOf(lookup(name))));
    expect(found).toEqual(['found', 'NAME_NOT_FOUND', 'NAME_NOT_FOUND', 'NAME_NOT_FOUND']);
    expect(await lookup('fhir')).toEqual([{ address: '10.0.0.3', family: 4 }]);
    expect(most).toBe(1);
  });

  test('a system that hangs on one such name is given up, too, and holds one thread at most', async () => {
    const names = await nameServer((name) => (name === 'alive' ? at('10.0.0.1') : 'unknown'));
    let asked = 0;
    const system = () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const lookup = lookupAt(names, { system, limitMs: 300 });
    const found = await Promise.all(Array.from({ length: 30 }, (_none, index) => codeOf(lookup(`short-${index}`))));
    expect(new Set(found)).toEqual(new Set(['NAME_NOT_ANSWERED']));
    expect(asked).toBe(1);
    expect(await lookup('alive')).toHaveLength(1);
  });

  test('localhost is found without any name service', async () => {
    const names = await nameServer(() => null);
    const lookup = createNameLookup({ servers: [names.address], limitMs: PATIENT_MS, pinned: readHostsFile });
    const found = await lookup('localhost');
    expect(found.every(({ address }) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
  });
});
