import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put it; `CHROMIUM_PATH` comes first. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine; null where it has none. In CI and `.ci/run` that is a failure, elsewhere it is said. */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const { CHROMIUM_PATH: given, CI: ci, NEEDS_CHROMIUM: needed } = env;
  const found = [...(given === undefined || given === '' ? [] : [given]), ...USUAL_PLACES].find((path) =>
    existsSync(path),
  );
  if (found !== undefined) return found;
  const told =
    'No Chromium on this machine: nothing was tested in a browser. Install one, or name it in CHROMIUM_PATH.';
  if (ci === 'true' || needed === 'true') throw new Error(told);
  process.stderr.write(`${told}\n`);
  return null;
}

export function launch(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    // A container has no user namespaces and little shared memory. Only pages of our own are opened.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    timeout: PATIENCE_MS,
  });
}

/** How long something may take to appear: nothing is measured, and a busy machine is slow. */
export const PATIENCE_MS = 60_000;
