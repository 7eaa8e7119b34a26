import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { ShadowComparison } from '../../../src/domain/shadow-counts.js';
import { buildReport } from '../../../src/records/report/build-report.js';
import { renderReport } from '../../../src/records/report/open-reports.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { event, NOW, onBoth, openTestStore, type Place } from './test-stores.js';

// Real files, servers and processes on a machine that may be busy.
jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const [LIVE, SHADOW] = ['1.2.3+abcdef', '1.3.0+fedcba'];
const PERIOD = { from: '2026-11-15T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const TROUGH = { rule: 'trough', severity: 'warning' } as const;
const AKI = { rule: 'aki', severity: 'critical' } as const;
const GAPS = { rule: null, severity: null };

onBoth('orders under a shadow content', (newPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  const compared = (over: Partial<ShadowComparison> = {}): ShadowComparison => ({
    ...{ result: 'compared', at: NOW, event: event(), shadowVersion: SHADOW, live: [AKI], shadow: [AKI, TROUGH] },
    ...over,
  });
  const keep = (times: number, over: Partial<ShadowComparison> = {}) => {
    for (let each = 0; each < times; each += 1) store.keepShadow(compared(over));
  };
  const nothing = { live: [], shadow: [] };
  const rows = async () => (await store.query()).selectFrom('shadow_counts').selectAll().execute();
  const report = async (period = PERIOD) =>
    buildReport(await store.query(), period, { now: () => NOW, contract: null });

  it('are counted by the day: a row for what came of them and one for each kind of card, however many there were', async () => {
    keep(60);
    keep(20, { live: [AKI, TROUGH, GAPS] });
    keep(3, { result: 'shed', ...nothing });
    keep(1, { result: 'failed', ...nothing });
    // An opened chart, and a call about another drug, are no orders of tacrolimus.
    keep(5, { event: event({ hook: 'patient-view' }) });
    keep(5, { event: event({ trigger: 'other-drug' }) });
    const kept = (await rows()).map(({ what, rule, severity, total }) => `${what} ${rule} ${severity} ${total}`);
    expect(kept.sort()).toEqual([
      'compared none none 80',
      'failed none none 1',
      'live aki critical 80',
      'live data-gap none 20',
      'live trough warning 20',
      'shadow aki critical 80',
      'shadow trough warning 80',
      'shed none none 3',
    ]);
  });

  it('the report shows both rates side by side, over the orders that were put to both', async () => {
    keep(60);
    keep(20, { live: [AKI, TROUGH, GAPS] });
    keep(3, { result: 'shed', ...nothing });
    const made = await report();
    expect(made.shadow).toEqual([
      {
        liveVersion: LIVE,
        shadowVersion: SHADOW,
        compared: 80,
        notCompared: { shed: 3, failed: 0, noService: 0 },
        all: { rule: 'all', severity: 'all', live: 120, shadow: 160, livePer100: 150, shadowPer100: 200 },
        rates: [
          { rule: 'aki', severity: 'critical', live: 80, shadow: 80, livePer100: 100, shadowPer100: 100 },
          { rule: 'data-gap', severity: 'none', live: 20, shadow: 0, livePer100: 25, shadowPer100: 0 },
          { rule: 'trough', severity: 'warning', live: 20, shadow: 80, livePer100: 25, shadowPer100: 100 },
        ],
      },
    ]);
    const [csv, page] = [renderReport(made, 'csv'), renderReport(made, 'html')];
    expect(csv).toContain(`\r\nshadow-live,trough,warning ${LIVE},cards-per-100-orders,25,20,80\r\n`);
    expect(csv).toContain(`\r\nshadow-shadow,trough,warning ${SHADOW},cards-per-100-orders,100,80,80\r\n`);
    expect(page).toContain(
      '<th scope="row">Tacrolimus level</th><td>warning</td><td class="n">25.0</td><td class="n">100.0</td>',
    );
    expect(page).toContain('80 tacrolimus orders were put to both; not compared: 3 while too many waited');
    expect(made.committee.decisions.find(({ about }) => about === 'shadow')?.text).toBe(
      `Shadow content ${SHADOW} would bring 200.0 cards per 100 orders, where ${LIVE} brings 150.0 (80 orders). Put it in force?`,
    );
  });

  it('go on being counted after a restart, and each pair of contents stands by itself', async () => {
    keep(2);
    await store.close();
    ({ store } = await openTestStore(place.settings));
    keep(3);
    keep(4, { event: event({ contentVersion: '1.2.4+aaaaaa' }) });
    expect((await report()).shadow.map(({ liveVersion, compared: orders }) => [liveVersion, orders])).toEqual([
      [LIVE, 5],
      ['1.2.4+aaaaaa', 4],
    ]);
  });

  it('go when their day is older than the site keeps', async () => {
    keep(1, { at: NOW - 10 * DAY_MS });
    keep(1);
    await store.query();
    await store.purge(5);
    expect([...new Set((await rows()).map(({ day }) => day))]).toEqual(['2026-11-22']);
  });

  it('a period without any has none, and says so', async () => {
    const made = await report();
    expect(made.shadow).toEqual([]);
    expect(renderReport(made, 'html')).toContain('No shadow content (SHADOW_CONTENT_DIR) saw an order in this period.');
  });
});
