import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement, FhirResource, OperationOutcome } from 'fhir/r4.js';
import { startFhirServer } from '../../../sandbox/fhir-server/start-fhir-server.js';
import type { RunningFhirServer } from '../../../sandbox/fhir-server/start-fhir-server.js';

const RESOURCES: readonly FhirResource[] = [
  { resourceType: 'Patient', id: 'p1', gender: 'female' },
  ...Array.from({ length: 12 }, (_, index): FhirResource => ({
    resourceType: 'Observation',
    id: `o${index + 1}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: `2024-02-${String(index + 1).padStart(2, '0')}`,
  })),
];

let server: RunningFhirServer;

beforeAll(async () => {
  server = await startFhirServer({ resources: RESOURCES, port: 0, host: '127.0.0.1', maxPageSize: 5 });
});
afterAll(async () => {
  await server.close();
});
beforeEach(() => {
  server.log.clear();
});

const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);

async function json<T>(response: Response): Promise<T> {
  expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  return (await response.json()) as T;
}

async function expectOutcome(response: Response, status: number): Promise<OperationOutcome> {
  expect(response.status).toBe(status);
  const outcome = await json<OperationOutcome>(response);
  expect(outcome).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  return outcome;
}

const form = (body: string, type = 'application/x-www-form-urlencoded'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

const batch = (...urls: readonly string[]): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/fhir+json' },
  body: JSON.stringify({
    resourceType: 'Bundle',
    type: 'batch',
    entry: urls.map((url) => ({ request: { method: 'GET', url } })),
  }),
});

describe('reading', () => {
  test('a resource by its id', async () => {
    const response = await call('/Patient/p1');
    expect(response.status).toBe(200);
    expect(await json(response)).toEqual(RESOURCES[0]);
  });

  test('an unknown id and an unknown type are 404', async () => {
    await expectOutcome(await call('/Patient/zzz'), 404);
    await expectOutcome(await call('/Spaceship/1'), 404);
    await expectOutcome(await fetch(server.url.replace('/fhir', '/elsewhere')), 404);
  });

  test('a path that is not well encoded is a 400', async () => {
    await expectOutcome(await call('/Patient/%E0%A4%A'), 400);
  });
});

describe('searching', () => {
  test('GET and POST _search give the same results', async () => {
    const query = 'patient=p1&date=ge2024-02-09&_sort=-date';
    const byGet = await json<Bundle>(await call(`/Observation?${query}`));
    const byPost = await json<Bundle>(await call('/Observation/_search', form(query)));
    expect(byGet.total).toBe(4);
    expect(byPost).toEqual(byGet);
  });

  test('parameters of the URL and of the form are taken together', async () => {
    const bundle = await json<Bundle>(await call('/Observation/_search?patient=p1', form('date=2024-02-03')));
    expect(bundle.entry?.map(({ resource }) => resource?.id)).toEqual(['o3']);
  });

  test('next links can be followed to the end over the wire', async () => {
    const seen: (string | undefined)[] = [];
    let url: string | undefined = `${server.url}/Observation?patient=p1&_sort=date&_count=100`;
    while (url !== undefined) {
      const page: Bundle = await json<Bundle>(await fetch(url));
      seen.push(...(page.entry ?? []).map(({ resource }) => resource?.id));
      url = page.link?.find(({ relation }) => relation === 'next')?.url;
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `o${index + 1}`));
    expect(server.log.entries()).toHaveLength(3);
  });

  test('links carry the host the caller used', async () => {
    const port = new URL(server.url).port;
    const bundle = await json<Bundle>(await fetch(`http://localhost:${port}/fhir/Observation?patient=p1`));
    expect(bundle.link?.[0]?.url).toBe(`http://localhost:${port}/fhir/Observation?patient=p1`);
    expect(bundle.entry?.[0]?.fullUrl).toBe(`http://localhost:${port}/fhir/Observation/o1`);
  });

  test('an unknown parameter is a 400 that names the known ones', async () => {
    const outcome = await expectOutcome(await call('/Observation?colour=red'), 400);
    expect(outcome.issue[0]?.diagnostics).toContain('category');
  });
});

