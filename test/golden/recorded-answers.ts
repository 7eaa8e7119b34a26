import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Answer } from '../server/http/test-app.js';

/** One answer as it is kept: the status and the whole body, without what differs from call to call. */
interface Recorded {
  readonly status: number;
  readonly body: unknown;
}

/** By what was asked: `order-sign`, `patient-view by prefetch`. */
export type Answers = Readonly<Record<string, Answer>>;

const FOLDER = new URL('./answers/', import.meta.url);
const RECORD = process.env.UPDATE_GOLDEN === '1';

/**
 * Compares the answers with the recorded ones, as text: names, order and every word count. With `UPDATE_GOLDEN=1`
 * (`npm run golden:record`) it records them instead, but never where `CI` is set.
 *
 * @param name of the story or of the captured body; the file under `answers/`.
 * @param addresses what stands for an address with a free port in it.
 */
export function expectRecorded(name: string, answers: Answers, addresses: Readonly<Record<string, string>>): void {
  const text = print(answers, addresses);
  const file = new URL(`${name}.json`, FOLDER);
  if (RECORD) {
    if (process.env.CI !== undefined) throw new Error('UPDATE_GOLDEN is set in CI: answers are recorded by hand only.');
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
    return;
  }
  // Two strings of many lines: Jest shows those that differ, under the name of the test, which is the story's.
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** The names of what was recorded, sorted. */
export function recordedNames(): string[] {
  return readdirSync(FOLDER)
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

/** One line per member and per line of text. An answer that an earlier one equals is named, not repeated. */
function print(answers: Answers, addresses: Readonly<Record<string, string>>): string {
  const earlier = new Map<string, string>();
  const entries = Object.entries(answers).map(([asked, { status, text }]): [string, Recorded | string] => {
    const body = normalised(text, addresses);
    const key = `${status} ${body}`;
    const same = earlier.get(key);
    earlier.set(key, same ?? asked);
    return [asked, same === undefined ? { status, body: JSON.parse(body, inLines) as unknown } : `as ${same}`];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`;
}

/** Identifiers made for one call, addresses, and the two hashes that change with every edit of content or of a type. */
function normalised(text: string, addresses: Readonly<Record<string, string>>): string {
  const stable = text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/"factsHash":"[0-9a-f]{64}"/g, '"factsHash":"<hash>"')
    .replaceAll(/"contentVersion":"[^"]+"/g, '"contentVersion":"<version>"');
  const named = Object.entries(addresses).reduce((rest, [url, name]) => rest.replaceAll(url, name), stable);
  return named === '' ? '""' : named;
}

function inLines(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.includes('\n') ? { lines: value.split('\n') } : value;
}
