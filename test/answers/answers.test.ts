import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordSpans } from '../server/monitoring/recording-tracer.js';
import { type Answers, HOOKS, openAnswers, WAYS } from './every-case.js';

/**
 * Whether any answer has changed by a byte: what a change for speed must never do. The hashes lie in `hashes.json`, by story and hook
 * in the order of `WAYS`. A change that alters answers on purpose records them anew, with `UPDATE_ANSWERS=1`; what they say is
 * looked at in the golden answers, of which each has its text.
 *
 * Every fifth case is asked, so that five stories in a row cover each hook with each way; `ANSWERS=all` asks all of them.
 */
const FILE = fileURLToPath(new URL('hashes.json', import.meta.url));
const EVERY = process.env.ANSWERS === 'all' ? 1 : 5;
const RECORD = process.env.UPDATE_ANSWERS === '1';
/** Of the cases that are asked; these are asked once more inside a trace. */
const EVERY_TRACED = 8;
/** A minute of one core, or three for all, on a machine that others use too. */
const LONGEST_MS = 20 * 60_000;

type Hashes = Record<string, Record<string, string>>;

let answers: Answers;
const spans = recordSpans();

beforeAll(async () => {
  answers = await openAnswers();
}, LONGEST_MS);
afterAll(async () => {
  spans.stop();
  await answers.close();
});

function* cases(): Generator<{ story: string; hook: string; way: string; at: number }> {
  for (const story of answers.stories)
    for (const hook of HOOKS) for (const [at, way] of WAYS.entries()) yield { story, hook, way, at };
}

test(
  'every answer is what it was, to the byte',
  async () => {
    if (RECORD) await record();
    const hashes = JSON.parse(readFileSync(FILE, 'utf8')) as Hashes;
    const changed: string[] = [];
    let asked = 0;
    let number = 0;
    for (const { story, hook, way, at } of cases()) {
      number += 1;
      if (number % EVERY !== 0) continue;
      asked += 1;
      const wanted = hashes[story]?.[hook]?.split(' ')[at];
      const name = `${story}, ${hook}, ${way}`;
      if ((await answers.hash(story, hook, way)) !== wanted) changed.push(name);
      else if (asked % EVERY_TRACED === 0 && (await answers.hash(story, hook, way, true)) !== wanted)
        changed.push(`${name}, with a trace`);
    }
    expect(changed).toEqual([]);
    expect(asked).toBeGreaterThan(1_000);
    expect(Object.keys(hashes).sort()).toEqual([...answers.stories].sort());
  },
  LONGEST_MS,
);

async function record(): Promise<void> {
  if (process.env.CI !== undefined) throw new Error('UPDATE_ANSWERS is set in CI: answers are recorded by hand only.');
  const hashes: Hashes = {};
  for (const { story, hook, way } of cases()) {
    const ofStory = (hashes[story] ??= {});
    const hash = await answers.hash(story, hook, way);
    ofStory[hook] = ofStory[hook] === undefined ? hash : `${ofStory[hook]} ${hash}`;
  }
  writeFileSync(FILE, `${JSON.stringify(hashes, null, 2)}\n`);
}