describe('batch', () => {
  test('every entry is answered, in order, and one that fails spoils no other', async () => {
    const response = await call(
      '',
      batch('Patient/p1', 'Observation?colour=red', '/Observation?patient=p1', 'Patient/zzz'),
    );
    const bundle = await json<Bundle>(response);
    expect(bundle.type).toBe('batch-response');
    expect(bundle.entry?.map((entry) => entry.response?.status)).toEqual([
      '200 OK',
      '400 Bad Request',
      '200 OK',
      '404 Not Found',
    ]);
    expect(bundle.entry?.[0]?.resource).toEqual(RESOURCES[0]);
    expect(bundle.entry?.[2]?.resource).toMatchObject({ type: 'searchset', total: 12 });
    expect(bundle.entry?.[1]?.response?.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('an entry may name the server in full', async () => {
    const bundle = await json<Bundle>(await call('/', batch(`${server.url}/Patient/p1`)));
    expect(bundle.entry?.[0]?.response?.status).toBe('200 OK');
  });

  test('an entry that would write is a 405 of its own', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'DELETE', url: 'Patient/p1' } }, {}],
    };
    const bundle = await json<Bundle>(await call('', form(JSON.stringify(body), 'application/json')));
    expect(bundle.entry?.map((entry) => entry.response?.status)).toEqual(['405 Method Not Allowed', '400 Bad Request']);
  });

  test('a transaction, a list and a text are 400', async () => {
    await expectOutcome(
      await call('', form('{"resourceType":"Bundle","type":"transaction"}', 'application/json')),
      400,
    );
    await expectOutcome(await call('', form('[]', 'application/json')), 400);
    await expectOutcome(await call('', form('{"resourceType"', 'application/json')), 400);
  });
});

describe('the edges of HTTP', () => {
  test('nothing can be written: 405 with Allow', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await call('/Patient/p1', { method });
      expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS');
      await expectOutcome(response, 405);
    }
    await expectOutcome(await call('/Patient', form('{}', 'application/fhir+json')), 405);
  });

  test.each([
    'application/fhir+json',
    'application/json+fhir',
    'application/json;q=0.9, text/plain',
    'text/html,application/xhtml+xml,*/*;q=0.8',
  ])('Accept: %s is answered', async (accept) => {
    expect((await call('/Patient/p1', { headers: { accept } })).status).toBe(200);
  });

  test.each(['application/fhir+xml', 'text/html'])('Accept: %s is a 406', async (accept) => {
    await expectOutcome(await call('/Patient/p1', { headers: { accept } }), 406);
  });

  test('_format wins over the Accept header', async () => {
    expect((await call('/Patient/p1?_format=json', { headers: { accept: 'text/html' } })).status).toBe(200);
    await expectOutcome(await call('/Patient/p1?_format=xml'), 406);
  });

  test('a body of another type is a 415, one too large a 413', async () => {
    await expectOutcome(await call('/Observation/_search', form('{}', 'application/json')), 415);
    await expectOutcome(await call('/Observation/_search', form(`patient=${'x'.repeat(70_000)}`)), 413);
    await expectOutcome(await call('', form(`"${'x'.repeat(1_100_000)}"`, 'application/json')), 413);
  });

  test('pages of any origin may read it, and learn of refusals too', async () => {
    const preflight = await call('/Observation/_search', {
      method: 'OPTIONS',
      headers: { origin: 'https://ehr.test' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/i);
    for (const path of ['/Patient/p1', '/Patient/zzz']) {
      expect((await call(path)).headers.get('access-control-allow-origin')).toBe('*');
    }
  });
});

describe('the capability statement', () => {
  test('names version, format and every type', async () => {
    const statement = await json<CapabilityStatement>(await call('/metadata'));
    expect(statement).toMatchObject({ fhirVersion: '4.0.1', kind: 'instance', status: 'active' });
    expect(statement.implementation?.url).toBe(server.url);
    expect(statement.rest?.[0]?.resource?.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['Patient', 'Observation', 'MedicationRequest', 'Condition', 'CarePlan']),
    );
  });

  test('every search parameter that it promises is understood', async () => {
    const statement = await json<CapabilityStatement>(await call('/metadata'));
    const sample = { token: 'x', date: '2024', reference: 'x', string: 'x' } as Readonly<Record<string, string>>;
    for (const { type, searchParam = [] } of statement.rest?.[0]?.resource ?? []) {
      for (const { name, type: kind } of searchParam) {
        const response = await call(`/${type}?${name}=${sample[kind] ?? ''}`);
        expect([type, name, response.status]).toEqual([type, name, 200]);
      }
    }
  });
});

describe('the request log', () => {
  test('keeps what was asked and whether there was a token, never the token', async () => {
    await call('/Observation/_search', {
      ...form('patient=p1'),
      headers: { authorization: 'Bearer secret-1', 'content-type': 'application/x-www-form-urlencoded' },
    });
    await call('/Patient/zzz');
    expect(server.log.entries()).toEqual([
      {
        method: 'POST',
        target: 'Observation/_search',
        form: [['patient', 'p1']],
        authorized: true,
        accept: '*/*',
        status: 200,
      },
      { method: 'GET', target: 'Patient/zzz', form: [], authorized: false, accept: '*/*', status: 404 },
    ]);
    expect(JSON.stringify(server.log.entries())).not.toContain('secret-1');
  });
});

test('a port that is taken is a rejection, not a crash', async () => {
  const port = Number(new URL(server.url).port);
  await expect(startFhirServer({ resources: [], port, host: '127.0.0.1', setting: 'SANDBOX_PORT' })).rejects.toThrow(
    'another program is using the port. Stop it, or choose another port (SANDBOX_PORT).',
  );
});
