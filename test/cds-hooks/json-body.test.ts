import { describe, expect, it } from '@jest/globals';
import { assertDepth, assertEntryLimit } from '../../src/cds-hooks/request/json-body.js';

const nested = (depth: number, open: string, close: string): unknown =>
  JSON.parse(open.repeat(depth) + '1' + close.repeat(depth));

describe('depth', () => {
  it.each([
    ['64 objects', nested(64, '{"a":', '}'), true],
    ['65 objects', nested(65, '{"a":', '}'), false],
    ['64 arrays', nested(64, '[', ']'), true],
    ['65 arrays', nested(65, '[', ']'), false],
    ['100,000 arrays', nested(100_000, '[', ']'), false],
    ['a number', 1, true],
    ['null', null, true],
  ])('%s', (_what, body, accepted) => {
    const check = () => assertDepth(body);
    if (accepted) expect(check).not.toThrow();
    else expect(check).toThrow('nested deeper than 64');
  });
});

describe('entries', () => {
  const bundle = (size: number) => ({ resourceType: 'Bundle', entry: new Array<unknown>(size).fill({}) });

  it.each([
    ['10,000 in one Bundle', { prefetch: { a: bundle(10_000) } }, true],
    ['10,001 in one Bundle', { prefetch: { a: bundle(10_001) } }, false],
    [
      '10,001 over orders and prefetch',
      { context: { draftOrders: bundle(1) }, prefetch: { a: bundle(10_000) } },
      false,
    ],
    ['prefetch that is no object', { prefetch: [1, 2] }, true],
    ['entry that is no array', { prefetch: { a: { entry: { length: 99_999 } } } }, true],
    ['a body that is no object', [1], true],
  ])('%s', (_what, body, accepted) => {
    const check = () => assertEntryLimit(body);
    if (accepted) expect(check).not.toThrow();
    else expect(check).toThrow('more than 10000 Bundle entries');
  });
});
