import { getHeapStatistics } from 'node:v8';
import { type Body, requestBody } from '../../bench/load/request-bodies.js';
import { NOW, openOrders } from './one-order.js';

/**
 * A process of its own, `measure-garbage.ts <body> <time zone>`: tells its parent how many KiB an order allocates beyond its parsed
 * body. A process that has run other tests before allocates more for the same work.
 */
const [body = '', timeZone = ''] = process.argv.slice(2);
const { templates, sign } = await openOrders();
const bodies = Array.from({ length: 10 }, (_, at) => {
  const asOf = NOW - at * 37 * 60_000;
  return { asOf, text: requestBody(body as Body, templates, asOf) };
});
const kibibytes: number[] = [];
for (let round = 0; round < 400; round += 1) {
  const { asOf, text } = bodies[round % bodies.length]!;
  const parsed = JSON.parse(text) as unknown;
  const before = getHeapStatistics().used_heap_size;
  await sign(parsed, timeZone, asOf);
  // The first ones are not compiled yet.
  if (round >= 300) kibibytes.push((getHeapStatistics().used_heap_size - before) / 1_024);
}
// The median: now and then the collector takes away what is counted.
process.send?.(kibibytes.sort((a, b) => a - b)[50]);
