import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import type { Sandbox } from '../../sandbox/open-sandbox.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import type { Card } from '../../src/domain/card.js';
import { post } from '../server/http/test-app.js';
import { cardsIn, NOW, traceOf } from '../support/running-service.js';
import { wordsIn } from '../support/words-in.js';
import { DESKTOP, inBrowser, PHONE, startSandbox, useBrowser } from './sandbox-page.js';

/**
 * How much there is to read, and how tall it stands in the small EHR page, of every card of every story
 * (docs/clinical/cards.md#length). UPDATE_CARD_TABLE=1 writes the table there; heights depend on the fonts of a machine.
 *
 * Beside them stands what the same stories had to be read before the cards were shortened, as the same page shows it. Those cards are
 * in the history (`test/golden/answers` of the commit before); CARDS_BEFORE=<file with a list of cards> measures them anew.
 */
const DOCUMENT = new URL('cards.md', new URL('../../docs/clinical/', import.meta.url));
const BEFORE = new URL('./cards-before.json', import.meta.url);
const MOST_PIXELS_OF_AKI = 420;

interface Measured {
  readonly finding: string;
  readonly words: number;
  readonly desk: number;
  readonly phone: number;
}

inBrowser('the height of cards', () => {
  const browser = useBrowser();
  let sandbox: Sandbox;
  let measured: readonly Measured[];
  beforeAll(async () => {
    sandbox = await startSandbox();
    measured = await measure(await everyCard());
  });
  afterAll(() => sandbox.close());

  async function everyCard(): Promise<readonly Card[]> {
    const url = `${sandbox.service.url}/cds-services/tacrolimus-order-sign`;
    const cards: Card[] = [];
    for (const story of allStories(NOW)) {
      const answer = await post(url, toRequest(story, 'order-sign', { fhirServer: sandbox.fhir.url, prefetch: null }));
      if (answer.status === 200) cards.push(...cardsIn(answer));
    }
    return cards;
  }

  async function measure(cards: readonly Card[]): Promise<readonly Measured[]> {
    const [desk, phone] = [await heights(cards, DESKTOP), await heights(cards, PHONE)];
    return cards.map((card, at) => ({
      finding: traceOf(card).finding,
      words: wordsIn(card.detail),
      desk: desk[at] ?? 0,
      phone: phone[at] ?? 0,
    }));
  }

  /** Each card alone where answers stand, opened, as the page itself makes it. */
  async function heights(cards: readonly Card[], viewport: typeof DESKTOP): Promise<readonly number[]> {
    const page = await browser.open(sandbox.origin, viewport);
    await page.locator('#patient-list a').first().waitFor();
    const script = `import('/card-view.js').then(({ cardView }) => ${JSON.stringify(cards)}.map((card, at) => {
      const view = cardView(card, 'card-' + at, true, { accept() {}, dismiss() {} });
      document.getElementById('answer-view').replaceChildren(view);
      return Math.round(view.getBoundingClientRect().height);
    }))`;
    return page.evaluate<readonly number[]>(script);
  }

  test('a card of kidney injury fits the first screen, with its buttons', () => {
    const aki = measured.filter(({ finding }) => finding === 'aki-stage');
    expect(aki.length).toBeGreaterThan(10);
    expect(aki.filter(({ desk }) => desk > MOST_PIXELS_OF_AKI)).toEqual([]);
  });

  test('no card of any finding is taller than the screen, nor than a phone', () => {
    expect(Math.max(...measured.map(({ desk }) => desk))).toBeLessThanOrEqual(DESKTOP.height / 2);
    expect(Math.max(...measured.map(({ phone }) => phone))).toBeLessThanOrEqual(PHONE.height);
  });

  test('the table of the document has every finding', async () => {
    const text = await readFile(DOCUMENT, 'utf8');
    const [before = '', old = '', after = ''] = text.split(/(?<=<!-- card-heights -->\n)|(?=<!-- \/card-heights -->)/);
    const [{ CARDS_BEFORE: cards, UPDATE_CARD_TABLE: update }, was] = [process.env, await figuresBefore()];
    if (cards !== undefined) {
      const earlier = await measure(JSON.parse(await readFile(cards, 'utf8')) as readonly Card[]);
      await writeFile(BEFORE, `${JSON.stringify(Object.fromEntries(rows(earlier)), null, 2)}\n`);
    } else if (update === '1') await writeFile(DOCUMENT, `${before}\n${table(rows(measured), was)}\n\n${after}`);
    else for (const { finding } of measured) expect(old).toContain(`\`${finding}\``);
  });
});

/** Median and largest of words, of pixels at 1400 and of pixels at 390, after the number of cards. */
type Row = readonly [cards: number, words: string, desk: string, phone: string];

async function figuresBefore(): Promise<ReadonlyMap<string, Row>> {
  return new Map(Object.entries(JSON.parse(await readFile(BEFORE, 'utf8')) as Readonly<Record<string, Row>>));
}

function rows(cards: readonly Measured[]): ReadonlyMap<string, Row> {
  const findings = [...new Set(cards.map(({ finding }) => finding))].sort();
  const row = (own: readonly Measured[]): Row => [
    own.length,
    spread(own.map(({ words }) => words)),
    spread(own.map(({ desk }) => desk)),
    spread(own.map(({ phone }) => phone)),
  ];
  return new Map([
    ...findings.map((name) => [name, row(cards.filter(({ finding }) => finding === name))] as const),
    ['all', row(cards)],
  ]);
}

function table(now: ReadonlyMap<string, Row>, before: ReadonlyMap<string, Row>): string {
  const none: Row = [0, '-', '-', '-'];
  return [
    '<!-- prettier-ignore -->',
    '| Finding | Cards | Words before | Words | Height at 1400 px before | at 1400 px | Height at 390 px before | at 390 px |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...now].map(([name, [cards, ...figures]]) => {
      const [, ...was] = before.get(name) ?? none;
      const cells = [
        name === 'all' ? name : `\`${name}\``,
        String(cards),
        ...figures.flatMap((is, at) => [was[at], is]),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

/** The median, and the largest. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)] ?? 0}, at most ${sorted.at(-1) ?? 0}`;
}
