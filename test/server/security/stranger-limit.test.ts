import { describe, expect, test } from '@jest/globals';
import { createStrangerLimit } from '../../../src/server/security/stranger-limit.js';

function setUp(options: { perMinute?: number; capacity?: number } = {}) {
  const clock = { now: 0 };
  const limit = createStrangerLimit({ perMinute: 3, elapsed: () => clock.now, ...options });
  /** How many of so many tokens from there are looked at, all of them refused. */
  const attack = (address: string, tokens: number): number => {
    let seen = 0;
    for (let count = 0; count < tokens; count += 1) {
      if (!limit.admits(address)) continue;
      seen += 1;
      limit.refused(address);
    }
    return seen;
  };
  return { clock, limit, attack };
}

describe('refused tokens of one address', () => {
  test('past the limit none is looked at; other addresses are not concerned', () => {
    const { attack } = setUp();
    expect([attack('192.0.2.1', 50), attack('192.0.2.2', 1)]).toEqual([3, 1]);
  });

  test('the allowance grows again with time, to the limit and no further', () => {
    const { clock, attack } = setUp();
    attack('192.0.2.1', 50);
    clock.now += 20_000;
    expect(attack('192.0.2.1', 50)).toBe(1);
    clock.now += 3_600_000;
    expect(attack('192.0.2.1', 50)).toBe(3);
  });

  test('where a client called nobody is limited for an hour, whatever came before', () => {
    const { clock, limit, attack } = setUp();
    attack('192.0.2.1', 50);
    limit.accepted('192.0.2.1');
    expect(attack('192.0.2.1', 50)).toBe(50);
    clock.now += 3_600_000;
    expect(attack('192.0.2.1', 50)).toBe(3);
  });

  test('tokens that are looked at together cost no more than the allowance', () => {
    const { clock, limit } = setUp();
    for (let count = 0; count < 800; count += 1) limit.refused('192.0.2.1');
    clock.now += 20_001;
    expect(limit.admits('192.0.2.1')).toBe(true);
  });

  test('0 -> no limit', () => {
    expect(setUp({ perMinute: 0 }).attack('192.0.2.1', 500)).toBe(500);
  });

  test('a bounded number of addresses is remembered, those heard last', () => {
    const { attack, limit } = setUp({ capacity: 2 });
    for (const address of ['a', 'b', 'c']) attack(address, 3);
    expect(['a', 'b', 'c'].map((address) => limit.admits(address))).toEqual([true, false, false]);
    for (const address of ['d', 'e', 'f']) limit.accepted(address);
    expect(['d', 'e', 'f'].map((address) => attack(address, 10))).toEqual([3, 10, 10]);
  });
});
