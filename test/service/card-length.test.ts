import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import type { Card } from '../../src/domain/card.js';
import { PAGE_LINK_LABEL } from '../../src/domain/card.js';
import { cardsIn, NOW, startPair, traceOf, type Pair, WITH_PAGES } from '../support/running-service.js';
import { wordsIn } from '../support/words-in.js';

/** A card is read in five seconds (docs/clinical/cards.md#length): words and lines of every card of every story, where a page shows the rest. */
const MOST_WORDS = 80;
/** A stage of kidney injury has more to compare. */
const MOST_WORDS_OF_AKI = 90;
/** What could not be checked, why, and since when it is due. */
const MOST_WORDS_OF_GAPS = 90;
const MOST_LINES = 8;
const MEDIAN_WORDS = 60;
const MOST_WORDS_OF_AN_ANSWER = 200;

const stories = allStories(NOW);
let pair: Pair;
const answers = new Map<string, readonly Card[]>();
beforeAll(async () => {
  pair = await startPair(
    stories.flatMap(({ resources }) => resources),
    WITH_PAGES,
  );
  for (const story of stories) {
    const body = toRequest(story, 'order-sign', { fhirServer: pair.fhir.url, prefetch: null });
    const answer = await pair.service.call('order-sign', body);
    answers.set(story.id, answer.status === 200 ? cardsIn(answer) : []);
  }
});
afterAll(() => pair.close());

const everyCard = () => [...answers].flatMap(([story, cards]) => cards.map((card) => ({ story, card })));

function linesIn(detail = ''): number {
  return detail.split('\n').filter((line) => line.trim() !== '').length;
}

test('no card has more words or lines than are read', () => {
  const tooLong = everyCard().flatMap(({ story, card }) => {
    const { finding } = traceOf(card);
    // Two checks that are overdue and could not be made are two gaps, each with its date and window (docs/clinical/cards.md#length).
    const gapsOrAny = finding === 'not-evaluated' ? MOST_WORDS_OF_GAPS : MOST_WORDS;
    const most = finding === 'aki-stage' ? MOST_WORDS_OF_AKI : gapsOrAny;
    const [words, lines] = [wordsIn(card.detail), linesIn(card.detail)];
    return words > most || lines > MOST_LINES ? [`${story} ${finding}: ${words} words, ${lines} lines`] : [];
  });
  expect(everyCard().length).toBeGreaterThan(80);
  expect(tooLong).toEqual([]);
});

test('half of the cards are shorter still', () => {
  const words = everyCard()
    .map(({ card }) => wordsIn(card.detail))
    .sort((a, b) => a - b);
  expect(words[Math.floor(words.length / 2)]).toBeLessThanOrEqual(MEDIAN_WORDS);
});

test('everything at once is one message', () => {
  const cards = answers.get('everything-at-once') ?? [];
  expect(cards.length).toBeGreaterThan(2);
  expect(cards.reduce((sum, { detail }) => sum + wordsIn(detail), 0)).toBeLessThanOrEqual(MOST_WORDS_OF_AN_ANSWER);
});

test('what is not on the card is on its page: the table of facts, the evidence', async () => {
  for (const { story, card } of everyCard()) {
    const { finding } = traceOf(card);
    if (finding === 'not-evaluated' || finding === 'interaction') continue;
    expect(card.detail).not.toMatch(/^\||\*\*Evidence\*\*/m);
    const link = card.links?.find(({ label }) => label === PAGE_LINK_LABEL);
    const page = await (await fetch(link?.url ?? '')).text();
    expect([story, page.includes('<h2>Behind it</h2>'), page.includes('As reported')]).toEqual([story, true, true]);
  }
});

test('a suggestion stands once in an answer, on the most serious card that has it', () => {
  for (const [story, cards] of answers) {
    const labels = cards.flatMap(({ suggestions = [] }) => suggestions.map(({ label }) => label));
    expect([story, labels]).toEqual([story, [...new Set(labels)]]);
  }
  const [first, second] = answers.get('aki-stage-3-toxic-trough') ?? [];
  expect(first?.suggestions?.map(({ label }) => label)).toEqual([
    'Order creatinine',
    'Order tacrolimus trough',
    'Take this order back',
  ]);
  expect(second?.suggestions).toBeUndefined();
});
