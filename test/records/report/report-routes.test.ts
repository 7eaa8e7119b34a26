import { afterEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CdsError } from '../../../src/domain/cds-error.js';
import { readPeriod } from '../../../src/records/report/period.js';
import type { ReportRouteDeps } from '../../../src/server/http/app-deps.js';
import { replyToErrors } from '../../../src/server/http/error-reply.js';
import { reportRoutes } from '../../../src/server/http/report-routes.js';
import { recordRequests } from '../../../src/server/http/request-record.js';

const TOKEN = 'a-token-of-an-administrator';
const NOW = Date.parse('2026-11-22T17:00:00Z');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function start(deps: Partial<ReportRouteDeps> = {}): Promise<string> {
  const app = express();
  app.set('query parser', false);
  app.use(recordRequests(quiet));
  const render: ReportRouteDeps['render'] = (format, from, to) => {
    const period = readPeriod(from, to, NOW);
    return Promise.resolve(`${format} ${period.from} ${period.to}`);
  };
  app.use(reportRoutes({ token: TOKEN, proxyHeader: null, render, ...deps }));
  app.use(() => {
    throw new CdsError('unknown-service', 'There is nothing at this path.');
  });
  app.use(replyToErrors(quiet));
  const listening = createServer(app);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('GET /reports', () => {
  test('without a token and a proxy header there is nothing at the path', async () => {
    const url = await start({ token: null });
    expect((await fetch(`${url}/reports`, bearer(TOKEN))).status).toBe(404);
  });

  test.each([
    ['no token', {}],
    ['another token', bearer('a-token-of-an-administratoR')],
    ['a longer token', bearer(`${TOKEN}x`)],
    ['an empty token', bearer('')],
    ['the header of a proxy that is not set up', { headers: { 'x-remote-user': 'admin' } }],
  ])('%s is refused with 401', async (_title, init) => {
    const answer = await fetch(`${await start()}/reports`, init);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('with the token the page is sent, under a policy that lets it load nothing', async () => {
    const answer = await fetch(`${await start()}/reports`, bearer(TOKEN));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toBe('html 2026-08-23T17:00:00.000Z 2026-11-22T17:00:00.000Z');
  });

  test('the header that a reverse proxy sets lets in; an empty one does not', async () => {
    const url = await start({ token: null, proxyHeader: 'X-Remote-User' });
    const statuses = await Promise.all(
      ['admin', ' '].map(
        async (user) => (await fetch(`${url}/reports`, { headers: { 'x-remote-user': user } })).status,
      ),
    );
    expect(statuses).toEqual([200, 401]);
  });

  test.each([
    ['application/json', '', 'json'],
    ['text/csv', '', 'csv'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', '', 'html'],
    ['image/png', '', 'html'],
    ['text/html', '?format=csv', 'csv'],
  ])('Accept %s and %s give %s', async (accept, query, format) => {
    const { headers } = bearer(TOKEN);
    const answer = await fetch(`${await start()}/reports${query}`, { headers: { ...headers, accept } });
    expect((await answer.text()).split(' ')[0]).toBe(format);
  });

  test('days are given as dates, the last one included', async () => {
    const answer = await fetch(`${await start()}/reports?from=2026-11-01&to=2026-11-07`, bearer(TOKEN));
    expect(await answer.text()).toBe('html 2026-11-01T00:00:00.000Z 2026-11-08T00:00:00.000Z');
  });

  test.each(['?from=yesterday', '?to=2026-13-01', '?from=2026-11-07&to=2026-11-01', '?format=pdf'])(
    '%s is answered 400',
    async (query) => {
      expect((await fetch(`${await start()}/reports${query}`, bearer(TOKEN))).status).toBe(400);
    },
  );

  test('other methods are answered 405', async () => {
    const answer = await fetch(`${await start()}/reports`, { method: 'POST', ...bearer(TOKEN) });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });
});
