import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyDialect, applyDialectToResponse } from '../../src/ehr/answer/apply-dialect.js';
import { DETAIL_FORMATS, SHIPPED_DIALECTS } from '../../src/ehr/profile/dialect-schema.js';
import type { Dialect } from '../../src/ehr/profile/dialect.js';
import { lintForDialect } from './lint-dialect.js';
import { SEVERITIES } from '../../src/domain/finding.js';
import { type Card, PAGE_LINK_LABEL, wholeDetail } from '../../src/domain/card.js';
import { allCards, dialects, epicWithOrders, shippedProfiles } from './own-dialects.js';

const site = epicWithOrders({
  'order-creatinine': '1',
  'order-tacrolimus-level': '2',
  'order-thiopurine-tests': '3',
  'draft-azathioprine': '4',
  'order-lower-endoscopy': '5',
  'order-potassium': '6',
  'order-magnesium': '7',
  'order-c-difficile': '8',
  'order-hbsag': '9',
  'order-anti-hbc': '10',
});
const profiles: readonly Dialect[] = [...shippedProfiles, site];
const variants = profiles.flatMap((dialect) =>
  DETAIL_FORMATS.map((format): Dialect => ({ ...dialect, detail: { ...dialect.detail, format } })),
);

describe('every card that the content can produce', () => {
  it.each(SHIPPED_DIALECTS)('%s shows each of them as it is meant: no fault', (name) => {
    const dialect = dialects[name];
    expect(new Set(allCards.flatMap((card) => lintForDialect(applyDialect(card, dialect), dialect)))).toEqual(
      new Set(),
    );
  });

  it('has no fault in Markdown, plain text or HTML, for any profile', () => {
    for (const dialect of variants) {
      expect(new Set(allCards.flatMap((card) => lintForDialect(applyDialect(card, dialect), dialect)))).toEqual(
        new Set(),
      );
    }
  });

  it.each([
    ['link', true, false],
    ['link', false, true],
    ['short', false, false],
    ['full', true, true],
  ] as const)('extent %s, a link to its page: %s, brings the rest itself: %s', (extent, hasLink, isWhole) => {
    const dialect: Dialect = { ...dialects.generic, detail: { ...dialects.generic.detail, extent } };
    const link = { label: PAGE_LINK_LABEL, url: 'https://cds.example.org/why/1', type: 'absolute' } as const;
    for (const card of allCards.filter(({ appendix }) => appendix !== undefined)) {
      const sent = applyDialect(hasLink ? { ...card, links: [...(card.links ?? []), link] } : card, dialect);
      expect(sent.detail).toBe(isWhole ? wholeDetail(card) : card.detail);
      expect(sent).not.toHaveProperty('appendix');
    }
  });

  it('brings the rest itself where the profile sends no links', () => {
    const dialect: Dialect = { ...dialects.generic, links: { ...dialects.generic.links, absolute: false } };
    const link = { label: PAGE_LINK_LABEL, url: 'https://cds.example.org/why/1', type: 'absolute' } as const;
    for (const card of allCards)
      expect(applyDialect({ ...card, links: [link] }, dialect).detail).toBe(wholeDetail(card));
  });

  it('is the same after two applications as after one', () => {
    for (const dialect of variants) {
      for (const card of allCards) {
        const once = applyDialect(card, dialect);
        expect(applyDialect(once, dialect)).toEqual(once);
      }
    }
  });

  it('is left as it is by generic', () => {
    for (const { appendix = '', ...card } of allCards) {
      const whole = { ...card, detail: wholeDetail({ ...card, appendix }) };
      expect(applyDialect({ ...card, appendix }, dialects.generic)).toEqual(whole);
    }
  });

  it('keeps its uuid, severity, topic and trace everywhere', () => {
    for (const dialect of variants) {
      for (const card of allCards) {
        const { uuid, indicator, source, extension } = applyDialect(card, dialect);
        expect({ uuid, indicator, source }).toEqual({
          uuid: card.uuid,
          indicator: card.indicator,
          source: card.source,
        });
        expect(extension).toMatchObject(card.extension ?? {});
      }
    }
  });

  it('suggests nothing in Epic but azathioprine, and to take the order back, until the site has built orders, then everything', () => {
    const descriptions = (dialect: Dialect) =>
      new Set(
        allCards
          .flatMap((card) => applyDialect(card, dialect).suggestions ?? [])
          .flatMap(({ actions = [] }) =>
            actions.map(({ description }) => description.split(' ').slice(0, 5).join(' ')),
          ),
      );
    expect(descriptions(dialects.epic)).toEqual(
      new Set(['Draft azathioprine without a dose;', 'Take the draft order of']),
    );
    expect(descriptions(site).size).toBe(10);
  });
});

