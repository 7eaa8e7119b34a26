import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HOOKS, type HookName } from '../../src/domain/service-definition.js';
import { post, send, type Answer } from '../server/http/test-app.js';
import { withoutUuids } from '../support/running-service.js';
import { ALL_FOUR, findingsOf, fullPrefetch, hookCall, type Json } from './support/chart.js';
import { mutate, seededDice } from './support/mutate.js';
import { startDevelopment, type SecuredService } from './support/secured-service.js';

/**
 * 1,000 bodies that are almost right: each of the four hooks with the whole chart in prefetch, changed in one to four places.
 * Harmless or refused, never a fault of ours; and the next valid call gets the same bytes as before.
 */
const SEED = 20_261_122;
const PER_HOOK = 250;
const AT_ONCE = 4;
const DEADLINE_MS = 20_000;
const PATIENCE_MS = DEADLINE_MS + 20_000;
/** What 200 calls may leave behind after garbage collection. */
const GROWTH_BYTES = 15_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let service: SecuredService;
const valid = new Map<HookName, Json>();
const expected = new Map<HookName, string>();
beforeAll(async () => {
  service = await startDevelopment({ deadlineMs: DEADLINE_MS });
  const prefetch = await fullPrefetch(service.url);
  for (const hook of HOOKS) {
    valid.set(hook, hookCall(hook, { prefetch }));
    const answer = await callValid(hook);
    expect(findingsOf(answer.body)).toEqual(ALL_FOUR);
    expected.set(hook, withoutUuids(answer));
  }
});
afterAll(() => service.close());

const urlOf = (hook: HookName): string => `${service.url}/cds-services/tacrolimus-${hook}`;
const callValid = (hook: HookName): Promise<Answer> => post(urlOf(hook), valid.get(hook));

function heapAfterCollection(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function callMutated(hook: HookName, seed: number): Promise<void> {
  const body = Uint8Array.from(mutate(valid.get(hook), seededDice(seed)));
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  const { status, body: answer } = await send(urlOf(hook), init)
    // A kept-alive connection may close in the very moment it is used again; a second refusal is a fault.
    .catch(() => send(urlOf(hook), init))
    .catch((error: unknown) => {
      throw new Error(`seed ${seed}: no answer`, { cause: error });
    });
  const shape = status === 200 ? Array.isArray(answer.cards) : answer.resourceType === 'OperationOutcome';
  expect({ seed, status, shape }).toEqual({
    seed,
    status: [200, 400, 412].includes(status) ? status : 'no 5xx',
    shape: true,
  });
}

describe.each(HOOKS)('%s', (hook) => {
  test(`${PER_HOOK} mutations: 200, 400 or 412, and valid calls between them get the same bytes`, async () => {
    const first = SEED + HOOKS.indexOf(hook) * PER_HOOK;
    const seeds = Array.from({ length: PER_HOOK }, (_, index) => first + index);
    const worker = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        await callMutated(hook, seed);
        if (seed % 50 === 0) expect(withoutUuids(await callValid(hook))).toBe(expected.get(hook));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(withoutUuids(await callValid(hook))).toBe(expected.get(hook));
  }, 60_000);
});

test.each([
  ['the extension', '"extension":'],
  ['a prefetched resource', '"prefetch":{"other":'],
  ['an order', '"context":{"draftOrders":'],
])('5,000 levels in %s -> 400', async (_where, opening) => {
  const deep = '['.repeat(5_000) + ']'.repeat(5_000);
  const closing = opening.includes('{') ? '}' : '';
  const body = `{"hook":"order-sign","hookInstance":"1",${opening}${deep}${closing}}`;
  const answer = await post(urlOf('order-sign'), body);
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('nested deeper')]);
});

test('200 of them again leave no memory behind', async () => {
  // The first round has filled what is filled once (compiled code, caches).
  const before = heapAfterCollection();
  for (let index = 0; index < 200; index += AT_ONCE) {
    const hook = HOOKS[index % HOOKS.length]!;
    await Promise.all(Array.from({ length: AT_ONCE }, (_, step) => callMutated(hook, SEED + index + step)));
  }
  expect(heapAfterCollection() - before).toBeLessThan(GROWTH_BYTES);
}, 60_000);

test('nothing was logged as a fault of ours, and no prototype was changed', () => {
  expect(service.logged.filter(({ level }) => level === 'error')).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
});
