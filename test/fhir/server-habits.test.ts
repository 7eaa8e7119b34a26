import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { type FhirAccess, openFhirAccess } from '../../src/fhir/client/fhir-access.js';
import type { FhirQuery } from '../../src/fhir/client/fhir-query.js';
import { createFhirServers, type FhirServer, type FhirServerSettings } from '../../src/fhir/client/fhir-servers.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { searchAll, type SearchQuery } from '../../src/fhir/client/paging.js';
import { releaseHints, type ReleaseHints } from '../../src/fhir/client/server-release.js';
import { hang, json, raw, startFakeFhirServer, status } from './support/fake-fhir-server.js';
import type { FakeFhirServer, Reply } from './support/fake-fhir-server.js';
import { link, observation, order, searchset, type Json } from './support/samples.js';

/** FHIR servers of every release, with what they refuse; one process remembers, and a call profits from the one before. */
const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 900 };
const dispatcher = createFhirDispatcher(limits);
const START = 1_000;
let server: FakeFhirServer;
let time = START;
beforeEach(async () => {
  server = await startFakeFhirServer();
  time = START;
});
afterEach(() => server.close());
afterAll(() => dispatcher.close());

const known = (settings: Partial<FhirServerSettings> = {}): FhirServer =>
  createFhirServers({ limits, settingsOf: () => settings, now: () => time }).of(new URL(server.base));

/** One hook call. */
function call(at: FhirServer, release?: ReleaseHints): FhirAccess {
  const { signal } = new AbortController();
  return openFhirAccess({
    ...{ server: at, token: 't', signal, limits, maxCalls: 30, dispatcher, mayAsk: () => true },
    ...(release === undefined ? {} : { release: () => release }),
  });
}
const search = (resourceType: string, params: Record<string, string[]> = {}): SearchQuery => ({
  kind: 'search',
  resourceType,
  params: { patient: ['1'], ...params },
});
const asked = (): string[] => server.requests.map(({ url }) => url.replace('/fhir/', ''));
const forget = (): void => void server.requests.splice(0);
const metadata = (fhirVersion: unknown, resourceType = 'CapabilityStatement'): Reply =>
  json({ resourceType, fhirVersion, kind: 'instance' });

