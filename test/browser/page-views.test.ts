import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/open-sandbox.js';
import { answered, chartRead, inBrowser, placeOrder, startSandbox, useBrowser } from './sandbox-page.js';

/** What the small EHR page shows: of patients, of a chart, of an answer. */
inBrowser('the small EHR page shows', () => {
  const browser = useBrowser();
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  // What a test does not take away itself, no server and no script.
  afterEach(() => {
    expect(browser.complaints.splice(0)).toEqual([]);
  });

  const patients = (page: Page) => page.locator('#patient-list a');

  test('five featured patients, the others on demand, and whoever is searched for', async () => {
    const page = await browser.open(sandbox.origin);
    await patients(page).first().waitFor();
    expect(await patients(page).count()).toBe(5);
    await page.getByRole('button', { name: /^Show all \d+ patients$/ }).click();
    expect(await patients(page).count()).toBeGreaterThan(100);
    await page.getByRole('button', { name: 'Show the featured patients' }).click();
    expect(await patients(page).count()).toBe(5);
    await page.getByRole('searchbox').fill('yellow fever');
    expect(await patients(page).count()).toBe(1);
  });

  test('the course: the picture that stands behind a card, and its numbers', async () => {
    const page = await browser.open(`${sandbox.origin}/#aki-stage-3-toxic-trough`);
    await chartRead(page);
    const picture = page.locator('.picture svg:visible');
    expect(await picture.count()).toBe(1);
    const text = (await picture.textContent()) ?? '';
    for (const words of [
      'Creatinine, umol/L',
      'stage 3: 240',
      'baseline 80',
      'limit 15',
      'tacrolimus begun',
      '2 mg x 2',
    ])
      expect(text).toContain(words);
    await page.getByText('The same numbers as a table').click();
    expect(await page.locator('.course-part table').textContent()).toContain('260 umol/L');
  });

  test('what a card adds to the drafts goes out with the next call', async () => {
    const page = await browser.open(`${sandbox.origin}/#aki-stage-1-high-trough`);
    await placeOrder(page);
    await page.getByRole('button', { name: 'Order creatinine' }).click();
    // This service keeps nothing, and so takes no feedback; the page says so instead of claiming it.
    await page.getByText('Feedback not sent: this service keeps none.').waitFor();
    expect(await page.locator('#order-view').textContent()).toContain('Creatinine, serum or plasma');
    const sent = page.waitForRequest((request) => request.url().endsWith('/tacrolimus-order-sign'));
    await page.getByRole('button', { name: 'Place order' }).click();
    expect((await sent).postData()).toContain('"resourceType":"ServiceRequest"');
    await page.getByRole('button', { name: 'Draft the order as it was' }).click();
    expect(await page.locator('#order-view').textContent()).not.toContain('From a card');
  });

  test('silent cards on demand, as they would read', async () => {
    const page = await browser.open(`${sandbox.origin}/#clarithromycin-alone/order-sign`);
    await answered(page);
    expect(await page.locator('#unseen-view').textContent()).toBe('');
    await page.getByRole('button', { name: 'Silent cards' }).click();
    await page.getByRole('heading', { name: 'What stayed silent' }).waitFor();
    const unseen = page.locator('.unseen');
    expect(await page.locator('#answer-view .card').count()).toBe(0);
    expect(await unseen.locator('.card').allTextContents()).toEqual([
      expect.stringContaining('Tacrolimus and clarithromycin'),
    ]);
    // They are looked at, not answered.
    expect(await unseen.locator('.card button').count()).toBe(0);
    await unseen.getByText('What each rule answered').first().click();
    expect(await unseen.locator('table').first().textContent()).toContain('Kidney injury (aki)');
  });

  test('with the FHIR server down: the chart could not be read, and never that there is nothing on record', async () => {
    const down = await startSandbox({ fhirUrl: 'http://127.0.0.1:9/fhir' });
    try {
      const page = await browser.open(`${down.origin}/#trough-20-1`);
      await chartRead(page);
      await placeOrder(page);
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).toContain('The chart could not be read');
      expect(text).not.toMatch(/on record/);
    } finally {
      await down.close();
    }
  });

  test('with one search failing: what could not be read is said, not taken for none', async () => {
    const page = await browser.open(sandbox.origin);
    await page.route('**/fhir/MedicationRequest?*', (route) => route.abort());
    await page.goto(`${sandbox.origin}/#trough-20-1`);
    await chartRead(page);
    expect(await page.locator('#chart-view').textContent()).toContain('Could not be read: ordered.');
    expect(await page.locator('#chart-view').textContent()).not.toContain('None on record');
  });
});
