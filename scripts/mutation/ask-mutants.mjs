/**
 * Asks the tests about one mutant after another, in this process: everything is loaded once. Started by
 * `one-process.mjs`, which starts it again behind a mutant that never ends.
 */
import { pathToFileURL } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import process from 'node:process';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { collected, runTest } from './test-globals.mjs';

/** A test of one mutant that takes longer has hung; milliseconds. */
const HUNG_MS = 10_000;
/** How often a mutated place may be passed, as a multiple of how often the test passes it unchanged. */
const HITS = 100;

const { tests, skip, slowestMs, budgetMs } = JSON.parse(process.argv[2] ?? '{}');
const state = (globalThis.__stryker__ = { mutantCoverage: { static: {}, perTest: {} } });
// The first failure is enough to notice a mutant; nobody reads the smallest one.
fc.configureGlobal({ endOnFailure: true });

for (const file of tests) await import(pathToFileURL(file).href);
const times = collected.map(() => 0);
const unsound = [];
for (const round of [0, 1]) {
  // The second time without what only a first use costs.
  for (const [at, each] of collected.entries()) {
    state.currentTestId = String(at);
    const begin = performance.now();
    try {
      await runTest(each);
    } catch (error) {
      if (round === 0) unsound.push({ at, name: each.name, why: String(error).slice(0, 300) });
    }
    times[at] = performance.now() - begin;
  }
}
state.currentTestId = undefined;
const out = new Set(unsound.map(({ at }) => at));
const { static: whileLoading, perTest } = state.mutantCoverage;
const reachedBy = new Map();
for (const [test, hits] of Object.entries(perTest)) {
  for (const [mutant, times] of Object.entries(hits)) {
    const list = reachedBy.get(mutant) ?? [];
    list.push({ at: Number(test), hits: times });
    reachedBy.set(mutant, list);
  }
}
process.send({
  kind: 'ready',
  tests: collected.length,
  slow: times.filter((ms) => ms > slowestMs).length,
  unsound,
  reached: [...reachedBy.keys()],
  whileLoading: Object.keys(whileLoading),
});

for (const mutant of [...reachedBy.keys()].sort((a, b) => a - b)) {
  if (skip.includes(mutant)) continue;
  process.send({ kind: 'begin', mutant });
  process.send({ kind: 'end', mutant, ...(await ask(mutant)) });
}
process.disconnect();
process.exit(0);

async function ask(mutant) {
  const asked = (reachedBy.get(mutant) ?? [])
    .filter(({ at }) => !out.has(at) && times[at] <= slowestMs)
    .sort((a, b) => times[a.at] - times[b.at]);
  let spent = 0;
  for (const { at, hits } of asked) {
    spent += times[at];
    if (spent > budgetMs) return { noticed: false, cut: true };
    Object.assign(state, { activeMutant: mutant, currentTestId: String(at), hitCount: 0, hitLimit: hits * HITS });
    try {
      const hung = setTimeout(HUNG_MS, 'hung', { ref: false });
      if ((await Promise.race([runTest(collected[at]), hung])) === 'hung') return { noticed: true, by: 'hung' };
    } catch {
      return { noticed: true, by: at };
    } finally {
      state.activeMutant = undefined;
    }
  }
  return { noticed: false, asked: asked.length };
}
