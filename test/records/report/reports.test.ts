import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { buildReport } from '../../../src/records/report/build-report.js';
import type { BurdenReport } from '../../../src/records/report/burden-report.js';
import { htmlPage } from '../../../src/records/report/html-page.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { card, evaluate, feedback, NOW, onBoth, openTestStore, type Place, SERVICE } from '../store/test-stores.js';
import { renderReport } from '../../../src/records/report/open-reports.js';
import { escapeHtml, htmlTable } from '../../../src/records/report/html-table.js';

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

describe('a table of the page', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, at) => `2026-11-${at + 10}`);
  const table = (count: number) =>
    htmlTable(
      'Weeks',
      [
        { head: 'Week', text: (week: string) => week, isCode: true },
        { head: 'Cards', text: () => '1', isNumber: true },
      ],
      rows(count),
    );

  test('has a caption, headings of columns and rows, and can be reached and scrolled by keyboard', () => {
    const text = table(2);
    expect(text).toMatch(
      /^<div class="table short" role="region" tabindex="0" aria-label="Weeks">\n<table><caption>Weeks</,
    );
    expect(text).toContain('<th scope="col">Week</th><th scope="col" class="n">Cards</th>');
    expect(text).toContain('<tr><th scope="row" class="k">2026-11-10</th><td class="n">1</td></tr>');
  });

  test('a short one is kept together on paper, a long one is not', () => {
    expect([table(15), table(16)].map((text) => text.startsWith('<div class="table short"'))).toEqual([true, false]);
  });

  test('without rows it says so in a sentence', () => {
    expect(table(0)).toBe('<p class="none">Weeks: none in this period.</p>');
  });
});

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[0-9a-f]{2}/g) ?? [])
    .map((part) => Number.parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each([
  ['light', 0],
  ['dark', 1],
])('the parts of a bar, %s', (_scheme, nth) => {
  const colour = (name: string) => {
    const hex =
      [...htmlPage({ title: '', body: '' }).matchAll(new RegExp(`--${name}: #([0-9a-f]{3,6})`, 'g'))][nth]?.[1] ?? '';
    return hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  };
  const contrast = (one: string, other: string) => {
    const [low = 0, high = 0] = [luminance(colour(one)), luminance(colour(other))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  test.each(['part0', 'part1', 'part2'])('the count on %s can be read (WCAG AA)', (part) => {
    expect(contrast(part, part.replace('part', 'in'))).toBeGreaterThanOrEqual(4.5);
  });

  test('neighbours differ in black and white', () => {
    expect(contrast('part0', 'part1')).toBeGreaterThan(2);
    expect(contrast('part1', 'part2')).toBeGreaterThan(2);
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
