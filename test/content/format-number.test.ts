import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatNumber } from '../../src/content/cards/text-engine.js';

describe('numbers on a card', () => {
  it.each([
    [15, '15'],
    [15.5, '15.5'],
    [0.30000000000000004, '0.3'],
    [15.00360001, '15.0036'],
    [15.00002, '15.00002'],
    [1234567.8, '1234568'],
    [0.0000012345678, '0.000001234568'],
    [1e21, '1000000000000000000000'],
    [-2.5, '-2.5'],
    [-0, '0'],
  ])('%d is printed as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([Number.NaN, Infinity, -Infinity])('%d is no measurement', (value) => {
    expect(() => formatNumber(value)).toThrow(RangeError);
  });

  it('never has an exponent, and is right to 7 significant digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-12, max: 1e12 }), (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^\d+(\.\d+)?$/);
        expect(Math.abs(Number(text) / value - 1)).toBeLessThanOrEqual(5e-7);
      }),
    );
  });
});
