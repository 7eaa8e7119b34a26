import { afterEach, describe, expect, test } from '@jest/globals';
import type { RunningServer } from '../../../src/server/http/app.js';
import { checkMetricsSettings, startMetricsServer } from '../../../src/server/monitoring/metrics-server.js';
import { parseExposition, testMetrics } from './exposition.js';

const TOKEN = '0123456789abcdef0123456789abcdef';
const log = { error: () => undefined };

let running: RunningServer | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

async function start(token: string | null, metrics = testMetrics()): Promise<string> {
  running = await startMetricsServer(metrics, { host: '127.0.0.1', port: 0, token, log });
  return `http://127.0.0.1:${running.port}`;
}

describe('GET /metrics', () => {
  test('on loopback it answers in the Prometheus text format, for no cache to keep', async () => {
    const response = await fetch(`${await start(null)}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(parseExposition(await response.text()).types.size).toBeGreaterThan(10);
  });

  test.each([
    ['another path', '/', {}, 404],
    ['a path behind it', '/metrics/x', {}, 404],
    ['a service', '/cds-services', {}, 404],
    ['a query', '/metrics?name=x', {}, 200],
    ['POST', '/metrics', { method: 'POST' }, 405],
    ['HEAD', '/metrics', { method: 'HEAD' }, 200],
  ])('%s', async (_title, path, init, expected) => {
    const response = await fetch(`${await start(null)}${path}`, init);
    expect(response.status).toBe(expected);
    if (expected !== 200 || path === '/metrics') expect(await response.text()).toBe('');
  });

  test.each([
    ['no token', null, 401],
    ['a wrong token', `Bearer ${TOKEN.slice(1)}0`, 401],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, 31)}`, 401],
    ['another scheme', `Basic ${TOKEN}`, 401],
    ['a token of 10,000 characters', `Bearer ${'x'.repeat(10_000)}`, 401],
    ['the token', `Bearer ${TOKEN}`, 200],
    ['the token in another spelling of Bearer', `bearer ${TOKEN}`, 200],
  ])('where a token is set: %s', async (_title, authorization, expected) => {
    const headers: Record<string, string> = authorization === null ? {} : { authorization };
    const response = await fetch(`${await start(TOKEN)}/metrics`, { headers });
    expect(response.status).toBe(expected);
    if (expected === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('without the token nobody learns which paths exist', async () => {
    expect((await fetch(`${await start(TOKEN)}/other`)).status).toBe(401);
  });

  test('a fault while collecting is 500 and says nothing', async () => {
    const metrics = { ...testMetrics(), text: () => Promise.reject(new Error('secret')) };
    const response = await fetch(`${await start(null, metrics)}/metrics`);
    expect([response.status, await response.text()]).toEqual([500, '']);
  });
});

describe('settings', () => {
  test.each([
    ['127.0.0.1', null, true],
    ['::1', null, true],
    ['localhost', null, true],
    ['0.0.0.0', null, false],
    ['::', null, false],
    ['10.1.2.3', null, false],
    ['127.0.0.1.example.org', null, false],
    ['0.0.0.0', TOKEN, true],
    ['0.0.0.0', 'short', false],
    ['127.0.0.1', '', false],
  ])('host %s with token %s: safe is %s', async (host, token, isSafe) => {
    expect(checkMetricsSettings({ host, token }).length === 0).toBe(isSafe);
    if (!isSafe) {
      const started = startMetricsServer(testMetrics(), { host, port: 0, token, log });
      await expect(started).rejects.toThrow(/METRICS_/);
    }
  });
});
