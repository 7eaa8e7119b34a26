import { afterAll, describe, expect, test } from '@jest/globals';
import { fullName, readFieldCases } from '../support/field-case/field-case.js';
import { createFieldCaseRunner } from '../support/field-case/run-field-case.js';
import { expectRight } from './expect-right.js';
import { NOT_YET } from './not-yet.js';

/**
 * Every case of the folder that FIELD_CASES_DIR names, each against the whole service. `npm run field-cases -- FOLDER`
 * prints them as a table, and then a case on the list counts as what it is: wrong.
 */
const folder = process.env.FIELD_CASES_DIR;
const describeFolder = folder === undefined ? describe.skip : describe;

describeFolder('every case of FIELD_CASES_DIR', () => {
  const cases = folder === undefined ? [] : readFieldCases(folder);
  const runner = createFieldCaseRunner();
  afterAll(() => runner.close());

  test('has cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test.each(cases.map((fieldCase) => [fieldCase.kind, fieldCase.name, fieldCase] as const))(
    '%s: %s',
    async (_kind, _name, fieldCase) => {
      const faults = await runner.run(fieldCase);
      expectRight(faults, NOT_YET.has(fullName(fieldCase)));
    },
  );
});
