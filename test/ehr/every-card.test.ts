import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyProfile, applyProfileToResponse } from '../../src/ehr/answer/apply-profile.js';
import { DETAIL_FORMATS, SHIPPED_PROFILES } from '../../src/ehr/profile/profile-schema.js';
import type { EhrProfile } from '../../src/ehr/profile/ehr-profile.js';
import { lintForProfile } from './lint-for-profile.js';
import { SEVERITIES } from '../../src/domain/finding.js';
import { type Card, PAGE_LINK_LABEL, wholeDetail } from '../../src/domain/card.js';
import { allCards, profileByName, epicWithOrders, shippedProfiles } from './own-profiles.js';

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
const profiles: readonly EhrProfile[] = [...shippedProfiles, site];
const variants = profiles.flatMap((profile) =>
  DETAIL_FORMATS.map((format): EhrProfile => ({ ...profile, detail: { ...profile.detail, format } })),
);

describe('every card that the content can produce', () => {
  it.each(SHIPPED_PROFILES)('%s shows each of them as it is meant: no fault', (name) => {
    const profile = profileByName[name];
    expect(new Set(allCards.flatMap((card) => lintForProfile(applyProfile(card, profile), profile)))).toEqual(
      new Set(),
    );
  });

  it('has no fault in Markdown, plain text or HTML, for any profile', () => {
    for (const profile of variants) {
      expect(new Set(allCards.flatMap((card) => lintForProfile(applyProfile(card, profile), profile)))).toEqual(
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
    const profile: EhrProfile = { ...profileByName.generic, detail: { ...profileByName.generic.detail, extent } };
    const link = { label: PAGE_LINK_LABEL, url: 'https://cds.example.org/why/1', type: 'absolute' } as const;
    for (const card of allCards.filter(({ appendix }) => appendix !== undefined)) {
      const sent = applyProfile(hasLink ? { ...card, links: [...(card.links ?? []), link] } : card, profile);
      expect(sent.detail).toBe(isWhole ? wholeDetail(card) : card.detail);
      expect(sent).not.toHaveProperty('appendix');
    }
  });

  it('brings the rest itself where the profile sends no links', () => {
    const profile: EhrProfile = {
      ...profileByName.generic,
      links: { ...profileByName.generic.links, absolute: false },
    };
    const link = { label: PAGE_LINK_LABEL, url: 'https://cds.example.org/why/1', type: 'absolute' } as const;
    for (const card of allCards)
      expect(applyProfile({ ...card, links: [link] }, profile).detail).toBe(wholeDetail(card));
  });

  it('is the same after two applications as after one', () => {
    for (const profile of variants) {
      for (const card of allCards) {
        const once = applyProfile(card, profile);
        expect(applyProfile(once, profile)).toEqual(once);
      }
    }
  });

  it('is left as it is by generic', () => {
    for (const { appendix = '', ...card } of allCards) {
      const whole = { ...card, detail: wholeDetail({ ...card, appendix }) };
      expect(applyProfile({ ...card, appendix }, profileByName.generic)).toEqual(whole);
    }
  });

  it('keeps its uuid, severity, topic and trace everywhere', () => {
    for (const profile of variants) {
      for (const card of allCards) {
        const { uuid, indicator, source, extension } = applyProfile(card, profile);
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
    const descriptions = (profile: EhrProfile) =>
      new Set(
        allCards
          .flatMap((card) => applyProfile(card, profile).suggestions ?? [])
          .flatMap(({ actions = [] }) =>
            actions.map(({ description }) => description.split(' ').slice(0, 5).join(' ')),
          ),
      );
    expect(descriptions(profileByName.epic)).toEqual(
      new Set(['Draft azathioprine without a dose;', 'Take the draft order of']),
    );
    expect(descriptions(site).size).toBe(10);
  });
});

describe('the lint', () => {
  it('finds cards as sent by generic wanting in Epic: codes, and nothing else', () => {
    const faults = new Set(allCards.flatMap((card) => lintForProfile(card, profileByName.epic)));
    expect(faults.size).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/not known here|spelt otherwise|selectionBehavior/);
  });

  it('reports what CDS Hooks itself forbids', () => {
    const [card] = allCards;
    expect(lintForProfile({ ...card!, uuid: 'none' }, profileByName.generic)).toEqual(['cards[0].uuid must be a UUID']);
  });

  it('reports a summary over the limit of the profile', () => {
    const strict = { ...profileByName.generic, summary: { maxLength: 40 } };
    const long = { ...allCards[0]!, summary: 'x'.repeat(41) };
    expect(lintForProfile(long, strict)).toEqual(['summary is over 40 characters']);
    expect(lintForProfile(applyProfile(long, strict), strict)).toEqual([]);
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
  .map(({ base, max, order, summary }): EhrProfile => ({
    ...base,
    cards: { max, order },
    summary: { maxLength: summary },
  }));

describe('an answer', () => {
  it('never loses a critical card, nor makes a summary longer than the profile allows', () => {
    fc.assert(
      fc.property(someCards, anyProfile, (picks, profile) => {
        const cards = cardsOf(picks);
        const { cards: shown } = applyProfileToResponse({ cards }, profile);
        const critical = cards.filter(({ indicator }) => indicator === 'critical');
        expect(shown.map(({ uuid }) => uuid)).toEqual(expect.arrayContaining(critical.map(({ uuid }) => uuid)));
        expect(shown.every(({ summary }) => summary !== '' && summary.length <= profile.summary.maxLength)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(Math.max(profile.cards.max ?? Infinity, critical.length));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same after two applications as after one', () => {
    fc.assert(
      fc.property(someCards, anyProfile, (picks, profile) => {
        const once = applyProfileToResponse({ cards: cardsOf(picks) }, profile);
        expect(applyProfileToResponse(once, profile)).toEqual(once);
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
    const capped: EhrProfile = { ...profileByName.generic, cards: { order: 'critical-first', max: 1 } };
    const { cards: shown } = applyProfileToResponse({ cards }, capped);
    expect(shown.map(({ summary }) => summary)).toEqual(['Third']);
    expect(shown[0]?.detail).toMatch(/\*\*Also found\*\*\n\n- First \\\*one\\\*\n- Second(\n|$)/);
  });

  it('comes critical first in athenahealth, and in the order of the rules elsewhere', () => {
    const cards = SEVERITIES.map((indicator, at) => ({ ...allCards[at]!, indicator }));
    const orderOf = (profile: EhrProfile) =>
      applyProfileToResponse({ cards }, profile).cards.map(({ indicator }) => indicator);
    expect(orderOf(profileByName.athena)).toEqual(['critical', 'warning', 'info']);
    expect(orderOf(profileByName.epic)).toEqual(['info', 'warning', 'critical']);
  });

  it('without cards stays without cards', () => {
    for (const profile of variants) expect(applyProfileToResponse({ cards: [] }, profile)).toEqual({ cards: [] });
  });
});
