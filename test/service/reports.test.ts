import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { BurdenReport } from '../../src/records/report/burden-report.js';
import { type RunningService, startService } from '../../src/server/start/service.js';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { sqlitePlace } from '../records/store/test-stores.js';
import type { LogLine } from '../server/http/test-app.js';
import { freePort } from '../support/free-port.js';
import {
  cardsIn,
  findingsIn,
  NOW,
  startTestService,
  type TestService,
  testSettings,
} from '../support/running-service.js';

const NOT_BY_SEVERITY = { critical: null, warning: null, info: null };

/** What a hospital reads of its own calls, from the whole service over a socket. */
const TOKEN = 'a-token-of-an-administrator';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const story = allStories(NOW).find(({ id }) => id === 'trough-20-1');
if (story === undefined) throw new Error('the story of a critical level is gone');

async function order(url: string): Promise<ReturnType<typeof toRequest>> {
  const { services } = (await (await fetch(`${url}/cds-services`)).json()) as {
    readonly services: readonly { readonly id: string; readonly prefetch?: Readonly<Record<string, string>> }[];
  };
  const templates = services.find(({ id }) => id === 'tacrolimus-order-sign')?.prefetch ?? {};
  const settings = { today: '2026-11-22', fhirServer: 'https://ehr.example/fhir', ignoreCount: true };
  return toRequest(story!, 'order-sign', { fhirServer: null, prefetch: prefetchOf(story!, templates, settings) });
}

const started: { close(): Promise<void> }[] = [];
const removed: (() => Promise<void>)[] = [];
async function start(changes: Partial<ServiceSettings>): Promise<TestService> {
  const place = await sqlitePlace();
  removed.push(() => place.remove());
  const service = await startTestService({ store: place.settings, ...changes });
  started.push(service);
  return service;
}
afterEach(async () => {
  for (const service of started.splice(0)) await service.close();
  for (const remove of removed.splice(0)) await remove();
});

describe('who may read GET /reports', () => {
  const statusOf = async (url: string, headers: Readonly<Record<string, string>> = {}) =>
    (await fetch(`${url}/reports`, { headers: { ...headers } })).status;

  it('nobody until a site says who: 404', async () => {
    const { url } = await start({});
    expect([await statusOf(url), await statusOf(url, bearer(TOKEN))]).toEqual([404, 404]);
  });

  it('nobody where nothing is kept: 404, also with the token', async () => {
    const nothing = testSettings().store;
    const { url } = await start({ store: nothing, reports: { token: TOKEN, proxyHeader: null } });
    expect(await statusOf(url, bearer(TOKEN))).toBe(404);
  });

  it("whoever sends the token; a wrong one, none, and a header of the caller's own are 401", async () => {
    const { url, logged } = await start({ reports: { token: TOKEN, proxyHeader: null } });
    expect(await statusOf(url, bearer(TOKEN))).toBe(200);
    expect(await statusOf(url, bearer(`${TOKEN}x`))).toBe(401);
    expect(await statusOf(url)).toBe(401);
    expect(await statusOf(url, { 'x-remote-user': 'admin' })).toBe(401);
    expect(JSON.stringify(logged)).not.toContain(TOKEN);
  });

  it('whom the reverse proxy names in its header; nobody without', async () => {
    const { url } = await start({ reports: { token: null, proxyHeader: 'X-Remote-User' } });
    expect(await statusOf(url, { 'x-remote-user': 'admin' })).toBe(200);
    expect(await statusOf(url, { 'x-remote-user': '' })).toBe(401);
    expect(await statusOf(url, bearer(TOKEN))).toBe(401);
  });
});