describe('which release a server speaks', () => {
  const requests = search('ServiceRequest');

  test.each<[string, Reply, string]>([
    ['4.0.1', metadata('4.0.1'), 'ServiceRequest'],
    ['R4B', metadata('4.3.0'), 'ServiceRequest'],
    ['R5', metadata('5.0.0'), 'ServiceRequest'],
    ['3.0.2', metadata('3.0.2'), 'ProcedureRequest'],
    ['1.0.2, as Conformance', metadata('1.0.2', 'Conformance'), 'DiagnosticOrder'],
    ['a number in place of a text', metadata(3), 'ServiceRequest'],
    ['nonsense', metadata('latest'), 'ServiceRequest'],
    ['another resource', json(searchset([])), 'ServiceRequest'],
    ['closed', status(401), 'ServiceRequest'],
    ['not there', status(404), 'ServiceRequest'],
    ['an HTML page', raw('<html>'), 'ServiceRequest'],
    ['silent: its time is a part of the call', hang, 'ServiceRequest'],
  ])('metadata %s -> asked for %s', async (_name, reply, type) => {
    server.on('metadata', reply);
    server.on(type, json(searchset([])));
    expect((await call(known()).get(requests)).ok).toBe(true);
    expect(asked()).toEqual(['metadata', `${type}?patient=1`]);
  });

  test('it is asked once per base, with the token, and only when somebody needs to know', async () => {
    server.on('metadata', metadata('3.0.2'));
    server.on('ProcedureRequest', json(searchset([])));
    server.on('Observation', json(searchset([])));
    const at = known();
    await call(at).get(search('Observation', { code: ['a'], _sort: ['-date'] }));
    expect(asked()).toEqual(['Observation?patient=1&code=a&_sort=-date']);
    forget();
    await Promise.all([call(at).get(requests), call(at).get(requests)]);
    await call(at).get(requests);
    expect(asked().filter((url) => url === 'metadata')).toHaveLength(1);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer t');
  });

  test('after an hour it is asked again; one that does not tell, after ten minutes', async () => {
    server.on('metadata', metadata('4.0.1'));
    server.on('ServiceRequest', json(searchset([])));
    const at = known();
    const timesAsked = async () => {
      forget();
      await call(at).get(requests);
      return asked().filter((url) => url === 'metadata').length;
    };
    expect(await timesAsked()).toBe(1);
    time = START + 3_599_000;
    expect(await timesAsked()).toBe(0);
    time = START + 3_601_000;
    server.on('metadata', status(403));
    expect(await timesAsked()).toBe(1);
    time += 599_000;
    expect(await timesAsked()).toBe(0);
    time += 2_000;
    expect(await timesAsked()).toBe(1);
  });

  test('a server that was not heard, or had a bad moment, is asked again by the next call', async () => {
    server.on('ServiceRequest', json(searchset([])));
    server.on('ProcedureRequest', json(searchset([])));
    server.on('metadata', status(503));
    const at = known();
    await call(at).get(requests);
    server.on('metadata', metadata('3.0.1'));
    forget();
    await call(at).get(requests);
    expect(asked()).toEqual(['metadata', 'ProcedureRequest?patient=1']);
  });

  test.each<[string, Partial<FhirServerSettings>, Json | null, string]>([
    ['the setting', { release: 'STU3' }, order({ resourceType: 'MedicationOrder' }), 'ProcedureRequest'],
    ['a type that only DSTU2 has', {}, { resourceType: 'MedicationOrder' }, 'DiagnosticOrder'],
    ['a type that only R4 has', {}, { resourceType: 'ServiceRequest' }, 'ServiceRequest'],
    ['an element that only R4 has', {}, order({ dosageInstruction: [{ doseAndRate: [{}] }] }), 'ServiceRequest'],
  ])('%s makes the question needless', async (_name, settings, sent, type) => {
    server.on(type, json(searchset([])));
    await call(known(settings), releaseHints(sent === null ? [] : [sent])).get(requests);
    expect(asked()).toEqual([`${type}?patient=1`]);
  });

  test.each<[string, Json, string]>([
    ['STU3 by the looks of it', order({ requester: { agent: { reference: 'Practitioner/1' } } }), 'ProcedureRequest'],
    ['no sign', order(), 'ServiceRequest'],
  ])('looks count last: %s', async (_name, sent, type) => {
    server.on(type, json(searchset([])));
    server.on('metadata', status(404));
    await call(known(), releaseHints([sent])).get(requests);
    expect(asked()).toEqual(['metadata', `${type}?patient=1`]);
    // The server's own word outweighs them.
    forget();
    server.on('metadata', metadata('4.0.1'));
    server.on('ServiceRequest', json(searchset([])));
    await call(known(), releaseHints([sent])).get(requests);
    expect(asked()).toEqual(['metadata', 'ServiceRequest?patient=1']);
  });

  test.each([
    ['/api/FHIR/DSTU2', 'DiagnosticOrder'],
    ['/api/FHIR/STU3', 'ProcedureRequest'],
    ['/api/FHIR/R4', 'ServiceRequest'],
  ])('a closed server whose base ends with %s is asked for %s', async (path, type) => {
    const at = createFhirServers({ limits }).of(new URL(server.origin + path));
    await call(at).get(requests);
    expect(server.requests[1]?.url).toBe(`${path}/${type}?patient=1`);
  });
});

describe('a type that other releases name otherwise', () => {
  test('404: asked once under its other names, and remembered which one it was', async () => {
    server.on('MedicationOrder', json(searchset([])));
    server.on('DiagnosticOrder', json(searchset([])));
    const at = known();
    expect((await call(at).get(search('MedicationRequest', { intent: ['order'] }))).ok).toBe(true);
    expect(asked()).toEqual(['metadata', 'MedicationRequest?patient=1&intent=order', 'MedicationOrder?patient=1']);
    forget();
    expect((await call(at).get(search('ServiceRequest'))).ok).toBe(true);
    expect(asked()).toEqual(['DiagnosticOrder?patient=1']);
  });

  test('a server that has it under no name is not asked for the others again', async () => {
    const at = known();
    expect(await call(at).get(search('ServiceRequest'))).toEqual({ ok: false, problem: 'not-offered' });
    expect(asked()).toEqual(
      ['metadata', 'ServiceRequest', 'ProcedureRequest', 'DiagnosticOrder'].map((each, index) =>
        index === 0 ? each : `${each}?patient=1`,
      ),
    );
    forget();
    expect(await call(at).get(search('ServiceRequest'))).toEqual({ ok: false, problem: 'not-offered' });
    expect(asked()).toEqual(['ServiceRequest?patient=1']);
  });

  test('a server that says which release it speaks does not have it: the other names are asked once, and no more', async () => {
    server.on('metadata', metadata('4.0.1'));
    const at = known();
    for (const _time of [1, 2]) {
      expect(await call(at).get(search('ServiceRequest'))).toEqual({ ok: false, problem: 'not-offered' });
    }
    expect(asked()).toEqual([
      'metadata',
      ...['ServiceRequest', 'ProcedureRequest', 'DiagnosticOrder', 'ServiceRequest'].map((type) => `${type}?patient=1`),
    ]);
  });

  test('a server says one release and has the type under the name of another: it is read, and the release stays', async () => {
    server.on('metadata', metadata('3.0.2'));
    server.on('ServiceRequest', json(searchset([])));
    const at = known();
    expect((await call(at).get(search('ServiceRequest'))).ok).toBe(true);
    expect(at.learned.release()).toBe('STU3');
  });

  test('a scope may name it as its release does', async () => {
    server.on('MedicationOrder', json(searchset([])));
    const { signal } = new AbortController();
    const mayAsk = (type: string) => type === 'MedicationOrder';
    const at = known({ release: 'DSTU2' });
    const access = openFhirAccess({ server: at, token: 't', signal, limits, maxCalls: 30, dispatcher, mayAsk });
    expect((await access.get(search('MedicationRequest'))).ok).toBe(true);
    expect(await access.get(search('Observation'))).toEqual({ ok: false, problem: 'refused' });
  });
});

