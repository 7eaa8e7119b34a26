import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { buildReport } from '../../../src/records/report/build-report.js';
import type { BurdenReport } from '../../../src/records/report/burden-report.js';
import {
  type Counted,
  contentChangesOf,
  periodBefore,
  ratesOf,
  trendOf,
} from '../../../src/records/report/committee.js';
import { renderReport } from '../../../src/records/report/open-reports.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { card, evaluate, feedback, NOW, onBoth, openTestStore, type Place, SERVICE } from '../store/test-stores.js';

const WEEK_MS = 7 * 86_400_000;
/** Two weeks, and the two before them. */
const PERIOD = { from: '2026-11-09T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const AGREED = {
  maxCardsPer100Orders: 40,
  minCardsPer100Orders: null,
  maxBySeverity: { critical: 15, warning: 15, info: null },
};
const [OLD, NEW] = ['1.0.0+aaaaaa', '1.1.0+bbbbbb'];

const trace = (rule: string, finding: string) => ({
  extension: { 'org.tacrolimus-cds.trace': { rule, finding, factsHash: 'f'.repeat(64) } },
});
const akiCard = () => card(randomUUID(), trace('aki', 'aki-stage'));
const durationCard = () => card(randomUUID(), { ...trace('duration', 'duration-over'), indicator: 'warning' });
const KR7 = {
  source: 'creatinine',
  reason: 'unknown-code',
  count: 2,
  term: { kind: 'code', system: 'urn:hospital:laboratory', code: 'KR-7' },
} as const;

