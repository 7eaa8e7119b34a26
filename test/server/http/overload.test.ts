import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { CdsResponse } from '../../../src/domain/card.js';
import { orderSelectBody } from '../../cds-hooks/request-samples.js';
import { post, send, startTestApp, type Answer, type TestApp } from './test-app.js';

let app: TestApp;
afterEach(() => app.close());

/** Calls that wait until they are told to finish. */
function heldCalls() {
  const waiting: ((answer: CdsResponse) => void)[] = [];
  let arrived: (() => void) | null = null;
  return {
    call: () =>
      new Promise<CdsResponse>((resolve) => {
        waiting.push(resolve);
        arrived?.();
      }),
    async until(count: number): Promise<void> {
      while (waiting.length < count) await new Promise<void>((resolve) => (arrived = resolve));
    },
    release: () => {
      for (const resolve of waiting.splice(0)) resolve({ cards: [] });
    },
  };
}

const call = (): Promise<Answer> => post(`${app.url}/cds-services/tacrolimus-order-select`, orderSelectBody());

it('beyond the limit -> 503 with Retry-After; health and discovery answer; then calls are taken again', async () => {
  const held = heldCalls();
  app = await startTestApp({ call: held.call, limits: { maxInFlight: 2 } });
  const running = [call(), call()];
  await held.until(2);
  const refused = await call();
  expect([refused.status, refused.body.resourceType]).toEqual([503, 'OperationOutcome']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await send(`${app.url}/healthz`)).status).toBe(200);
  expect((await send(`${app.url}/cds-services`)).status).toBe(200);
  held.release();
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
  const after = call();
  await held.until(1);
  held.release();
  expect((await after).status).toBe(200);
});

const bodyOf = (bytes: number) => ({ ...orderSelectBody(), padding: 'x'.repeat(bytes) });
const callWith = (bytes: number, headers: Record<string, string> = {}, body?: Buffer): Promise<Answer> =>
  send(`${app.url}/cds-services/tacrolimus-order-select`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? JSON.stringify(bodyOf(bytes)) : new Uint8Array(body),
  });

it('beyond the bytes that may be in flight -> 503 with Retry-After, small calls go on; afterwards there is room again', async () => {
  const held = heldCalls();
  app = await startTestApp({ call: held.call, limits: { bytesInFlight: 200_000 } });
  const running = [callWith(80_000), callWith(80_000)];
  await held.until(2);
  for (const refused of [
    await callWith(80_000),
    // What counts is what is unzipped.
    await callWith(0, { 'content-encoding': 'gzip' }, gzipSync(JSON.stringify(bodyOf(80_000)))),
  ]) {
    expect([refused.status, refused.body.resourceType]).toEqual([503, 'OperationOutcome']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  running.push(callWith(10_000));
  await held.until(3);
  held.release();
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200]);
  const after = [callWith(80_000), callWith(80_000)];
  await held.until(2);
  held.release();
  expect((await Promise.all(after)).map(({ status }) => status)).toEqual([200, 200]);
});

it('a body within its own limit is taken when it is alone, however little may be in flight', async () => {
  app = await startTestApp({ limits: { bytesInFlight: 10 } });
  expect((await callWith(300_000)).status).toBe(200);
  expect((await callWith(300_000)).status).toBe(200);
});

it('calls that fail free their place', async () => {
  app = await startTestApp({ call: () => Promise.reject(new Error('x')), limits: { maxInFlight: 1 } });
  expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([500, 500, 500]);
});

it('closing: the call in flight is answered, new connections are refused', async () => {
  const held = heldCalls();
  app = await startTestApp({ call: held.call });
  const running = call();
  await held.until(1);
  const closed = app.close();
  // What already waits at the port is still taken (http/server); then it closes.
  const isTaken = () =>
    fetch(`${app.url}/healthz`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    );
  while (await isTaken()) await sleep(100);
  held.release();
  const answer = await running;
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  await closed;
});

it('closing: a call that does not end is cut off at the bound', async () => {
  const held = heldCalls();
  app = await startTestApp({ call: held.call }, { timeouts: { close: 50 } });
  const running = call().catch(() => 'cut off');
  await held.until(1);
  await app.close();
  expect(await running).toBe('cut off');
});

it('the signal is aborted when the client hangs up', async () => {
  let begin: (signal: AbortSignal) => void = () => undefined;
  const begun = new Promise<AbortSignal>((resolve) => (begin = resolve));
  app = await startTestApp({
    call: (_id, _body, { signal }) => {
      begin(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('gone')));
      });
    },
  });
  const client = new AbortController();
  const request = fetch(`${app.url}/cds-services/tacrolimus-order-select`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(orderSelectBody()),
    signal: client.signal,
  });
  const signal = await begun;
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
  client.abort();
  await expect(request).rejects.toThrow();
  await aborted;
  await app.close();
  expect(app.logged.map(({ level, fields }) => [level, fields.status])).toEqual([['info', 499]]);
});
