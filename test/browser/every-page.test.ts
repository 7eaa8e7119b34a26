import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/open-sandbox.js';
import { type MadeExport, makeExport, rehearse } from '../rehearse/made-export.js';
import { makeReportPage, type ReportPage } from './report-page.js';
import {
  answered,
  chartRead,
  DESKTOP,
  inBrowser,
  overflow,
  PHONE,
  startSandbox,
  useBrowser,
  violations,
} from './sandbox-page.js';

/** Those of AA; a tag would ask AAA as well. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Every page that the product shows, as it can be read by everybody: on a desk, on a phone, on paper. */
inBrowser('every page', () => {
  const browser = useBrowser();
  let sandbox: Sandbox;
  let made: MadeExport;
  let report: ReportPage;
  beforeAll(async () => {
    sandbox = await startSandbox();
    made = await makeExport('--patients', '60', '--share', '0.2', '--seed', '5');
    const { code, err } = await rehearse(made, made.path('out'));
    if (code !== 0) throw new Error(err);
    report = await makeReportPage();
  });
  afterAll(async () => {
    await sandbox.close();
    await made.discard();
    await report.discard();
  });

  /** The page behind the first card of that patient. */
  async function behindCard(patient: string): Promise<string> {
    const page = await browser.open(`${sandbox.origin}/#${patient}/order-sign`);
    await answered(page);
    const link = page.getByRole('link', { name: 'All values, baselines and evidence' }).first();
    const url = (await link.getAttribute('href')) ?? '';
    await page.close();
    return url;
  }

  const rehearsal = () => pathToFileURL(made.path('out/rehearsal.html')).href;
  const onPage = (hash: string) => () => Promise.resolve(`${sandbox.origin}/${hash}`);
  /** In the sandbox page: with everything of an answer open. */
  async function everythingOpen(page: Page): Promise<void> {
    await chartRead(page);
    await answered(page);
    await page.getByRole('button', { name: 'Silent cards' }).click();
    await page.locator('.unseen').waitFor();
    await page.evaluate('document.querySelectorAll("details").forEach((each) => (each.open = true))');
  }

  const PAGES: readonly (readonly [string, () => Promise<string>, (page: Page) => Promise<void>])[] = [
    ['the sandbox page', onPage(''), (page) => page.locator('#patient-list a').first().waitFor()],
    ['the sandbox page with cards', onPage('#everything-at-once/order-sign'), everythingOpen],
    ['the sandbox page, chart and course', onPage('#aki-stage-3-toxic-trough/order-sign'), everythingOpen],
    ['the page behind a card', () => behindCard('aki-stage-3-toxic-trough'), () => Promise.resolve()],
    ['GET /', () => Promise.resolve(`${sandbox.service.url}/`), () => Promise.resolve()],
    ['/gallery', onPage('gallery'), () => Promise.resolve()],
    ['rehearsal.html', () => Promise.resolve(rehearsal()), () => Promise.resolve()],
    ['the report', () => Promise.resolve(report.url), () => Promise.resolve()],
  ];
  const SCREENS = [
    ['desk', DESKTOP],
    ['phone', PHONE],
  ] as const;

  describe.each(PAGES)('%s', (_name, urlOf, ready) => {
    test.each(SCREENS)('on a %s: axe finds nothing, nothing is wider than the screen', async (_screen, viewport) => {
      const page = await browser.open(await urlOf(), viewport);
      await ready(page);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(browser.complaints).toEqual([]);
      await page.close();
    });

    // Nothing but colours differs in the dark.
    test('in the dark: axe finds nothing to say of its colours', async () => {
      const page = await browser.open('about:blank');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(await urlOf());
      await ready(page);
      expect(await violations(page, COLOUR_RULES)).toEqual([]);
      await page.close();
    });
  });

  test('rehearsal.html: a key of the keyboard moves the limit, and with it the table, the picture and the sentence', async () => {
    const page = await browser.open(rehearsal());
    const panel = page.locator('.panel:visible');
    const row = panel.locator('tr.meant');
    const mark = () => panel.locator('line.now').getAttribute('x1');
    const slider = panel.getByRole('slider');
    const [path, at] = [await panel.getAttribute('data-path'), Number(await slider.inputValue())];
    const [rowBefore, markBefore] = [await row.textContent(), await mark()];
    expect(rowBefore).toContain('in force');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    const value = (await panel.getAttribute('data-values'))?.split(' ')[at - 1] ?? '';
    expect(await row.locator('th').textContent()).toBe(value);
    expect(await slider.getAttribute('aria-valuetext')).toContain(value);
    expect(await mark()).not.toBe(markBefore);
    const said = page.locator('#said');
    const sentence = await said.textContent();
    expect(sentence).toMatch(new RegExp(`^${path} ${value} .*orders per 100 with a card`));
    // Of so few patients numbers are hidden: what each is held against is said all the same.
    expect(sentence).toMatch(/<5 of \S+ caught \(now /);
    const [told, moved] = [await said.boundingBox(), await slider.boundingBox()];
    expect(told?.y).toBeLessThan(moved?.y ?? 0);
    await page.keyboard.press('ArrowRight');
    expect(await row.textContent()).toBe(rowBefore);
    await page.close();
  });

  test.each([
    ['rehearsal.html', rehearsal],
    ['the report', () => report.url],
  ])(
    '%s on a phone: the text of its pictures is as large as small print, and within the screen',
    async (_name, urlOf) => {
      const page = await browser.open(urlOf(), PHONE);
      const boxes = await page.evaluate<readonly { left: number; right: number; height: number }[]>(
        `[...document.querySelectorAll('svg text')].filter((text) => text.textContent !== '' && text.getClientRects().length > 0)
        .map((text) => text.getBoundingClientRect()).filter(({ width }) => width > 0)
        .map(({ left, right, height }) => ({ left, right, height }))`,
      );
      expect(boxes.length).toBeGreaterThan(5);
      for (const { left, right, height } of boxes) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(PHONE.width);
        expect(height).toBeGreaterThanOrEqual(10);
      }
      await page.close();
    },
  );

  test('the page behind a card fits its paper, with the large picture and every table whole', async () => {
    // A4 between its margins, in pixels of CSS.
    const page = await browser.open(await behindCard('aki-stage-3-toxic-trough'), { width: 718, height: 1047 });
    await page.emulateMedia({ media: 'print' });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const cut = await page.evaluate<number>(
      '[...document.querySelectorAll(".table, .behind, article")].filter((part) => part.scrollWidth > part.clientWidth).length',
    );
    expect(cut).toBe(0);
    expect(await page.locator('.picture.wide').isVisible()).toBe(true);
    expect(await page.locator('.picture.narrow').isVisible()).toBe(false);
  });
});
