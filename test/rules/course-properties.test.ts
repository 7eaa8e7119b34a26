import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MedicationFact } from '../../src/domain/medication.js';
import { DAY_MS } from '../../src/domain/time.js';
import { dayOfCourse, readCourse } from '../../src/rules/shared/course.js';
import { courseParams } from '../../src/rules/shared/course-params.js';
import { AS_OF, complete, snapshot } from '../support/snapshot-builder.js';
import { tacrolimusLine } from './arbitraries.js';

const params = courseParams.parse({});

function courseAt(history: readonly MedicationFact[], asOf: number) {
  const reading = readCourse(snapshot({ asOf, medications: complete(history) }), params, 'systemic');
  return reading.state === 'current' ? reading.course : null;
}

describe('the course', () => {
  const history = fc.array(tacrolimusLine, { maxLength: 10 });

  test('is never shortened by days that pass', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 120 }), (lines, days) => {
        const later = AS_OF + days * DAY_MS;
        const [before, after] = [courseAt(lines, AS_OF), courseAt(lines, later)];
        // It may end, as supply runs out; but while it lasts it began when it began.
        if (before === null || after === null) return;
        expect(after.start.from).toBeLessThanOrEqual(before.start.from);
        expect(dayOfCourse(after, later, 'UTC')).toBeGreaterThanOrEqual(dayOfCourse(before, AS_OF, 'UTC') + days);
      }),
      { numRuns: 500 },
    );
  });

  test('is never shortened by another line of the history', () => {
    fc.assert(
      fc.property(history, tacrolimusLine, (lines, line) => {
        // An order that says how long it lasts may show a gap behind one that was stopped: that one lasted until the next.
        fc.pre(line.source !== 'request' || (line.end === null && line.supplyDays === null));
        const before = courseAt(lines, AS_OF);
        if (before === null) return;
        expect(courseAt([...lines, line], AS_OF)?.start.from).toBeLessThanOrEqual(before.start.from);
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on the order of the history', () => {
    const shuffled = history.chain((original) =>
      fc.record({
        original: fc.constant(original),
        again: fc.shuffledSubarray(original, { minLength: original.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ original, again }) => {
        expect(courseAt(again, AS_OF)).toEqual(courseAt(original, AS_OF));
      }),
      { numRuns: 500 },
    );
  });

  test('never begins in the future', () => {
    fc.assert(
      fc.property(history, (lines) => {
        expect(courseAt(lines, AS_OF)?.start.from ?? AS_OF).toBeLessThanOrEqual(AS_OF);
      }),
    );
  });
});
