import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFhirDate } from '../../../sandbox/fhir-server/fhir-date.js';

const utc = (text: string): number => Date.parse(text);

describe('FHIR dates as spans', () => {
  test.each([
    ['2024', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['2024-02', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2024-12', '2024-12-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2024-02-29T10:30', '2024-02-29T10:30:00Z', '2024-02-29T10:31:00Z'],
    ['2024-02-29T10:30:15Z', '2024-02-29T10:30:15Z', '2024-02-29T10:30:16Z'],
    ['2024-02-29T10:30:15+02:00', '2024-02-29T08:30:15Z', '2024-02-29T08:30:16Z'],
    ['2024-02-29T10:30:15.250-05:30', '2024-02-29T16:00:15.250Z', '2024-02-29T16:00:15.251Z'],
  ])('%s runs from %s to %s', (text, from, to) => {
    expect(parseFhirDate(text)).toEqual({ from: utc(from), to: utc(to) });
  });

  test.each([
    '',
    '24',
    '2024-13',
    '2023-02-29',
    '2024-02-30',
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:00:00 02:00',
    'now',
  ])('"%s" is no date', (text) => {
    expect(parseFhirDate(text)).toBeNull();
  });

  test('every instant that JavaScript can write is read back to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parseFhirDate(date.toISOString())?.from).toBe(date.getTime());
        },
      ),
    );
  });
});
