import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildReport } from '../../src/report/build-report.js';
import type { BurdenReport } from '../../src/report/burden-report.js';
import { escapeHtml } from '../../src/report/html-table.js';
import { renderReport } from '../../src/report/render-report.js';
import type { Store } from '../../src/store/open-store.js';
import { card, evaluate, feedback, NOW, onBoth, openTestStore, SERVICE, type Place } from '../store/test-stores.js';

const PERIOD = { from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const HL7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';

onBoth('a report over known calls', (newPlace) => {
  let place: Place;
  let store: Store;
  let report: BurdenReport;

  beforeAll(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
    const cards = [randomUUID(), randomUUID(), randomUUID()];
    for (const [at, uuid] of cards.entries()) {
      const origin = { client: at === 2 ? 'other-ehr' : 'ehr', patientId: `p${at}`, userId: 'Practitioner/1' };
      await evaluate(store, { cards: [card(uuid)], origin });
    }
    const repeated = [{ finding: 'aki-stage', why: 'already-shown' } as const];
    await evaluate(store, {
      ...{ cards: [], hook: 'patient-view', service: 'tacrolimus-patient-view', notShown: repeated },
    });
    await evaluate(store, { cards: [], result: 'no-tacrolimus', rules: [] });
    await evaluate(store, { cards: [], result: 'data-unavailable' });
    const [first = '', second = ''] = cards;
    await store.keepFeedback(
      [
        feedback({ card: first, outcome: 'overridden', reason: { kind: 'none' } }),
        feedback({ card: first, outcome: 'accepted', outcomeAt: '2026-11-22T16:59:30.000Z', suggestions: ['a'] }),
        feedback({ card: second, reason: { kind: 'coded', system: HL7, code: 'action-completed' } }),
        feedback({ card: randomUUID() }),
      ],
      { service: SERVICE, client: 'ehr' },
    );
    report = await buildReport(await store.query(), PERIOD, { now: () => NOW, contract: null });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  test('orders are those with tacrolimus and those refused for want of data; an opened chart is none', () => {
    expect(report.totals).toMatchObject({
      evaluations: 6,
      tacrolimusOrders: 4,
      shownOnOrders: 3,
      cardsPer100Orders: 75,
    });
  });

  test('the last word on a card counts, and shares are of the cards shown', () => {
    expect(report.totals).toMatchObject({ shown: 3, accepted: 1, overridden: 1, unanswered: 1 });
    expect(report.totals.acceptedShare).toBeCloseTo(1 / 3);
  });

  test('feedback about a card that was never shown changes nothing', () => {
    expect(report.overrideReasons).toEqual([
      { rule: 'aki', reason: 'cds-not-applicable', overridden: 1, shown: 3, share: 1 / 3 },
    ]);
  });

  test('every client has its own orders as denominator, every rule all of them', () => {
    expect(report.by.client.map((each) => [each.key, each.tacrolimusOrders, each.shown])).toEqual([
      ['ehr', 3, 2],
      ['other-ehr', 1, 1],
    ]);
    expect(report.by.rule.map((each) => [each.key, each.tacrolimusOrders])).toEqual([['aki', 4]]);
  });

  test('a rule that could not be evaluated is counted with its reason', () => {
    const trough = report.notEvaluable.find(({ rule }) => rule === 'trough');
    expect(trough).toMatchObject({ evaluations: 5, notEvaluable: 5, rate: 1 });
    expect(trough?.reasons).toEqual([{ reason: 'no-level', evaluations: 5, rate: 1 }]);
  });

  test('a silent rule is told by what it would have said', () => {
    expect(report.wouldHaveFired).toEqual([
      {
        ...{ rule: 'duration', finding: 'duration-over', severity: 'warning', mode: 'silent' },
        ...{ findings: 5, findingsOnOrders: 4, per100Orders: 100 },
      },
    ]);
  });

  test('what a rule found and a clinician was not shown is told with the reason', () => {
    expect(report.notShown).toEqual([
      { rule: 'aki', finding: 'aki-stage', severity: 'critical', why: 'already-shown', findings: 1 },
    ]);
    expect(renderReport(report, 'csv')).toContain(
      '\r\nnot-shown,aki,aki-stage critical already-shown,findings,1,,\r\n',
    );
    expect(renderReport(report, 'html')).toContain('Order-select had shown it to this user');
  });

  test('a period without calls has no rates, and they are not zero', async () => {
    const empty = { from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' };
    const { totals } = await buildReport(await store.query(), empty, { now: () => NOW, contract: null });
    expect(totals).toMatchObject({
      evaluations: 0,
      cardsPer100Orders: null,
      cardsPerPatient: null,
      acceptedShare: null,
    });
  });

  test('JSON, CSV and HTML tell the same number of cards per 100 orders', () => {
    expect(JSON.parse(renderReport(report, 'json'))).toMatchObject({ totals: { cardsPer100Orders: 75 } });
    expect(renderReport(report, 'csv')).toContain('\r\ntotal,all,,cards-per-100-orders,75,3,4\r\n');
    expect(renderReport(report, 'html')).toContain('<dd>75.0<small>3 at 4 orders</small></dd>');
  });

  test('the page loads nothing and runs nothing', () => {
    const page = renderReport(report, 'html');
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:\/\/|\son[a-z]+=/i);
  });

  test('every chart of the page is followed by a table with a caption and row headings', () => {
    const page = renderReport(report, 'html');
    expect(page.lastIndexOf('</svg>')).toBeLessThan(page.lastIndexOf('<table>'));
    expect(page.match(/<table><caption>/g)?.length).toBe(page.match(/<table>/g)?.length);
  });
});

test('a code with markup in it stays text on the page', () => {
  expect(escapeHtml('<b onclick="x">&')).toBe('&#60;b onclick=&#34;x&#34;&#62;&#38;');
});

onBoth('results that could not be used, in a report', (newPlace) => {
  const unknown = { source: 'creatinine', reason: 'unknown-code', count: 2 } as const;
  const term = (code: string) => ({ kind: 'code', system: 'urn:hospital:laboratory', code }) as const;

  test('an unknown code is named from the third patient on, else it is counted under its reason', async () => {
    const place = await newPlace();
    const { store } = await openTestStore(place.settings);
    try {
      for (const patientId of ['p1', 'p2', 'p3']) {
        const origin = { client: 'ehr', patientId, userId: null };
        await evaluate(store, { origin, dropped: [{ ...unknown, term: term('KR-7') }] });
      }
      const ofOne = { client: 'ehr', patientId: 'p1', userId: null };
      await evaluate(store, { origin: ofOne, dropped: [{ ...unknown, term: term('TARA-1') }] });
      // An opened chart is no order.
      await evaluate(store, { hook: 'patient-view', dropped: [{ ...unknown, term: term('KR-7') }] });
      const report = await buildReport(await store.query(), PERIOD, { now: () => NOW, contract: null });
      const row = { client: 'ehr', source: 'creatinine', reason: 'unknown-code' };
      const weeks = { firstWeek: '2026-11-16', lastWeek: '2026-11-16' };
      expect(report.unusable).toEqual([
        { ...row, term: term('KR-7'), results: 6, ...weeks },
        { ...row, term: null, results: 2, ...weeks },
      ]);
      expect(renderReport(report, 'csv')).toContain(
        'unusable-result,ehr,creatinine unknown-code KR-7 (urn:hospital:laboratory),results,6,,\r\n',
      );
      expect(renderReport(report, 'html')).toContain('<td>KR-7 (urn:hospital:laboratory)</td>');
      expect(['json', 'csv', 'html'].map((each) => renderReport(report, each as 'json')).join()).not.toContain('TARA');
    } finally {
      await store.close();
      await place.remove();
    }
  });
});
