import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createCallSlots, type CallSlots } from '../../src/fhir/client/call-slots.js';

const forEver = new AbortController().signal;
let time = 0;
const now = () => time;
beforeEach(() => {
  time = 0;
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

/** Asks for places and says which were given, in the order in which they were. */
function asking(slots: CallSlots) {
  const given: number[] = [];
  const places: (() => void)[] = [];
  return {
    given,
    async take(id: number, signal = forEver) {
      void slots.take(signal).then((give) => {
        if (give === null) return;
        given.push(id);
        places[id] = give;
      });
      await settle();
    },
    async giveBack(id: number) {
      places[id]?.();
      await settle();
    },
  };
}
const settle = () => jest.advanceTimersByTimeAsync(0);

describe('places at a FHIR base', () => {
  test('no more at once than the limit; the next in line follows', async () => {
    const calls = asking(createCallSlots({ limit: 2, slowMs: 500, now }));
    for (const id of [1, 2, 3, 4]) await calls.take(id);
    expect(calls.given).toEqual([1, 2]);
    await calls.giveBack(2);
    expect(calls.given).toEqual([1, 2, 3]);
    await calls.giveBack(2);
    expect(calls.given).toEqual([1, 2, 3]);
    await calls.giveBack(1);
    expect(calls.given).toEqual([1, 2, 3, 4]);
  });

  test('whoever is out of time leaves the line, and gets none', async () => {
    const slots = createCallSlots({ limit: 1, slowMs: 500, now });
    const calls = asking(slots);
    const late = new AbortController();
    await calls.take(1);
    await calls.take(2, late.signal);
    await calls.take(3);
    late.abort();
    await calls.giveBack(1);
    expect(calls.given).toEqual([1, 3]);
    expect(await slots.take(AbortSignal.abort())).toBeNull();
  });

  test('a request that hangs makes room after a while', async () => {
    const calls = asking(createCallSlots({ limit: 1, slowMs: 500, now }));
    await calls.take(1);
    await calls.take(2);
    await jest.advanceTimersByTimeAsync(499);
    expect(calls.given).toEqual([1]);
    await jest.advanceTimersByTimeAsync(1);
    expect(calls.given).toEqual([1, 2]);
    // Its place was given back already: its end frees no second one.
    await calls.take(3);
    await calls.giveBack(1);
    expect(calls.given).toEqual([1, 2]);
  });

  test('after a 429 there are fewer for a minute, and slow ones keep their places', async () => {
    const slots = createCallSlots({ limit: 6, slowMs: 500, now });
    const calls = asking(slots);
    for (const id of [1, 2, 3, 4, 5, 6]) await calls.take(id);
    await calls.giveBack(6);
    slots.tooMany();
    await calls.take(7);
    expect(calls.given).toEqual([1, 2, 3, 4, 5, 6]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(calls.given).toEqual([1, 2, 3, 4, 5, 6]);
    await calls.giveBack(1);
    expect(calls.given).toEqual([1, 2, 3, 4, 5, 6, 7]);
    time = 60_000;
    await calls.take(8);
    expect(calls.given).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('half of the limit is left, however often the server complains', async () => {
    const slots = createCallSlots({ limit: 6, slowMs: 500, now });
    for (let times = 0; times < 5; times += 1) slots.tooMany();
    const calls = asking(slots);
    for (const id of [1, 2, 3, 4]) await calls.take(id);
    expect(calls.given).toEqual([1, 2, 3]);
  });
});