onBoth('the committee page', (newPlace) => {
  let place: Place;
  let store: Store;
  let report: BurdenReport;

  beforeAll(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
    const origin = (order: number) => ({ client: 'ehr', patientId: `p${order}`, userId: null });
    // 60 orders a fortnight. Before: 6 critical cards. Now: 24 critical, 6 warnings, an unknown code, other content.
    for (let order = 0; order < 60; order += 1) {
      const at = NOW - (order % 2) * WEEK_MS;
      await evaluate(store, {
        ...{ at: at - 2 * WEEK_MS, origin: origin(order), contentVersion: OLD },
        cards: order < 6 ? [akiCard()] : [],
      });
      const cards = [...(order < 24 ? [akiCard()] : []), ...(order >= 54 ? [durationCard()] : [])];
      await evaluate(store, {
        ...{ at, origin: origin(order), cards, contentVersion: order % 2 === 1 ? OLD : NEW },
        ...(order < 8 ? { dropped: [KR7] } : {}),
      });
      if (order < 15) {
        const answer = { card: cards[0]?.uuid ?? '', reason: { kind: 'none' } } as const;
        await store.keepFeedback([feedback(answer)], { service: SERVICE, client: 'ehr' });
      }
    }
    report = await buildReport(await store.query(), PERIOD, { now: () => NOW, contract: AGREED });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  test('holds each severity against what was agreed, beside the period before', () => {
    expect(report.committee.previous).toEqual({ from: '2026-10-26T00:00:00.000Z', to: '2026-11-09T00:00:00.000Z' });
    const rows = report.committee.rates.map(({ severity, limit, now, before, verdict }) => [
      ...[severity, limit, now.per100, before.per100, verdict],
    ]);
    expect(rows).toEqual([
      ['all', 40, 50, 10, 'over'],
      ['critical', 15, 40, 10, 'over'],
      ['warning', 15, 10, 0, 'within'],
      ['info', null, 0, 0, 'not-agreed'],
    ]);
  });

  test('says in sentences what is to decide, each from its figures', () => {
    expect(report.committee.decisions.map(({ text }) => text)).toEqual([
      'All cards together are over the limit of 40: 50.0 per 100 orders (10.0 in the period before). Most come from Kidney injury: 24 of 30. Change its limit?',
      'Critical cards are over the limit of 15: 40.0 per 100 orders (10.0 in the period before). Most come from Kidney injury: 24 of 24. Change its limit?',
      'ehr sends creatinine under the unknown code KR-7 (urn:hospital:laboratory): 16 results were not understood. Put it into a value set of hooks/valuesets, or have it mapped?',
      'Kidney injury is overridden most: 15 of 24 cards (62.5%), mostly "No reason given". Is its limit, its wording, or its reader the wrong one?',
      'Tacrolimus level could not be evaluated 60 of 60 times (100.0%), mostly no-level. Can what is missing be sent?',
    ]);
  });

  test('says what is new', () => {
    expect(report.committee.news).toEqual([
      `Week of 2026-11-16: orders are answered by content ${NEW}.`,
      'Length of treatment speaks: 6 cards, and none in the period before.',
      'ehr sends creatinine under KR-7 (urn:hospital:laboratory), first in the week of 2026-11-09: 16 results.',
    ]);
  });

  test('draws each rule by week over both periods, with a mark where the content changed', () => {
    const aki = report.committee.trend.find(({ rule }) => rule === 'aki');
    expect(aki?.weeks.map(({ week, cards, orders }) => [week, cards, orders])).toEqual([
      ['2026-10-26', 3, 30],
      ['2026-11-02', 3, 30],
      ['2026-11-09', 12, 30],
      ['2026-11-16', 12, 30],
    ]);
    const page = renderReport(report, 'html');
    expect(page.match(/<line class="change"/g)).toHaveLength(report.committee.trend.length);
    expect(page).toContain(`A: week of 2026-11-16, content ${NEW}`);
  });

  test('page and CSV tell the same', () => {
    const [csv, page] = [renderReport(report, 'csv'), renderReport(report, 'html')];
    expect(csv).toContain('\r\ncommittee,critical,now,cards-per-100-orders,40,24,60\r\n');
    expect(csv).toContain('\r\ncommittee-trend,aki,2026-11-16,cards-per-100-orders,40,12,30\r\n');
    expect(page).toContain('<td class="n">24 at 60</td>');
    for (const { text } of report.committee.decisions) expect(page).toContain(text.split('"')[0]);
  });
});

describe('the figures of a committee', () => {
  const cell = { week: '2026-11-16', client: 'ehr', service: SERVICE, hook: 'order-sign', contentVersion: OLD };
  const orders = (count: number, over: object = {}) => ({
    ...{ ...cell, ...over, result: 'cards', evaluations: count, tacrolimusOrders: count },
    ...{ patients: count, patientsWithOrders: count },
  });
  const cards = (count: number) => ({
    ...{ ...cell, rule: 'aki', severity: 'critical', shown: count, shownOnOrders: count, accepted: 0, overridden: 0 },
  });
  const NOTHING: Counted = { calls: [], cards: [] };
  const verdict = (now: Counted, contract: typeof AGREED | null) => ratesOf(now, NOTHING, contract)[1]?.verdict;

  test.each([
    ['at the limit', 100, 15, 'within'],
    ['a card above it', 100, 16, 'over'],
    ['of 49 orders nothing is judged', 49, 49, 'too-few-orders'],
    ['of 50 they are', 50, 50, 'over'],
  ])('%s', (_title, of, count, expected) => {
    expect(verdict({ calls: [orders(of)], cards: [cards(count)] }, AGREED)).toBe(expected);
    expect(verdict({ calls: [orders(of)], cards: [cards(count)] }, null)).toBe('not-agreed');
  });

  test('fewer cards than agreed are told of all cards together', () => {
    const contract = { ...AGREED, minCardsPer100Orders: 5 };
    expect(ratesOf({ calls: [orders(100)], cards: [cards(4)] }, NOTHING, contract)[0]?.verdict).toBe('below');
  });

  test('content that comes back is a change too; content that nobody ordered under is none', () => {
    const week = (at: number) => new Date(Date.parse('2026-11-02') + at * WEEK_MS).toISOString().slice(0, 10);
    const versions = [OLD, NEW, OLD, OLD];
    const calls = versions.map((contentVersion, at) => orders(5, { week: week(at), contentVersion }));
    const unordered = { ...orders(5, { week: week(3), contentVersion: NEW }), tacrolimusOrders: 0 };
    expect(contentChangesOf({ calls: [...calls, unordered], cards: [] }, NOTHING)).toEqual([
      { week: '2026-11-09', versions: [NEW] },
      { week: '2026-11-16', versions: [OLD] },
    ]);
  });

  test('a week without orders has no rate, and is not left out', () => {
    const both = { from: '2026-11-04T00:00:00.000Z', to: '2026-11-18T00:00:00.000Z' };
    expect(trendOf({ calls: [orders(5)], cards: [cards(1)] }, NOTHING, both)).toEqual([
      {
        rule: 'aki',
        weeks: [
          { week: '2026-11-02', cards: 0, orders: 0, per100: null },
          { week: '2026-11-09', cards: 0, orders: 0, per100: null },
          { week: '2026-11-16', cards: 1, orders: 5, per100: 20 },
        ],
      },
    ]);
  });

  test('the period before ends where the period begins, and is as long', () => {
    expect(periodBefore({ from: '2026-11-01T06:00:00.000Z', to: '2026-11-03T06:00:00.000Z' })).toEqual({
      from: '2026-10-30T06:00:00.000Z',
      to: '2026-11-01T06:00:00.000Z',
    });
  });
});

onBoth('the committee page of a store that knows nothing', (newPlace) => {
  test('decides nothing, calls nothing new, and draws nothing', async () => {
    const place = await newPlace();
    const { store } = await openTestStore(place.settings);
    try {
      const report = await buildReport(await store.query(), PERIOD, { now: () => NOW, contract: null });
      expect(report.committee).toMatchObject({ decisions: [], news: [], trend: [], contentChanges: [] });
      const page = renderReport(report, 'html');
      expect(page).toContain('Nothing in these figures asks for a decision.');
      expect(page).toContain('No card was shown at an order in either period.');
    } finally {
      await store.close();
      await place.remove();
    }
  });
});