describe('the lint', () => {
  it('finds cards as sent by generic wanting in Epic: codes, and nothing else', () => {
    const faults = new Set(allCards.flatMap((card) => lintForDialect(card, dialects.epic)));
    expect(faults.size).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/not known here|spelt otherwise|selectionBehavior/);
  });

  it('reports what CDS Hooks itself forbids', () => {
    const [card] = allCards;
    expect(lintForDialect({ ...card!, uuid: 'none' }, dialects.generic)).toEqual(['cards[0].uuid must be a UUID']);
  });

  it('reports a summary over the limit of the profile', () => {
    const strict = { ...dialects.generic, summary: { maxLength: 40 } };
    const long = { ...allCards[0]!, summary: 'x'.repeat(41) };
    expect(lintForDialect(long, strict)).toEqual(['summary is over 40 characters']);
    expect(lintForDialect(applyDialect(long, strict), strict)).toEqual([]);
  });
});

const someCards = fc.array(fc.record({ at: fc.nat(allCards.length - 1), indicator: fc.constantFrom(...SEVERITIES) }), {
  maxLength: 8,
});
const cardsOf = (picks: readonly { at: number; indicator: Card['indicator'] }[]): Card[] =>
  picks.map(({ at, indicator }, index) => ({ ...allCards[at]!, indicator, uuid: allCards[index]!.uuid }));
const anyProfile = fc
  .record({
    base: fc.constantFrom(...variants),
    max: fc.option(fc.integer({ min: 1, max: 5 })),
    order: fc.constantFrom('as-sent' as const, 'critical-first' as const),
    summary: fc.integer({ min: 40, max: 139 }),
  })
  .map(({ base, max, order, summary }): Dialect => ({
    ...base,
    cards: { max, order },
    summary: { maxLength: summary },
  }));

describe('an answer', () => {
  it('never loses a critical card, nor makes a summary longer than the profile allows', () => {
    fc.assert(
      fc.property(someCards, anyProfile, (picks, dialect) => {
        const cards = cardsOf(picks);
        const { cards: shown } = applyDialectToResponse({ cards }, dialect);
        const critical = cards.filter(({ indicator }) => indicator === 'critical');
        expect(shown.map(({ uuid }) => uuid)).toEqual(expect.arrayContaining(critical.map(({ uuid }) => uuid)));
        expect(shown.every(({ summary }) => summary !== '' && summary.length <= dialect.summary.maxLength)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(Math.max(dialect.cards.max ?? Infinity, critical.length));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same after two applications as after one', () => {
    fc.assert(
      fc.property(someCards, anyProfile, (picks, dialect) => {
        const once = applyDialectToResponse({ cards: cardsOf(picks) }, dialect);
        expect(applyDialectToResponse(once, dialect)).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  it('says under the last card what a card that was left out had to say', () => {
    const [a, b, c] = allCards;
    const cards: Card[] = [
      { ...a!, indicator: 'info', summary: 'First *one*' },
      { ...b!, indicator: 'info', summary: 'Second' },
      { ...c!, indicator: 'critical', summary: 'Third' },
    ];
    const capped: Dialect = { ...dialects.generic, cards: { order: 'critical-first', max: 1 } };
    const { cards: shown } = applyDialectToResponse({ cards }, capped);
    expect(shown.map(({ summary }) => summary)).toEqual(['Third']);
    expect(shown[0]?.detail).toMatch(/\*\*Also found\*\*\n\n- First \\\*one\\\*\n- Second(\n|$)/);
  });

  it('comes critical first in athenahealth, and in the order of the rules elsewhere', () => {
    const cards = SEVERITIES.map((indicator, at) => ({ ...allCards[at]!, indicator }));
    const orderOf = (dialect: Dialect) =>
      applyDialectToResponse({ cards }, dialect).cards.map(({ indicator }) => indicator);
    expect(orderOf(dialects.athena)).toEqual(['critical', 'warning', 'info']);
    expect(orderOf(dialects.epic)).toEqual(['info', 'warning', 'critical']);
  });

  it('without cards stays without cards', () => {
    for (const dialect of variants) expect(applyDialectToResponse({ cards: [] }, dialect)).toEqual({ cards: [] });
  });
});
