import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { type Card, PAGE_LINK_LABELS } from '../../src/domain/card.js';
import { NOW, startPair, traceOf, type Pair, WITH_PAGES } from '../support/running-service.js';

/** Every story in German (ADR 7): the same findings in German words, within the limits of the English cards and a fifth. */
const MORE = 1.2;
/** Hundreds of calls, on a machine that does other things besides. */
const PATIENCE_MS = 600_000;
const stories = process.env.TESTS === 'core' ? allStories(NOW).filter((_, at) => at % 10 === 0) : allStories(NOW);
let pair: Pair;
const answers = new Map<string, { readonly en: readonly Card[]; readonly de: readonly Card[] }>();

beforeAll(async () => {
  pair = await startPair(
    stories.flatMap(({ resources }) => resources),
    WITH_PAGES,
  );
  for (const story of stories) {
    const body = toRequest(story, 'order-sign', { fhirServer: pair.fhir.url, prefetch: null });
    answers.set(story.id, { en: await cardsIn('en-GB, de;q=0.5', body), de: await cardsIn('de-CH, en;q=0.8', body) });
  }
}, PATIENCE_MS);
afterAll(() => pair.close());

async function cardsIn(language: string, body: object): Promise<readonly Card[]> {
  const response = await fetch(`${pair.service.url}/cds-services/tacrolimus-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(body),
  });
  const { cards = [] } = (await response.json()) as { readonly cards?: readonly Card[] };
  return cards;
}

/** What the records of the stories say themselves is shown as it stands. */
const RECORDED = 'No response after 5 months';
const wordsIn = (text = '') => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
const pairs = () =>
  [...answers].flatMap(([story, { en, de }]) => de.map((german, at) => ({ story, german, english: en[at] })));

test('the same cards, in the same order and of the same severity', () => {
  for (const { en, de } of answers.values()) {
    const kinds = (cards: readonly Card[]) => cards.map((card) => `${traceOf(card).finding} ${card.indicator}`);
    expect(kinds(de)).toEqual(kinds(en));
  }
  expect(pairs().length).toBeGreaterThan(5);
});

test('no English is left but what the record says', () => {
  const english =
    /\b(?:the|and|is|are|were|not|with|without|before|since|above|below|days?|weeks?|months?|level|trough|baseline|stage|could|than|there|this|that|has|have|been|least|repeat|check|review|ordered|taken|found|to)\b/i;
  const left = pairs().flatMap(({ story, german }) => {
    const { summary, detail = '', suggestions = [], overrideReasons = [], source } = german;
    const ours = [
      summary,
      detail,
      source.topic?.display ?? '',
      ...suggestions.flatMap(({ label, actions = [] }) => [label, ...actions.map(({ description }) => description)]),
      ...overrideReasons.map(({ display }) => display),
    ].join(' ');
    const word = english.exec(ours.replaceAll(RECORDED, ''))?.[0];
    return word === undefined ? [] : [`${story} ${traceOf(german).finding}: ${word}`];
  });
  expect(left).toEqual([]);
});

/** Every text of ours on a card, by its place; codes, addresses and the displays of code systems are no words of ours. */
function textsIn(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['coding', 'url', 'uuid', 'system', 'code', 'extension', 'reference', 'subject'].includes(key) && path !== '.topic'
      ? key === 'code' && typeof inner === 'object'
        ? textsIn(inner, `${path}.code`)
        : []
      : textsIn(inner, `${path}.${key}`),
  );
}

test('no text of an answer is the one of the English answer', () => {
  const same = pairs().flatMap(({ story, german, english }) => {
    const before = new Map(textsIn(english));
    return textsIn(german)
      .filter(([path, text]) => before.get(path) === text && /\p{L}+\s+\p{L}+/u.test(text))
      .map(([path, text]) => `${story}${path}: ${text}`);
  });
  expect(same).toEqual([]);
});

test('as short, German words being longer and fewer, or a fifth more of them', () => {
  const tooLong = pairs().flatMap(({ story, german }) => {
    const most = (['aki-stage', 'not-evaluated'].includes(traceOf(german).finding) ? 90 : 80) * MORE;
    return wordsIn(german.detail) > most ? [`${story}: ${wordsIn(german.detail)}`] : [];
  });
  expect(tooLong).toEqual([]);
});

/** A word of ours that is English; words of records, codes and settings (`aki.maxAgeDays`) are not looked at. */
const ENGLISH_ON_PAGE =
  /\b(?:the|and|is|are|were|not|with|without|before|since|above|below|days?|weeks?|months?|none|stage|could|than|there|this|that|has|have|been|least|judged|times|within|against|ordered|taken|found|latest|current|age|evaluated|speaks|rises?|supply|because|for|given|request|statement|dispense|administration|negative|positive|concerns)\b/;

/** What the charts say in their own words, the longest first. */
const recorded = [
  ...new Set(
    stories.flatMap(({ resources }) =>
      [...JSON.stringify(resources).matchAll(/"(?:display|text)":"([^"\\\\]+)"/g)].map(([, said = '']) => said),
    ),
  ),
].sort((a, b) => b.length - a.length);

describe('the page behind a German card', () => {
  test(
    'is German: headings, picture, every cell of every table, what stands behind the card, each step of each rule and each outcome',
    async () => {
      for (const { german } of pairs()) {
        const link = german.links?.find(({ label }) => label === PAGE_LINK_LABELS.de);
        const page = await (await fetch(link?.url ?? '')).text();
        expect(page).toContain('<html lang="de">');
        expect(page).toContain('<h1>Worauf diese Karte beruht</h1>');
        expect(page).not.toContain('lang="en"');
        const parts = [
          ...page.matchAll(
            /<(?:li|p|h[1-3]|caption|t[dh]|text|title)(?: [^>]*)?>(.*?)<\/(?:li|p|h[1-3]|caption|t[dh]|text|title)>/gs,
          ),
        ];
        const left = parts
          .map(([, text = '']) =>
            recorded.reduce(
              (rest, said) => rest.replaceAll(said, ''),
              // Names of findings and codes (`aki-stage`, `no-unit`) are the same in every language.
              text.replaceAll(/<[^>]*>/g, '').replaceAll(/\b[a-z]+(?:-[a-z]+)+\b/g, ''),
            ),
          )
          .filter((text) => ENGLISH_ON_PAGE.test(text));
        expect(left).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});
