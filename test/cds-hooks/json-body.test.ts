import { describe, expect, it, test } from '@jest/globals';
import { assertContainers, assertDepth, assertEntryLimit } from '../../src/cds-hooks/request/json-body.js';

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

test.each([
  ['250,000 objects and lists', `[${'{},'.repeat(249_998)}{}]`, null],
  ['one more', `[${'[],'.repeat(249_999)}{}]`, 'more than 250000 objects and lists'],
  ['brackets in texts', JSON.stringify(['[{'.repeat(200_000), '\\"[{'.repeat(200_000), '\\']), null],
  [
    '100,000 lists in each other',
    ' '.repeat(100_000) + '['.repeat(100_000) + ']'.repeat(100_000),
    'nested deeper than 64',
  ],
  ['64 lists in each other, many times', `[${`${'['.repeat(63)}${']'.repeat(63)},`.repeat(3_000)}0]`, null],
  ['an object of too many members', keysOf(1_001), 'more than 1000 members'],
  ['objects of as many as there may be', `[${keysOf(1_000)},${keysOf(1_000)}]`, null],
  ['no JSON at all', ']'.repeat(300_000), null],
])('before it is parsed: %s', (_what, text, fault) => {
  const check = () => assertContainers(Buffer.from(text));
  if (fault === null) expect(check).not.toThrow();
  else expect(check).toThrow(fault);
});

/** More than 250,000 letters, so that it is looked at. */
function keysOf(count: number): string {
  return JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}:`, { x: ':'.repeat(300) }])),
  );
}

test.each([
  [1_000, true],
  [1_001, false],
])('an object of %i members', (count, accepted) => {
  const check = () => assertDepth({ a: [Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]))] });
  if (accepted) expect(check).not.toThrow();
  else expect(check).toThrow('more than 1000 members');
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
    ['10,001 in a Bundle inside a Bundle', { prefetch: { a: { entry: [{ resource: bundle(10_000) }] } } }, false],
    ['prefetch that is no object', { prefetch: [1, 2] }, true],
    ['entry that is no array', { prefetch: { a: { entry: { length: 99_999 } } } }, true],
    ['a body that is no object', [1], true],
  ])('%s', (_what, body, accepted) => {
    const check = () => assertEntryLimit(body);
    if (accepted) expect(check).not.toThrow();
    else expect(check).toThrow('more than 10000 Bundle entries');
  });
});
