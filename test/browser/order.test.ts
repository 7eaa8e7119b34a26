import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/open-sandbox.js';
import { sqlitePlace } from '../records/store/test-stores.js';
import { answered, inBrowser, startSandbox, useBrowser } from './sandbox-page.js';

/** From a patient to a signed order and back, as a clinician does it in the small EHR page, in a real browser. */
const TOKEN = 'a-token-of-an-administrator';
const MOST_TABS = 10;

inBrowser('the small EHR page', () => {
  const browser = useBrowser();
  let place: Awaited<ReturnType<typeof sqlitePlace>>;
  let sandbox: Sandbox;
  beforeAll(async () => {
    place = await sqlitePlace();
    sandbox = await startSandbox({ store: place.settings, reports: { token: TOKEN, proxyHeader: null } });
  });
  afterAll(async () => {
    await sandbox.close();
    await place.remove();
  });

  async function totals(): Promise<unknown> {
    const url = `${sandbox.service.url}/reports?from=2026-11-22&to=2026-11-22&format=json`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
    return ((await answer.json()) as { readonly totals: unknown }).totals;
  }

  const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.trim()');

  /** Presses Tab until the control has the focus. */
  async function tabTo(page: Page, name: string): Promise<number> {
    for (let presses = 1; presses <= 50; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await focused(page)) === name) return presses;
    }
    throw new Error(`no Tab leads to ${name}`);
  }

  test('by keyboard alone: patient, order, card; the order is taken back, a card dismissed, the service told', async () => {
    const page = await browser.open(sandbox.origin);
    await page.getByRole('link', { name: 'AKI stage 1 with a trough of 16' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#order-view .facts').waitFor();
    expect(await tabTo(page, 'Place order')).toBeLessThanOrEqual(MOST_TABS);
    await page.keyboard.press('Enter');
    await answered(page);

    expect(await tabTo(page, 'Take this order back')).toBeLessThanOrEqual(MOST_TABS);
    await page.keyboard.press('Enter');
    const accepted = page.locator('.accepted');
    await accepted.getByText('Feedback sent.').waitFor();
    expect(await accepted.textContent()).toContain('Taken back: tacrolimus 1 MG Oral Capsule. It will not be signed.');
    expect(await page.locator('#order-view').textContent()).toContain('Taken back: it will not be signed.');

    const second = page.locator('.card').nth(1);
    await second.locator('select').selectOption({ index: 1 });
    await second.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.dismissed').getByText('Feedback sent.').waitFor();
    expect(await totals()).toMatchObject({ shown: 2, accepted: 1, overridden: 1 });
    expect(browser.complaints).toEqual([]);
  });
});
