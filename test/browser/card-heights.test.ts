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
 */
const DOCUMENT = new URL('cards.md', new URL('../../docs/clinical/', import.meta.url));
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
    const cards = await everyCard();
    const [desk, phone] = [await heights(cards, DESKTOP), await heights(cards, PHONE)];
    measured = cards.map((card, at) => ({
      finding: traceOf(card).finding,
      words: wordsIn(card.detail),
      desk: desk[at] ?? 0,
      phone: phone[at] ?? 0,
    }));
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
    if (process.env.UPDATE_CARD_TABLE === '1') await writeFile(DOCUMENT, `${before}\n${table(measured)}\n\n${after}`);
    else for (const { finding } of measured) expect(old).toContain(`\`${finding}\``);
  });
});

function table(cards: readonly Measured[]): string {
  const findings = [...new Set(cards.map(({ finding }) => finding))].sort();
  const row = (name: string, own: readonly Measured[]) => {
    const figures = (['words', 'desk', 'phone'] as const).map((what) => spread(own.map((card) => card[what])));
    return `| ${[name, String(own.length), ...figures].join(' | ')} |`;
  };
  return [
    '<!-- prettier-ignore -->',
    '| Finding | Cards | Words | Height at 1400 px | Height at 390 px |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...findings.map((name) =>
      row(
        `\`${name}\``,
        cards.filter(({ finding }) => finding === name),
      ),
    ),
    row('all', cards),
  ].join('\n');
}

/** The median, and the largest. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)] ?? 0}, at most ${sorted.at(-1) ?? 0}`;
}
