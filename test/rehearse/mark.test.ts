import { describe, expect, test } from '@jest/globals';
import { Mark } from '../../src/rehearse/reduce/mark.js';
import { PatientIds } from '../../src/rehearse/reduce/patient-ids.js';

describe('a mark', () => {
  test('is found from wherever it is asked for, and forgotten with its bytes', () => {
    const mark = new Mark('Patient');
    mark.begin(Buffer.from('Patient, PatPatient'));
    expect([0, 0, 1, 12, 13].map((from) => mark.next(from))).toEqual([0, 0, 12, 12, Infinity]);
    mark.begin(Buffer.from('no, a Patient'));
    expect(mark.next(0)).toBe(6);
  });
});

describe('an id among bytes', () => {
  const ids = new PatientIds(new Set(['pat-1', 'a.b', 'x'.repeat(64)]));
  test.each([
    ['pat-1"', true],
    ['pat-1/_history/2', true],
    ['pat-12', false],
    ['pat-', false],
    ['a.b', true],
    ['a-b', false],
    ['x'.repeat(64), true],
    ['', false],
  ])('%s: %s', (text, known) => {
    expect(ids.isAt(Buffer.from(`-${text}`), 1)).toBe(known);
  });
});