describe('what it says of calls over the same socket', () => {
  it('one order, its card accepted: the same in JSON, CSV and on the page', async () => {
    const service = await start({ reports: { token: TOKEN, proxyHeader: null } });
    const { url } = service;
    const answer = await service.call('order-sign', await order(url));
    expect(findingsIn(answer)).toContain('trough-high critical');
    const cards = cardsIn(answer);
    const kept = await fetch(`${url}/cds-services/tacrolimus-order-sign/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        feedback: [
          {
            ...{ card: cards[0]?.uuid, outcome: 'accepted' },
            acceptedSuggestions: [{ id: cards[0]?.uuid }],
            outcomeTimestamp: '2026-11-22T17:00:00Z',
          },
        ],
      }),
    });
    expect(kept.status).toBe(200);

    const read = async (format: string) => {
      const got = await fetch(`${url}/reports?from=2026-11-22&to=2026-11-22&format=${format}`, {
        headers: bearer(TOKEN),
      });
      expect(got.status).toBe(200);
      return {
        type: got.headers.get('content-type'),
        policy: got.headers.get('content-security-policy') ?? '',
        text: await got.text(),
      };
    };
    const json = await read('json');
    const shown = cards.length;
    expect(JSON.parse(json.text)).toMatchObject({
      contract: null,
      totals: { evaluations: 1, tacrolimusOrders: 1, shown, accepted: 1, unanswered: shown - 1, patients: 1 },
    });
    const csv = await read('csv');
    expect(csv.type).toBe('text/csv; charset=utf-8');
    expect(csv.text).toContain(`total,all,accepted,share-of-shown,${Math.round(1e6 / shown) / 1e6},1,${shown}`);
    const html = await read('html');
    expect(html.type).toBe('text/html; charset=utf-8');
    expect(html.policy).toMatch(/^default-src 'none'/);
    expect(html.text).toContain(`<small>${shown} at 1 orders</small>`);
    expect([json.text, csv.text, html.text].filter((text) => text.includes(story.id))).toEqual([]);
  });

  it.each(['from=yesterday', 'from=2026-11-23&to=2026-11-22', 'format=pdf'])('?%s is answered 400', async (query) => {
    const { url } = await start({ reports: { token: TOKEN, proxyHeader: null } });
    const answer = await fetch(`${url}/reports?${query}`, { headers: bearer(TOKEN) });
    expect([answer.status, await answer.json()]).toMatchObject([400, { resourceType: 'OperationOutcome' }]);
  });
});

describe('a burden contract of the overlay that is broken', () => {
  const WEEK_MS = 7 * 86_400_000;
  const ORDERS = 13;
  let overlayDir: string;
  let place: Awaited<ReturnType<typeof sqlitePlace>>;
  let metricsPort: number;
  const logged: LogLine[] = [];
  let service: RunningService;

  beforeAll(async () => {
    overlayDir = await mkdtemp(join(tmpdir(), 'contract-'));
    await mkdir(join(overlayDir, 'hooks'));
    await writeFile(join(overlayDir, 'hooks', 'rules.yaml'), 'burden:\n  maxCardsPer100Orders: 20\n');
    place = await sqlitePlace();
    metricsPort = await freePort();
    let now = NOW - 3 * WEEK_MS;
    const at = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, message: string) => {
      logged.push({ level, fields, message });
    };
    const log = { info: at('info'), warn: at('warn'), error: at('error') };
    const settings = testSettings({
      ...{ overlayDir, store: place.settings, keepDays: 36_500 },
      reports: { token: TOKEN, proxyHeader: null },
      metrics: { host: '127.0.0.1', port: metricsPort, token: null },
    });
    const clock = { now: () => now };
    const first = await startService(settings, { log, clock });
    const body = await order(first.url);
    for (; now <= NOW; now += WEEK_MS) {
      for (let count = 0; count < ORDERS; count += 1) {
        const answer = await fetch(`${first.url}/cds-services/tacrolimus-order-sign`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...body, hookInstance: crypto.randomUUID() }),
        });
        expect(answer.status).toBe(200);
      }
    }
    await first.close();
    // A period ends before its last moment.
    now = NOW + 1;
    // The watch looks at the start.
    service = await startService(settings, { log, clock });
  });
  afterAll(async () => {
    await service.close();
    await place.remove();
    await rm(overlayDir, { recursive: true });
  });

  it('is in the report, with what was agreed', async () => {
    const got = await fetch(`${service.url}/reports?format=json`, { headers: bearer(TOKEN) });
    const { contract, watch } = (await got.json()) as BurdenReport;
    expect(contract).toEqual({ maxCardsPer100Orders: 20, minCardsPer100Orders: null, maxBySeverity: NOT_BY_SEVERITY });
    expect(watch).toMatchObject([{ kind: 'above-contract', week: '2026-11-16', client: 'all', of: 4 * ORDERS }]);
    const page = await (await fetch(`${service.url}/reports`, { headers: bearer(TOKEN) })).text();
    expect(page).toContain('The site has agreed to at most 20 cards per 100 orders, over every four weeks.');
    expect(page).toContain('more than the agreed 20 per 100 orders');
  });

  it('is a metric and a log line of the running service', async () => {
    const calls = async () => (await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).split('\n');
    const raised = 'cds_watch_alarms{client="none",kind="above-contract"} 1';
    // The look of the start is on its way.
    while (!(await calls()).includes(raised)) await new Promise((resolve) => setTimeout(resolve, 20));
    const told = logged.filter(({ fields }) => 'watch' in fields);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ level: 'warn', fields: { watch: { kind: 'above-contract', of: 4 * ORDERS } } });
    expect(told[0]?.message).toMatch(/cards at 52 orders in four weeks: more than the agreed 20 per 100 orders$/);
  });
});
