import { describe, expect, test } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { requestBody } from '../../bench/load/request-bodies.js';
import { NOW, openOrders } from './one-order.js';

/**
 * What one order costs, in what no busy machine can change: bytes that are allocated, and members of the body that are looked at. The
 * limits are a little above what was reached (bench/README.md, "Where the time goes"): whoever meets them has made every call dearer,
 * and either finds out how or raises the limit with a word why. Processor time is the bench's matter.
 */
const MEASURE = fileURLToPath(new URL('measure-garbage.ts', import.meta.url));

describe('garbage of an order beyond the parse', () => {
  const BODIES = [
    ['typical', 'Europe/Berlin', 490],
    ['otherDrug', 'UTC', 55],
    ['typical', 'UTC', 490],
  ] as const;
  test.each(BODIES.slice(0, process.env.TESTS === 'core' ? 2 : 3))(
    '%s in %s: at most %d KiB',
    async (body, timeZone, most) => {
      // Compiled and collected in its own thread: not by what other processes leave of the machine.
      const child = fork(MEASURE, [body, timeZone], { execArgv: ['--single-threaded'] });
      const [kibibytes] = (await once(child, 'message')) as [number];
      // Its connections to servers would keep it: a worker of Jest that has children does not end.
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      expect(kibibytes).toBeGreaterThan(1);
      expect(kibibytes).toBeLessThan(most);
    },
  );
});

/** Counts every look at a member of anything in it. */
function watched<T>(value: T, counter: { looks: number }): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name, receiver) {
      counter.looks += 1;
      return watched(Reflect.get(target, name, receiver) as unknown, counter);
    },
  });
}

test('members looked at for each entry of the typical order: counted, at most 93', async () => {
  const { templates, sign } = await openOrders();
  const body = JSON.parse(requestBody('typical', templates, NOW)) as {
    prefetch: Record<string, { entry?: unknown[] }>;
  };
  const entries = Object.values(body.prefetch).reduce((sum, { entry = [] }) => sum + entry.length, 0);
  const counter = { looks: 0 };
  expect(await sign({ ...body, prefetch: watched(body.prefetch, counter) })).toBeGreaterThan(0);
  expect(entries).toBeGreaterThan(70);
  expect(counter.looks / entries).toBeLessThan(93);
});
