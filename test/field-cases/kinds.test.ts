import { afterAll, describe, expect, test } from '@jest/globals';
import { fullName } from '../support/field-case/field-case.js';
import { createFieldCaseRunner } from '../support/field-case/run-field-case.js';
import { signingTacrolimus } from './kinds/kind.js';
import { ALL_KINDS } from './kinds/all-kinds.js';
import { HIGH_LEVEL, AS_OF, QUIET, SICK } from './charts.js';
import { KINDS_NOT_YET } from './kinds-not-yet.js';
import { expectRight } from './expect-right.js';

/**
 * Kinds of failure met in the field, each with members of our own: another spelling, resource, language or hook. The core takes every
 * fourth member of each kind.
 */
const EVERY = process.env.TESTS === 'core' ? 4 : 1;
const runner = createFieldCaseRunner();
afterAll(() => runner.close());

describe.each(ALL_KINDS.map((each) => [each.kind, each.right, each] as const))(
  '%s: %s',
  (_kind, _right, { members }) => {
    const taken = members.filter((_member, at) => at % EVERY === 0);
    test.each(taken.map((member) => [member.name, member] as const))('%s', async (_name, member) => {
      expectRight(await runner.run(member), KINDS_NOT_YET.has(fullName(member)));
    });
  },
);

describe('the charts that the kinds change', () => {
  test.each([
    ['the quiet chart: no card', QUIET, []],
    ['the high level: one critical card', HIGH_LEVEL, ['TacrolimusTroughHigh critical']],
    ['the sick chart: both', SICK, ['TacrolimusAkiStage critical', 'TacrolimusTroughHigh critical']],
  ] as const)('%s', async (name, chart, cards) => {
    const check = cards.length === 0 ? { status: 200, noCards: true } : { status: 200, cards };
    const request = signingTacrolimus(chart);
    expect(await runner.run({ name, kind: 'charts', expect: name, asOf: AS_OF, request, check })).toEqual([]);
  });
});

test('the list of what is not right yet names members that there are', () => {
  const names = new Set(ALL_KINDS.flatMap(({ members }) => members.map(fullName)));
  expect([...KINDS_NOT_YET].filter((name) => !names.has(name))).toEqual([]);
});
