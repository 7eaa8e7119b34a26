import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createInMemoryReplayStore } from '../../../src/server/security/replay-store.js';

describe('the replay store in memory', () => {
  test('new once, seen afterwards', async () => {
    const store = createInMemoryReplayStore({ now: () => 0 });
    expect(await store.remember('a', '1', 1_000)).toBe('new');
    expect(await store.remember('a', '1', 1_000)).toBe('seen');
  });

  test('issuer and jti are not joined into an ambiguous text', async () => {
    const store = createInMemoryReplayStore({ now: () => 0 });
    expect(await store.remember('a b', 'c', 1_000)).toBe('new');
    expect(await store.remember('a', 'b c', 1_000)).toBe('new');
    expect(await store.remember('a","b', 'c', 1_000)).toBe('new');
    expect(await store.remember('a', 'b","c', 1_000)).toBe('new');
  });

  test('an entry is kept until its time and dropped soon after', async () => {
    let now = 0;
    const store = createInMemoryReplayStore({ now: () => now, elapsed: () => now, capacity: 1 });
    await store.remember('a', '1', 60_000);
    now = 60_000;
    expect(await store.remember('a', '1', 60_000)).toBe('seen');
    expect(await store.remember('a', '2', 60_000)).toBe('full');
    now = 70_000;
    expect(await store.remember('a', '2', 130_000)).toBe('new');
  });

  test('entries of different ages are dropped each at its time', async () => {
    let now = 0;
    const store = createInMemoryReplayStore({ now: () => now, elapsed: () => now });
    await store.remember('a', 'long', 7_200_000);
    await store.remember('a', 'short', 60_000);
    now = 5_400_000;
    expect(await store.remember('a', 'long', 7_200_000)).toBe('seen');
    expect(await store.remember('a', 'short', 7_200_000)).toBe('new');
  });

  test('a clock that goes a year ahead and back -> still seen', async () => {
    let wall = 0;
    let real = 0;
    const store = createInMemoryReplayStore({ now: () => wall, elapsed: () => real });
    await store.remember('a', '1', 300_000);
    wall += 31_536_000_000;
    real += 5_000;
    expect(await store.remember('a', 'meanwhile', wall + 300_000)).toBe('new');
    wall = 10_000;
    real += 5_000;
    expect(await store.remember('a', '1', 300_000)).toBe('seen');
  });

  test('a clock that is set back, before or after the token ended -> still seen', async () => {
    let wall = 7_200_000;
    let real = 0;
    const store = createInMemoryReplayStore({ now: () => wall, elapsed: () => real });
    await store.remember('a', 'before', wall + 300_000);
    wall -= 7_000_000;
    real += 7_000_000;
    // Its life has gone by, but by this clock it begins only now.
    await store.remember('a', 'another', wall + 300_000);
    wall = 7_200_000;
    expect(await store.remember('a', 'before', wall + 300_000)).toBe('seen');
    await store.remember('a', 'after', wall + 300_000);
    wall += 900_000;
    real += 900_000;
    await store.remember('a', 'one more', wall + 300_000);
    wall -= 900_000;
    expect(await store.remember('a', 'after', wall + 300_000)).toBe('seen');
  });

  test('the hour beyond its life is given up where there is no room', async () => {
    let now = 0;
    const store = createInMemoryReplayStore({ now: () => now, elapsed: () => now, capacity: 1 });
    await store.remember('a', '1', 60_000);
    now = 600_000;
    expect(await store.remember('a', '1', 900_000)).toBe('seen');
    expect(await store.remember('a', '2', 900_000)).toBe('new');
  });

  test('100,000 entries fit, one more does not', async () => {
    const store = createInMemoryReplayStore({ now: () => 0 });
    for (let index = 0; index < 100_000; index += 1) await store.remember('a', String(index), 60_000);
    expect(await store.remember('a', 'one more', 60_000)).toBe('full');
    expect(await store.remember('a', '99999', 60_000)).toBe('seen');
  });

  test('whatever the order of calls, a pair is refused until its time has passed', async () => {
    const calls = fc.array(
      fc.record({ jti: fc.nat(5), laterMs: fc.nat(90_000), livesMs: fc.integer({ min: 1, max: 600_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(calls, async (sequence) => {
        let now = 0;
        const store = createInMemoryReplayStore({ now: () => now, elapsed: () => now });
        const until = new Map<number, number>();
        for (const { jti, laterMs, livesMs } of sequence) {
          now += laterMs;
          const answer = await store.remember('a', String(jti), now + livesMs);
          if ((until.get(jti) ?? -1) >= now) expect(answer).toBe('seen');
          if (answer === 'new') until.set(jti, now + livesMs);
        }
      }),
    );
  });
});
