import { afterEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { CdsError, type CdsErrorCode } from '../../../src/domain/cds-error.js';
import type { CallMeta } from '../../../src/server/http/app-deps.js';
import { capturedSandboxBodies, orderSelectBody } from '../../cds-hooks/request-samples.js';
import { post, send, startTestApp, STUB_SERVICES, type TestApp } from './test-app.js';

let app: TestApp;
afterEach(() => app.close());

const SERVICE = '/cds-services/tacrolimus-order-select';
const callUrl = () => app.url + SERVICE;
const issueOf = (body: Readonly<Record<string, unknown>>) =>
  (body as { resourceType?: string; issue: [{ code: string; diagnostics?: string }] }).issue[0];

const failWith = (error: Error) => startTestApp({ call: () => Promise.reject(error) });

describe('errors', () => {
  it.each<[CdsErrorCode, number]>([
    ['invalid-json', 400],
    ['invalid-request', 400],
    ['wrong-patient', 400],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['fhir-server-not-allowed', 403],
    ['unknown-service', 404],
    ['method-not-allowed', 405],
    ['data-unavailable', 412],
    ['too-large', 413],
    ['unsupported-media-type', 415],
    ['overloaded', 503],
    ['internal', 500],
  ])('%s -> %i with an OperationOutcome', async (code, status) => {
    app = await failWith(new CdsError(code, 'Some text.'));
    const answer = await post(callUrl(), orderSelectBody());
    expect([answer.status, answer.body.resourceType]).toEqual([status, 'OperationOutcome']);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('an unexpected error -> 500 that tells nothing, and a log line without its message', async () => {
    const error = Object.assign(new TypeError('Jane Doe at https://ehr.example/Patient/1'), { code: 'E_ODD' });
    app = await failWith(error);
    const answer = await post(callUrl(), orderSelectBody(), { 'x-request-id': 'req-1' });
    expect(answer.status).toBe(500);
    expect(answer.text + JSON.stringify(app.logged)).not.toMatch(/Jane|ehr\.example|test-app/);
    expect(app.logged.find(({ level }) => level === 'error')?.fields).toMatchObject({
      requestId: 'req-1',
      error: 'TypeError',
      code: 'E_ODD',
    });
  });

  it('an error of a FHIR client that has a status of its own -> 500, not that status', async () => {
    app = await failWith(Object.assign(new Error('x'), { status: 400, statusCode: 404 }));
    expect((await post(callUrl(), orderSelectBody())).status).toBe(500);
  });

  it('a rejection that is no Error -> 500', async () => {
    const call = () =>
      Promise.resolve().then(() => {
        AbortSignal.abort('only text').throwIfAborted();
        return { cards: [] };
      });
    app = await startTestApp({ call });
    expect((await post(callUrl(), orderSelectBody())).status).toBe(500);
  });

  it('a response that cannot be written as JSON -> 500, and the next call works', async () => {
    let calls = 0;
    app = await startTestApp({
      call: () => {
        calls += 1;
        return Promise.resolve(calls === 1 ? ({ cards: [], n: 1n } as never) : { cards: [] });
      },
    });
    expect((await post(callUrl(), orderSelectBody())).status).toBe(500);
    expect((await post(callUrl(), orderSelectBody())).status).toBe(200);
  });

  it('401 is bare: no reason, and how to authenticate', async () => {
    app = await failWith(new CdsError('unauthorized', 'the signature is wrong'));
    const answer = await post(callUrl(), orderSelectBody());
    expect(answer.text).not.toContain('signature');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('bodies', () => {
  const json = JSON.stringify(orderSelectBody());

  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['empty', ''],
    ['a comment', '{"a": 1 /* b */}'],
    ['a trailing comma', '{"a": 1,}'],
    ['truncated', json.slice(0, -1)],
    ['not JSON', 'cards please'],
    ['NaN', '{"a": NaN}'],
    ['invalid UTF-8', Uint8Array.from([0x22, 0xff, 0xfe, 0x22])],
  ])('%s -> 400 and nothing of it in the answer', async (_what, body) => {
    app = await startTestApp();
    const answer = await send(callUrl(), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([answer.status, issueOf(answer.body).code]).toEqual([400, 'structure']);
    expect(answer.text).not.toMatch(/cards please|NaN/);
  });

  it.each(['"text"', '1', 'true', 'null', '[]', '{}'])('JSON that is %s -> 400', async (body) => {
    app = await startTestApp();
    expect((await post(callUrl(), body)).status).toBe(400);
  });

  it('65 levels deep -> 400, and 100,000 levels as well', async () => {
    app = await startTestApp();
    const deep = (levels: number) => post(callUrl(), '['.repeat(levels) + ']'.repeat(levels));
    expect((await deep(65)).status).toBe(400);
    expect((await deep(100_000)).status).toBe(400);
  });

  it('10,001 entries -> 400', async () => {
    app = await startTestApp();
    const prefetch = { a: { resourceType: 'Bundle', entry: new Array<unknown>(10_001).fill({}) } };
    expect((await post(callUrl(), orderSelectBody({ prefetch }))).status).toBe(400);
  });

  it('5,000 Observations of 1 MB -> 200', async () => {
    app = await startTestApp();
    const resource = { resourceType: 'Observation', valueString: 'x'.repeat(150) };
    const prefetch = { creatinine: { resourceType: 'Bundle', entry: new Array<unknown>(5_000).fill({ resource }) } };
    expect((await post(callUrl(), orderSelectBody({ prefetch }))).status).toBe(200);
  });

  it('a byte order mark before the JSON is skipped', async () => {
    app = await startTestApp();
    expect((await post(callUrl(), `\ufeff${json}`)).status).toBe(200);
  });

  it('a body beyond the limit -> 413 and the connection closed', async () => {
    app = await startTestApp({ limits: { bodyBytes: 1_000 } });
    const answer = await post(callUrl(), 'x'.repeat(1_001));
    expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
  });

  it('gzip within the limit -> 200', async () => {
    app = await startTestApp();
    const answer = await sendGzip(gzipSync(json));
    expect(answer.status).toBe(200);
  });

  it('gzip that unpacks beyond the limit -> 413', async () => {
    app = await startTestApp({ limits: { bodyBytes: 100_000 } });
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await sendGzip(bomb)).status).toBe(413);
  });

  it('broken gzip and truncated gzip -> 400', async () => {
    app = await startTestApp();
    expect((await sendGzip(Buffer.from('no gzip'))).status).toBe(400);
    expect((await sendGzip(gzipSync(json).subarray(0, -9))).status).toBe(400);
  });

  it.each(['br', 'deflate', 'gzip, gzip', 'x'])('Content-Encoding %s -> 415', async (encoding) => {
    app = await startTestApp();
    const answer = await post(callUrl(), json, { 'content-encoding': encoding });
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'gzip']);
  });

  const sendGzip = (bytes: Buffer) =>
    send(callUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: Uint8Array.from(bytes),
    });

  it.each<[string, number]>([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON;charset="UTF-8"', 200],
    ['application/fhir+json', 200],
    ['application/fhir+json; fhirVersion=4.0', 200],
    ['application/json; charset=iso-8859-1', 415],
    ['application/json; charset=utf-16', 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['text/json', 415],
    ['', 415],
  ])('Content-Type %s -> %i', async (type, status) => {
    app = await startTestApp();
    expect((await post(callUrl(), json, { 'content-type': type })).status).toBe(status);
  });
});

describe('paths and methods', () => {
  it.each<[string, string, number, string | null]>([
    ['GET', '/', 404, null],
    ['GET', '/cds-services/', 200, null],
    ['HEAD', '/cds-services', 200, null],
    ['POST', '/cds-services', 405, 'GET, OPTIONS'],
    ['DELETE', '/cds-services', 405, 'GET, OPTIONS'],
    ['GET', SERVICE, 405, 'POST, OPTIONS'],
    ['PUT', SERVICE, 405, 'POST, OPTIONS'],
    ['HEAD', SERVICE, 405, 'POST, OPTIONS'],
    ['GET', '/cds-services/%', 400, null],
    ['GET', '/cds-services/%E0%A4%A', 400, null],
    ['GET', '/cds-services/a/b/c', 404, null],
    ['GET', '/.env', 404, null],
    ['GET', '/cds-services/..%2f..%2fetc%2fpasswd', 405, 'POST, OPTIONS'],
  ])('%s %s -> %i', async (method, path, status, allow) => {
    app = await startTestApp();
    const answer = await send(app.url + path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
    if (status >= 400 && method !== 'HEAD') expect(answer.body.resourceType).toBe('OperationOutcome');
  });

  it('GET on a service says that POST is meant', async () => {
    app = await startTestApp();
    expect(issueOf((await send(callUrl())).body).diagnostics).toContain('POST');
  });

  it('the id that was asked for is nowhere in the answer or the log', async () => {
    app = await startTestApp();
    const answer = await post(`${app.url}/cds-services/Jane-Doe`, orderSelectBody());
    expect(answer.status).toBe(404);
    expect(answer.text + JSON.stringify(app.logged)).not.toContain('Jane');
  });

  it('feedback is not offered yet -> 404 that says so', async () => {
    app = await startTestApp();
    const answer = await post(`${callUrl()}/feedback`, { feedback: [] });
    expect([answer.status, issueOf(answer.body).diagnostics]).toEqual([
      404,
      'Feedback is not offered by this service.',
    ]);
  });

  it('no header tells what the service is made of', async () => {
    app = await startTestApp();
    const { headers } = await send(`${app.url}/cds-services`);
    expect([headers.get('x-powered-by'), headers.get('server'), headers.get('etag')]).toEqual([null, null, null]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('request id, log', () => {
  it.each<[string, boolean]>([
    ['abc-123.DEF_4', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['a b', false],
    ['{"a":1}', false],
    ['-leading', false],
  ])('X-Request-Id %s kept: %s', async (id, kept) => {
    app = await startTestApp();
    const echoed = (await send(`${app.url}/cds-services`, { headers: { 'x-request-id': id } })).headers.get(
      'x-request-id',
    );
    if (kept) expect(echoed).toBe(id);
    else expect(echoed).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('the service gets the same id', async () => {
    const metas: CallMeta[] = [];
    app = await startTestApp({
      call: (_id, _body, meta) => {
        metas.push(meta);
        return Promise.resolve({ cards: [] });
      },
    });
    const answer = await post(callUrl(), orderSelectBody());
    expect(metas[0]?.requestId).toBe(answer.headers.get('x-request-id'));
    expect(metas[0]?.signal.aborted).toBe(false);
  });

  it('one line per request, and only the fields that are allowed', async () => {
    app = await startTestApp();
    await post(callUrl(), orderSelectBody(), { 'x-request-id': 'r1' });
    await post(callUrl(), '{', { 'x-request-id': 'r2' });
    await app.close();
    expect(app.logged.map(({ fields }) => fields)).toEqual([
      {
        requestId: 'r1',
        route: 'call',
        service: 'tacrolimus-order-select',
        client: null,
        status: 200,
        ms: expect.any(Number),
      },
      {
        requestId: 'r2',
        route: 'call',
        service: null,
        client: null,
        status: 400,
        ms: expect.any(Number),
        code: 'invalid-json',
      },
    ]);
  });
});

describe('health', () => {
  it('/healthz is up, /readyz says whether it is ready and why', async () => {
    app = await startTestApp({ health: () => ({ ready: false, detail: { services: 0 } }) });
    const [live, ready] = [await send(`${app.url}/healthz`), await send(`${app.url}/readyz`)];
    expect([live.status, live.body]).toEqual([200, { status: 'ok' }]);
    expect([ready.status, ready.body]).toEqual([503, { services: 0, ready: false }]);
  });

  it('ready -> 200', async () => {
    app = await startTestApp();
    expect((await send(`${app.url}/readyz`)).body).toEqual({ ready: true });
  });
});

describe('GET / in a browser', () => {
  const home = {
    version: '0.1.0',
    contentVersion: '0.1.0+3f2a9c01b7de',
    refused: [],
    services: STUB_SERVICES.map(({ id, hook, title }) => ({ id, hook, title })),
    baseUrl: 'https://cds.hospital.example',
    asksForToken: false,
    now: Date.parse('2026-11-22T17:00:00Z'),
    paths: ['/cds-services', '/openapi.json', '/healthz', '/readyz'],
  };

  it('says what is running, and every link on it answers', async () => {
    app = await startTestApp({ home: () => home });
    const page = await fetch(app.url, { headers: { connection: 'close' } });
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const { id } of STUB_SERVICES) expect(text).toContain(id);
    expect(text).toContain('0.1.0+3f2a9c01b7de');
    const links = [...text.matchAll(/href="(\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(links).toEqual(home.paths);
    for (const path of links) expect((await send(`${app.url}${path}`)).status).toBe(200);
  });

  it('each hook can be tried by what stands there; where a token is needed, that is said', async () => {
    app = await startTestApp({ home: () => home });
    const text = await (await fetch(app.url, { headers: { connection: 'close' } })).text();
    for (const { id } of home.services) expect(text).toContain(`https://cds.hospital.example/cds-services/${id}`);
    expect(text).not.toContain('TOKEN');
    await app.close();
    app = await startTestApp({ home: () => ({ ...home, asksForToken: true }) });
    expect(await (await fetch(app.url, { headers: { connection: 'close' } })).text()).toContain('Bearer TOKEN');
  });

  it('names no service where only clients are told', async () => {
    app = await startTestApp({ home: () => ({ ...home, services: null }) });
    const page = await (await fetch(app.url, { headers: { connection: 'close' } })).text();
    for (const { id, title } of STUB_SERVICES) for (const name of [id, title]) expect(page).not.toContain(name);
    expect(page).toContain('told to clients only');
  });

  it('a refused content stands there, inert', async () => {
    app = await startTestApp({ home: () => ({ ...home, refused: ['rules.yaml:2:10 <b>150</b>'] }) });
    const page = await (await fetch(app.url, { headers: { connection: 'close' } })).text();
    expect(page).toMatch(/<li>rules\.yaml:2:10 &(?:lt|#60);b&(?:gt|#62);150/);
    expect(page).not.toContain('<b>');
  });
});

describe('what the Sandbox really sends', () => {
  it('every captured body -> 200 with no cards', async () => {
    app = await startTestApp();
    for (const { name, text, body } of capturedSandboxBodies()) {
      const hook = name.startsWith('mislabelled') ? 'order-select' : String(body.hook);
      const answer = await post(`${app.url}/cds-services/tacrolimus-${hook}`, text);
      expect([name, answer.status, answer.body]).toEqual([name, 200, { cards: [] }]);
    }
  });
});
