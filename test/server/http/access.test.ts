import { afterEach, describe, expect, it } from '@jest/globals';
import { CdsError } from '../../../src/domain/cds-error.js';
import { orderSelectBody } from '../../cds-hooks/request-samples.js';
import { post, send, startTestApp, type TestApp } from './test-app.js';
import type { CallerClaim } from '../../../src/domain/caller.js';

let app: TestApp;
afterEach(() => app.close());

const SERVICE = '/cds-services/tacrolimus-order-select';
const callUrl = () => app.url + SERVICE;

describe('CORS', () => {
  const ORIGIN = 'https://ehr.example';
  const restricted = () => startTestApp({ cors: { allowedOrigins: [ORIGIN] } });
  const preflight = (origin: string) =>
    send(callUrl(), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('a preflight is answered without authentication, naming both headers', async () => {
    app = await startTestApp({ authenticate: () => Promise.reject(new CdsError('unauthorized', 'no token')) });
    const answer = await preflight('http://127.0.0.1:8080');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/);
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  });

  it('an origin on the list is named, and varies', async () => {
    app = await restricted();
    const answer = await preflight(ORIGIN);
    expect([answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')]).toEqual([ORIGIN, 'Origin']);
  });

  it.each(['https://evil.example', 'https://ehr.example.evil.example', 'null', 'http://ehr.example'])(
    'origin %s is not allowed',
    async (origin) => {
      app = await restricted();
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('credentials are never allowed', async () => {
    app = await restricted();
    expect((await preflight(ORIGIN)).headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('errors carry Allow-Origin too: 401, 404, 405, 415', async () => {
    app = await startTestApp({ authenticate: () => Promise.reject(new CdsError('unauthorized', 'no token')) });
    const headers = { origin: ORIGIN };
    const answers = [
      await post(callUrl(), '{}', headers),
      await send(`${app.url}/nothing`, { headers }),
      await send(callUrl(), { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 404, 405]);
    for (const answer of answers) expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('authentication hook', () => {
  it('is asked for discovery and calls, with the path and the header; not for health', async () => {
    const asked: CallerClaim[] = [];
    app = await startTestApp({
      authenticate: (claim) => {
        asked.push(claim);
        return Promise.resolve({ id: 'ehr', requestsPerMinute: 1000 });
      },
    });
    await send(`${app.url}/cds-services?x=1`, { headers: { authorization: 'Bearer t' } });
    await post(callUrl(), orderSelectBody());
    await send(`${app.url}/healthz`);
    await send(`${app.url}/readyz`);
    expect(asked).toEqual([
      {
        purpose: 'discovery',
        path: '/cds-services',
        authorization: 'Bearer t',
        address: '127.0.0.1',
        requestId: expect.any(String),
      },
      { purpose: 'call', path: SERVICE, authorization: null, address: '127.0.0.1', requestId: expect.any(String) },
    ]);
  });

  it('comes before the body: a stranger gets 401 for any body', async () => {
    app = await startTestApp({ authenticate: () => Promise.reject(new CdsError('unauthorized', 'no token')) });
    expect((await post(callUrl(), '{broken')).status).toBe(401);
  });
});

describe('rate limit per client', () => {
  it('a client past its calls per minute -> 429 with Retry-After and an OperationOutcome; another client goes on', async () => {
    app = await startTestApp({
      authenticate: ({ authorization }) => Promise.resolve({ id: authorization ?? 'nobody', requestsPerMinute: 2 }),
    });
    const call = (client: string) => post(callUrl(), orderSelectBody(), { authorization: client });
    const statuses = [];
    for (let calls = 0; calls < 3; calls += 1) statuses.push((await call('busy')).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await call('busy');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'throttled' }] });
    expect((await call('calm')).status).toBe(200);
  });
});