describe('parameters that a server refuses', () => {
  const results = search('Observation', { code: ['a'], _sort: ['-date'], _count: ['200'] });
  const refusal = (diagnostics: string, code = 400) =>
    json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', diagnostics }] }, code);
  /** Refuses any search with one of the parameters. */
  const without =
    (code: number, text: (name: string) => string, ...names: string[]): Reply =>
    (response, url) => {
      const found = [...url.searchParams.keys()].find((name) => names.includes(name.split(':')[0]!));
      (found === undefined ? json(searchset([])) : refusal(text(found), code))(response, url);
    };

  test.each<[string, number, (name: string) => string, string[], string]>([
    ['_sort, named', 400, (name) => `Unknown search parameter ${name}`, ['_sort'], 'patient=1&code=a&_count=200'],
    ['_count, named', 400, (name) => `${name}: too large`, ['_count'], 'patient=1&code=a&_sort=-date'],
    ['one of them, not named', 400, () => 'Bad request', ['_sort'], 'patient=1&code=a'],
    ['422', 422, (name) => `Cannot process "${name}"`, ['_sort'], 'patient=1&code=a&_count=200'],
    ['501', 501, (name) => `Not implemented: ${name}.`, ['_sort'], 'patient=1&code=a&_count=200'],
  ])(
    '%s: once more without both; the next call leaves out what was refused',
    async (_name, code, text, names, next) => {
      server.on('Observation', without(code, text, ...names));
      const at = known();
      expect((await call(at).get(results)).ok).toBe(true);
      expect(asked()).toEqual(
        ['patient=1&code=a&_sort=-date&_count=200', 'patient=1&code=a'].map((q) => `Observation?${q}`),
      );
      forget();
      expect((await call(at).get(results)).ok).toBe(true);
      expect(asked()).toEqual([`Observation?${next}`]);
    },
  );

  test('both, one after the other', async () => {
    server.on(
      'Observation',
      without(400, (name) => `Unsupported: ${name}`, '_sort', '_count'),
    );
    const at = known();
    for (let calls = 0; calls < 3; calls += 1) expect((await call(at).get(results)).ok).toBe(true);
    expect(asked().slice(-1)).toEqual(['Observation?patient=1&code=a']);
    expect(asked()).toHaveLength(2 + 2 + 1);
  });

  test('_sort as DSTU2 has it', async () => {
    server.on(
      'Observation',
      without(400, (name) => `Unknown ${name}`, '_sort'),
    );
    const at = known({ release: 'DSTU2' });
    at.learned.learnRelease('DSTU2', 'stated');
    expect((await call(at).get(results)).ok).toBe(true);
    expect(asked()[0]).toBe('Observation?patient=1&code=a&_sort%3Adesc=date&_count=200');
    await call(at).get(results);
    expect(asked().at(-1)).toBe('Observation?patient=1&code=a&_count=200');
  });

  test('it is forgotten after an hour', async () => {
    server.on(
      'Observation',
      without(400, (name) => name, '_sort'),
    );
    const at = known();
    await call(at).get(results);
    time = START + 3_601_000;
    forget();
    await call(at).get(results);
    expect(asked()).toHaveLength(2);
  });

  test.each([
    ['Unknown search parameter "code"', 'code'],
    ['Parameter code is not supported', 'code'],
    ['Invalid code', undefined],
    ['Unknown search parameter "birthdate" of John Doe', undefined],
  ])(
    'a refusal that nothing helps names our parameter and no word of the server: %s -> %s',
    async (text, parameter) => {
      server.on('Observation', refusal(text));
      const failure = { ok: false, problem: 'not-offered', ...(parameter === undefined ? {} : { parameter }) };
      expect(await call(known()).get(results)).toEqual(failure);
    },
  );

  test('a search without them is not repeated, nor one that is forbidden or has failed', async () => {
    server.on('Observation', refusal('no'));
    await call(known()).get(search('Observation', { code: ['a'] }));
    expect(server.requests).toHaveLength(1);
    for (const code of [401, 403, 500]) {
      forget();
      server.on('Observation', refusal('_sort', code));
      await call(known()).get(results);
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe('limits of a server', () => {
  const codes = Array.from({ length: 7 }, (_, index) => `http://loinc.org|${index}-0`);
  const many = search('Observation', { code: [codes.join(',')] });

  test('an address that would be too long is sent as POST _search', async () => {
    server.on('Observation/_search', json(searchset([])));
    const at = known({ urlMax: 120 });
    expect((await call(at).get(many)).ok).toBe(true);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/fhir/Observation/_search',
      headers: { authorization: 'Bearer t', 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(new URLSearchParams(server.requests[0]?.body).get('code')).toBe(codes.join(','));
    server.on('Observation', json(searchset([])));
    await call(at).get(search('Observation', { code: ['a'] }));
    expect(server.requests[1]?.method).toBe('GET');
  });

  test.each([414, 431])('a server that answers %i gets it by POST, and from then on at once', async (code) => {
    server.on('Observation', status(code));
    server.on('Observation/_search', json(searchset([])));
    const at = known();
    for (let calls = 0; calls < 2; calls += 1) expect((await call(at).get(many)).ok).toBe(true);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  test('more codes than it takes are asked in several searches, each with its pages', async () => {
    server.on('Observation', (response, url) => {
      const [first = ''] = (url.searchParams.get('code') ?? '').split(',');
      const isPage = url.searchParams.has('page');
      const more = isPage ? {} : link('next', `Observation?code=${encodeURIComponent(first)}&page=2`);
      json(searchset([observation(`${first}${isPage ? '-2' : '-1'}`)], { total: 2, ...more }))(response, url);
    });
    const found = await searchAll(many, call(known({ codesMax: 3 })), limits);
    expect(found).toMatchObject({ ok: true, total: 6, problem: null, pages: { complete: true, saysFailed: false } });
    const lists = server.requests
      .map(({ url }) => new URL(url, 'http://x').searchParams)
      .filter((each) => !each.has('page'));
    expect(lists.map((each) => each.get('code')?.split(',').length)).toEqual([3, 3, 1]);
    expect(found.ok && found.pages.entries).toHaveLength(6);
  });

  test('of several searches one says how many there are, and fewer came -> the others do not make up for it', async () => {
    const told = (total: number | null) => ({ ...(total === null ? {} : { total }) });
    server.on(
      'Observation',
      json(searchset([observation('o1')], told(5))),
      json({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource: observation('o2') }] }),
    );
    expect(await searchAll(many, call(known({ codesMax: 4 })), limits)).toMatchObject({ ok: true, total: 6 });
  });

  test('one of several searches fails -> what the others found, and that it is not all', async () => {
    server.on('Observation', json(searchset([observation('o1')])), status(500), json(searchset([])));
    const found = await searchAll(many, call(known({ codesMax: 3 })), limits);
    expect(found).toMatchObject({ ok: true, problem: 'fetch-failed', pages: { complete: false } });
    server.on('Observation', status(500));
    expect(await searchAll(many, call(known({ codesMax: 3 })), limits)).toEqual({ ok: false, problem: 'fetch-failed' });
  });

  test('the profile of the EHR says them with the call', async () => {
    server.on('Observation/_search', json(searchset([])));
    const { signal } = new AbortController();
    const at = known();
    const searchLimits = { codesMax: 3, urlMax: 60 };
    const options = { server: at, token: 't', signal, limits, maxCalls: 30, dispatcher, mayAsk: () => true };
    const access = openFhirAccess({ ...options, searchLimits });
    expect(await searchAll(many, access, limits)).toMatchObject({ ok: true, problem: null });
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });

  test('no more requests at once than the server is said to take', async () => {
    let open = 0;
    let most = 0;
    server.on('Observation', (response, url) => {
      most = Math.max(most, (open += 1));
      setTimeout(() => {
        open -= 1;
        json(searchset([]))(response, url);
      }, 20);
    });
    const at = known({ parallelCalls: 3 });
    const queries: FhirQuery[] = Array.from({ length: 8 }, () => search('Observation'));
    const calls = [call(at), call(at)];
    await Promise.all(queries.map((query, index) => calls[index % 2]!.get(query)));
    expect(most).toBe(3);
  });
});
