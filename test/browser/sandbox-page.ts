import axe from 'axe-core';
import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openSandbox, type Sandbox } from '../../sandbox/open-sandbox.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { NOW, testSettings, WITH_PAGES } from '../support/running-service.js';
import { findChromium, launch, PATIENCE_MS } from './chromium.js';

export const DESKTOP = { width: 1400, height: 900 };
export const PHONE = { width: 390, height: 844 };

jest.setTimeout(5 * PATIENCE_MS);

const chromium = findChromium();
/** For tests that need a browser: skipped, and said so, where this machine has none. */
export const inBrowser = chromium === null ? describe.skip : describe;

export interface SandboxChanges extends Partial<ServiceSettings> {
  readonly fhirUrl?: string;
}

/** The service with its sandbox, as `npm start` opens it, at the moment of the stories. */
export function startSandbox({ fhirUrl, ...changes }: SandboxChanges = {}): Promise<Sandbox> {
  const nothing = () => undefined;
  return openSandbox({
    host: '127.0.0.1',
    port: 0,
    stories: allStories(NOW),
    ...(fhirUrl === undefined ? {} : { fhirUrl }),
    settings: (corsOrigins) => testSettings({ ...WITH_PAGES, corsOrigins, ...changes }),
    deps: { log: { info: nothing, warn: nothing, error: nothing }, clock: { now: () => NOW } },
  });
}

export interface Opener {
  open(url: string, viewport?: typeof DESKTOP): Promise<Page>;
  /** What pages have complained of since they were opened: scripts that failed, what their policy forbade. */
  readonly complaints: string[];
}

/** One browser for the tests of a `describe`; each opens pages of its own. */
export function useBrowser(): Opener {
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launch(chromium ?? '');
  });
  afterAll(() => browser.close());
  return {
    complaints,
    async open(url, viewport = DESKTOP) {
      const page = await browser.newPage({ viewport });
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (said) => {
        // A server that refuses or is down is what some tests are about.
        if (said.type() === 'error' && !said.text().startsWith('Failed to load')) complaints.push(said.text());
      });
      await page.goto(url);
      return page;
    },
  };
}

/** The order of the patient who is open is placed, and the answer stands on the page. */
export async function placeOrder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Place order' }).click();
  await answered(page);
}

export async function answered(page: Page): Promise<void> {
  await page.locator('#answer-view > .card, #answer-view > .state').first().waitFor();
}

/** The picture or its absence, the last of a chart to come. */
export async function chartRead(page: Page): Promise<void> {
  await page.locator('#chart-view .course-part, #chart-view .state').first().waitFor();
}

/** What axe objects to, one line each. @param rules that are asked; without them all of A and AA */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Scripts of ours are let in by the policy of no page; what a debugger runs is.
  await page.evaluate(axe.source);
  const asked = JSON.stringify(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } });
  return page.evaluate<string[]>(`axe.run(document, ${asked}).then(({ violations }) => violations.map(
    ({ id, help, nodes }) => id + ': ' + help + ' (' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ') + ')'))`);
}

/** By how many pixels the page is wider than the screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
