import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { post, send } from '../server/http/test-app.js';
import { ecKey, honestToken, ORDER_SIGN, testClient } from '../server/security/tokens.js';
import { startCutProxy, type CutProxy } from '../records/store/cut-proxy.js';
import { describePostgres, postgresPlace } from '../records/store/test-stores.js';
import { startDevelopment, startProduction, type SecuredService } from './support/secured-service.js';

/** Instances share in PostgreSQL which tokens they have seen: without it no signed call is let in, and the probe says so. */
const key = ecKey('ec-1');
let place: Awaited<ReturnType<typeof postgresPlace>>;
let proxy: CutProxy;
let service: SecuredService | null = null;
beforeEach(async () => {
  [place, proxy] = await Promise.all([postgresPlace(), startCutProxy()]);
});
afterEach(async () => {
  await service?.close();
  service = null;
  await proxy.cut();
  await place.remove();
});

const BODY = {
  hook: 'order-sign',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { userId: 'Practitioner/1', patientId: 'pat-1', draftOrders: { resourceType: 'Bundle', entry: [] } },
};
const call = (url: string) => post(`${url}${ORDER_SIGN}`, BODY, { authorization: `Bearer ${honestToken(key)}` });
const ready = async (url: string) => {
  const { status, body } = await send(`${url}/readyz`);
  return [status, body.ready, body.tokens];
};
const until = async (condition: () => Promise<boolean>) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
};

describePostgres('readiness follows what a signed call needs', () => {
  test('a path to the database that stalls: calls 503 and not ready; once it is free again: calls 200 and ready', async () => {
    service = await startProduction({
      clients: [testClient([key])],
      store: { ...place.settings, databaseUrl: proxy.url },
    });
    const { url } = service;
    expect(await ready(url)).toEqual([200, true, 'accepted']);
    expect((await call(url)).status).toBe(200);
    proxy.stall('newcomers-too');
    expect((await call(url)).status).toBe(503);
    await until(async () => (await ready(url))[0] === 503);
    expect(await ready(url)).toEqual([503, false, 'refused']);
    expect((await send(`${url}/healthz`)).status).toBe(200);
    proxy.flow();
    await until(async () => (await ready(url))[0] === 200);
    // Ready means: the very next call is let in.
    expect((await call(url)).status).toBe(200);
  });

  test('development answers strangers without it, and stays ready', async () => {
    service = await startDevelopment({ store: { ...place.settings, databaseUrl: proxy.url } });
    await proxy.cut();
    expect(await ready(service.url)).toEqual([200, true, 'accepted']);
    expect((await post(`${service.url}${ORDER_SIGN}`, BODY)).status).toBe(200);
  });
});
