import { afterEach, expect, test } from '@jest/globals';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { send, type Answer } from '../server/http/test-app.js';
import { claims, ecKey, headerOf, honestToken, ORDER_SIGN, signToken, testClient } from '../server/security/tokens.js';
import { startProduction, type SecuredService } from './support/secured-service.js';

/** Whoever shows tokens that are refused is soon looked at no more; a client behind the same proxy goes on. */
const key = ecKey('ec-1');
const stranger = ecKey('ec-1');
const forged = () => signToken(stranger, headerOf(key), claims({}, ORDER_SIGN));

let service: SecuredService;
afterEach(() => service.close());
const start = async (changes: Partial<ServiceSettings> = {}) => {
  service = await startProduction({ clients: [testClient([key])], refusedPerMinute: 5, ...changes });
};

function call(token: string, forwardedFor: string | null = null): Promise<Answer> {
  return send(service.url + ORDER_SIGN, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(forwardedFor === null ? {} : { 'x-forwarded-for': forwardedFor }),
    },
    body: JSON.stringify({
      hook: 'order-sign',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/1', patientId: 'pat-1', draftOrders: { resourceType: 'Bundle', entry: [] } },
    }),
  });
}

async function statuses(count: number, one: (index: number) => Promise<Answer>): Promise<number[]> {
  const found = [];
  for (let index = 0; index < count; index += 1) found.push((await one(index)).status);
  return found;
}

const reasons = (): unknown[] =>
  service.logged.filter(({ message }) => message === 'caller refused').map(({ fields }) => fields.reason);

test('past the limit -> 429 with Retry-After and an OperationOutcome, and no signature is checked', async () => {
  await start();
  expect(await statuses(7, () => call(forged()))).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const refused = await call(forged());
  expect(refused.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'throttled' }] });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(reasons()).toEqual([...Array<string>(5).fill('bad-signature'), ...Array<string>(3).fill('too-many-refused')]);
});

test('a client that calls from the address of a stranger is never refused', async () => {
  await start();
  expect((await call(honestToken(key))).status).toBe(200);
  const mixed = await statuses(20, (index) => call(index % 2 === 0 ? forged() : honestToken(key)));
  expect(mixed).toEqual(Array.from({ length: 20 }, (_none, index) => (index % 2 === 0 ? 401 : 200)));
});

test('behind our proxy each address counts for itself, and no sender can choose it', async () => {
  await start({ proxyHops: 1 });
  expect((await call(honestToken(key), '198.51.100.1')).status).toBe(200);
  const attack = await statuses(6, (index) => call(forged(), `10.0.0.${index}, 192.0.2.1`));
  expect(attack).toEqual([401, 401, 401, 401, 401, 429]);
  expect((await call(forged(), '192.0.2.1')).status).toBe(429);
  expect((await call(forged(), '192.0.2.2')).status).toBe(401);
  expect((await call(honestToken(key), '198.51.100.1')).status).toBe(200);
});

test('without a proxy that we know of, X-Forwarded-For is what a stranger wrote', async () => {
  await start();
  const attack = await statuses(6, (index) => call(forged(), `192.0.2.${index}`));
  expect(attack.at(-1)).toBe(429);
});

test('an address block of IPv6 counts as one', async () => {
  await start({ proxyHops: 1 });
  const attack = await statuses(6, (index) => call(forged(), `2001:db8:1:2::${index + 1}`));
  expect(attack.at(-1)).toBe(429);
});

test('discovery that is open answers a stranger past the limit as anybody', async () => {
  await start({ discovery: 'open' });
  await statuses(7, () => call(forged()));
  const discovery = await send(`${service.url}/cds-services`, { headers: { authorization: `Bearer ${forged()}` } });
  expect(discovery.status).toBe(200);
});

test('keys that cannot be read are not the doing of a stranger', async () => {
  await start({ clients: [testClient([], { keys: { jwksFile: '/no/such/keys.json' } })] });
  expect(await statuses(7, () => call(honestToken(key)))).toEqual(Array<number>(7).fill(401));
  expect(reasons()).toEqual(Array<string>(7).fill('keys-unavailable'));
});
