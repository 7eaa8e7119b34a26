import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Card } from '../../src/domain/card.js';
import { cardPage } from '../../src/server/card-page/card-page.js';
import { createCardPages } from '../../src/server/card-page/card-pages.js';
import { startService } from '../../src/server/start/service.js';
import { captures, type Captured } from '../cli/captured.js';
import { ownContent } from '../content/content-in-memory.js';
import { evaluationOf } from '../support/evaluation-of.js';
import { snapshot } from '../support/snapshot-builder.js';
import { cardsIn, NOW, startTestService, testSettings, type TestService } from '../support/running-service.js';

/** `GET /why/<card>`: the page behind a card, for whoever follows its link in the minutes after it was shown. */
const TRACES = { token: 'a-token-of-somebody-who-may-read-charts', ageMs: 60 * 60_000 };
const content = ownContent();
const LABEL = 'All values, baselines and evidence';

let service: TestService;
let captured: Captured;
let card: Card;
let other: Card;

beforeAll(async () => {
  captured = (await captures())('aki-stage-1-high-trough');
  service = await startTestService({ traces: TRACES, cardPages: { ageMs: 15 * 60_000 } });
  [card, other] = cardsIn(await service.call('order-sign', captured)) as [Card, Card];
});
afterAll(() => service.close());

const linkOf = ({ links = [] }: Card) => links.find(({ label }) => label === LABEL)?.url ?? '';
async function read(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, { ...init, headers: { connection: 'close' } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('the link on a card', () => {
  it('each card has its own, and its address holds nothing of the patient', () => {
    expect(linkOf(card)).toMatch(new RegExp(`^${service.url}/why/${card.uuid}\\?until=\\d{13}&signature=[\\w-]{43}$`));
    expect(linkOf(other)).toContain(other.uuid);
    expect(linkOf(card)).not.toContain('aki-stage');
  });

  it('opens a page that runs nothing, loads nothing and stays in no cache', async () => {
    const { status, headers, text } = await read(linkOf(card));
    expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
      200,
      'no-store',
      'no-referrer',
    ]);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(text).not.toMatch(/<script|src=|@import|url\(/);
  });

  it('the page: the card, the picture, every value in a table, each way to an answer', async () => {
    const { text } = await read(linkOf(card));
    expect(text).toContain('creatinine 130 umol/L');
    expect(text).toMatch(/<svg [^>]*role="img"/);
    // Drawn twice, for a screen and for a phone; one of them is shown.
    expect(text.match(/<circle class="point"/g)).toHaveLength(2 * 5);
    for (const words of ['stage 1: 120', 'baseline 80', 'limit 15', 'tacrolimus begun', 'Kidney injury (aki)'])
      expect(text).toContain(words);
    expect(text).toMatch(/Creatinine, AKI warning stage 1<\/td><td class="n">130 umol\/L/);
  });

  it('a look leaves a line with the random id of the card, and nothing of the chart or the link', async () => {
    await read(linkOf(card));
    const looks = service.logged.filter(({ message }) => message === 'card page read');
    expect(looks.at(-1)?.fields).toEqual({ requestId: expect.any(String), card: card.uuid });
    expect(JSON.stringify(service.logged)).not.toContain('signature');
  });

  it.each<[string, (url: string) => string]>([
    ['no signature', (url) => url.replace(/&signature=.*/, '')],
    ['a forged one', (url) => url.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))],
    ['a longer one', (url) => `${url}x`],
    ['a later end', (url) => url.replace(/until=(\d+)/, (_, until) => `until=${Number(until) + 1}`)],
    ["another card's", (url) => url.replace(card.uuid, other.uuid)],
    ['no such card', (url) => url.replace(card.uuid, '0f8fad5b-d9cb-469f-a165-70867728950e')],
  ])('%s: 404, and nothing of the patient', async (_what, change) => {
    const { status, text } = await read(change(linkOf(card)));
    expect([status, text]).toEqual([404, expect.stringContaining('no longer kept')]);
    expect(text).not.toMatch(/creatinine|130/i);
  });

  it('is read with GET only', async () => {
    expect((await read(linkOf(card), { method: 'POST' })).status).toBe(405);
  });
});

it('a link opens its page up to its last millisecond, and never again', () => {
  let now = NOW;
  const asked: string[] = [];
  const pages = createCardPages({
    baseUrl: () => 'https://cds.example',
    ageMs: 1_000,
    clock: { now: () => now },
    callOf: (uuid) => (asked.push(uuid), null),
  });
  const { searchParams } = new URL(linkOf(pages.withLink({ ...card, links: [] }, 'en')));
  const follow = () => pages.read(card.uuid, searchParams.get('until') ?? '', searchParams.get('signature') ?? '');
  now = NOW + 1_000;
  follow();
  expect(asked).toEqual([card.uuid]);
  now = NOW + 1_001;
  follow();
  expect(asked).toHaveLength(1);
});

it('a base URL that ends in a slash makes no other link', async () => {
  const slashed = await startTestService({
    traces: TRACES,
    cardPages: { ageMs: 60_000 },
    publicBaseUrl: 'https://cds.example/tacrolimus/',
  });
  try {
    const [first] = cardsIn(await slashed.call('order-sign', captured)) as [Card];
    expect(linkOf(first)).toMatch(/^https:\/\/cds\.example\/tacrolimus\/why\/[\w-]+\?/);
  } finally {
    await slashed.close();
  }
});

/** An EHR may be sent text or HTML; the page says what the card said, in the format that it was in. */
describe('the detail of the card', () => {
  const html = (detail: string, extension: Card['extension']) => {
    const shown = { ...card, detail, extension } as Card;
    const chart = snapshot();
    return cardPage(
      {
        service: content.services[0]!,
        content,
        userId: null,
        evaluation: evaluationOf(chart, [shown]),
        snapshot: chart,
        cards: [shown],
      },
      card.uuid,
    );
  };
  const inFormat = (format: string) => ({ 'org.tacrolimus-cds.detail-format': format });

  it.each([
    ['Markdown', '**bold** <b>x</b>', undefined, '<strong>bold</strong>'],
    ['Markdown that begins with a bracket', '<b>x</b> **bold**', undefined, '<strong>bold</strong>'],
    ['HTML of ours', '<p><em>soft</em></p>', inFormat('html'), '<p><em>soft</em></p>'],
    ['text', 'AKI **1**\n<b>x</b>', inFormat('text'), '<pre>AKI **1**\n&#60;b&#62;x&#60;/b&#62;</pre>'],
  ])('%s', (_what, detail, extension, expected) => {
    const page = html(detail, extension);
    expect(page).toContain(expected);
    expect(page).not.toContain('<b>');
  });
});

describe('where it is off', () => {
  it('no card has the link, and nothing is at the path', async () => {
    const plain = await startTestService({ traces: TRACES });
    try {
      const cards = cardsIn(await plain.call('order-sign', captured));
      expect(cards.map(linkOf)).toEqual(cards.map(() => ''));
      expect((await read(linkOf(card).replace(service.url, plain.url))).status).toBe(404);
    } finally {
      await plain.close();
    }
  });

  it('without TRACE_TOKEN it cannot be switched on', async () => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const settings = testSettings({ cardPages: { ageMs: 1_000 } });
    await expect(startService(settings, { log, clock: { now: () => NOW } })).rejects.toThrow(
      /CARD_PAGES: .*TRACE_TOKEN/,
    );
  });
});
