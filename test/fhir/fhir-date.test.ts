import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFhirDate } from '../../src/fhir/elements/fhir-date.js';

const utc = (text: string): number => Date.parse(text);

describe('a FHIR date is the span that it stands for', () => {
  test.each([
    ['2024', 'Europe/London', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z', 'year'],
    ['2024-02', 'Europe/London', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z', 'month'],
    ['2024-02-29', 'Europe/London', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z', 'day'],
    ['2024-07-01', 'Europe/London', '2024-06-30T23:00:00Z', '2024-07-01T23:00:00Z', 'day'],
    ['2024-03-31', 'Europe/London', '2024-03-31T00:00:00Z', '2024-03-31T23:00:00Z', 'day'],
    ['2024-07-01', 'Asia/Tokyo', '2024-06-30T15:00:00Z', '2024-07-01T15:00:00Z', 'day'],
    ['2024-07-01T08:30:00Z', 'Asia/Tokyo', '2024-07-01T08:30:00Z', '2024-07-01T08:30:00Z', 'instant'],
    [
      '2024-07-01T08:30:00.25+09:30',
      'Europe/London',
      '2024-06-30T23:00:00.250Z',
      '2024-06-30T23:00:00.250Z',
      'instant',
    ],
    ['2024-07-01T08:30:00-05:00', 'Europe/London', '2024-07-01T13:30:00Z', '2024-07-01T13:30:00Z', 'instant'],
    ['2024-07-01T08:30', 'Europe/London', '2024-07-01T07:30:00Z', '2024-07-01T07:30:00Z', 'instant'],
    ['2024-07-01T08:30:00+0930', 'Europe/London', '2024-06-30T23:00:00Z', '2024-06-30T23:00:00Z', 'instant'],
    ['2024-07-01 08:30:00Z', 'Europe/London', '2024-07-01T08:30:00Z', '2024-07-01T08:30:00Z', 'instant'],
    ['2024-07-01T08:30:00z', 'Europe/London', '2024-07-01T08:30:00Z', '2024-07-01T08:30:00Z', 'instant'],
    ['2024-07-01 08:30', 'Europe/London', '2024-07-01T07:30:00Z', '2024-07-01T07:30:00Z', 'instant'],
    ['2024-07-01T08:30:00.125', 'Europe/London', '2024-07-01T07:30:00.125Z', '2024-07-01T07:30:00.125Z', 'instant'],
    ['2024-07-01T08:30:00', 'America/New_York', '2024-07-01T12:30:00Z', '2024-07-01T12:30:00Z', 'instant'],
  ])('%s in %s', (text, zone, from, to, precision) => {
    expect(parseFhirDate(text, zone)).toEqual({ from: utc(from), to: utc(to), precision, reported: text });
  });

  test.each([
    '2024-02-30',
    '2023-02-29',
    '2024-02-30T10:00:00Z',
    '2024-13-01',
    '2024-00',
    '24-01-01',
    '2024-1-1',
    '2024-01-01T25:00:00Z',
    '2024-01-01T10:61:00Z',
    '2024-01-01T10:00:00+99:00',
    '20240101',
    `2024-01-01T10:00:00.${'0'.repeat(60)}Z`,
    '2024-01-01T24:30:00',
    'yesterday',
    '',
    20240101,
    null,
    undefined,
    {},
  ])('%p is no date', (value) => {
    expect(parseFhirDate(value, 'Europe/London')).toBeNull();
  });
});

test('the usual form, read by its positions, is what the long way makes of it', () => {
  const digit = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
  const offset = fc.oneof(
    fc.constant('Z'),
    fc.tuple(fc.constantFrom('+', '-', '?'), digit, digit).map(([sign, h, m]) => `${sign}${h}:${m}`),
  );
  const parts = fc.tuple(fc.constantFrom('19', '20', '21', '98', '99', '2x'), digit, digit, digit, digit, digit, digit);
  const real = fc
    .date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19));
  const drawn = parts.map(([century, year, month, day, h, m, s]) => `${century}${year}-${month}-${day}T${h}:${m}:${s}`);
  fc.assert(
    fc.property(fc.oneof(real, drawn), offset, (time, zone) => {
      const long = parseFhirDate(`${time}.0${zone}`, 'Europe/London');
      const usual = parseFhirDate(`${time}${zone}`, 'Europe/London');
      expect(usual).toEqual(long === null ? null : { ...long, reported: `${time}${zone}` });
    }),
    { numRuns: 5_000 },
  );
});
