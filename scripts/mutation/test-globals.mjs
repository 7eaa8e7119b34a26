/**
 * What a file of tests takes from `@jest/globals`, for tests that are run in this process again and again: they are only
 * collected here. Stands in for that package in the copy that `instrumented-copy.mjs` makes.
 */
import { expect } from 'expect';

export { expect };

/** Every test in the order of the files: its body, and what is done before and after it. */
export const collected = [];

const outermost = { parent: null, before: [], after: [], once: [] };
let suite = outermost;

export function describe(_name, body) {
  const own = { parent: suite, before: [], after: [], once: [] };
  suite = own;
  body();
  suite = own.parent;
}
describe.each = (table) => (name, body) => rowsOf(table).forEach((row) => describe(name, () => body(...row)));

export function test(name, body) {
  collected.push({ name, body, suite });
}
test.each = (table) => (name, body) => rowsOf(table).forEach((row) => test(name, () => body(...row)));
export const it = test;

export const beforeEach = (step) => void suite.before.push(step);
export const afterEach = (step) => void suite.after.unshift(step);
export const beforeAll = (step) => void suite.once.push(step);
/** The process ends with the last mutant. */
export const afterAll = () => undefined;

/** Runs one test as Jest would. Throws what it throws. */
export async function runTest({ body, suite: own }) {
  const chain = [];
  for (let each = own; each !== null; each = each.parent) chain.unshift(each);
  for (const each of chain) for (const step of each.once.splice(0)) await likeLoading(step);
  for (const each of chain) for (const step of each.before) await step();
  try {
    await body();
  } finally {
    for (const each of chain.reverse()) for (const step of each.after) await step();
  }
}

/** What is built once for a whole file is not built again for a mutant, like what is built while the file loads. */
async function likeLoading(step) {
  const state = globalThis.__stryker__;
  const test = state.currentTestId;
  state.currentTestId = undefined;
  await step();
  state.currentTestId = test;
}

function rowsOf(table) {
  return table.map((row) => (Array.isArray(row) ? row : [row]));
}

/** A room whose tests need more of Jest is asked by Stryker itself. */
export const jest = new Proxy(
  {},
  {
    get: (_, name) => () => {
      throw new Error(`jest.${String(name)} is not there when mutants are asked in one process`);
    },
  },
);
