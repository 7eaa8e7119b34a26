import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { type Body, requestBody } from '../../bench/load/request-bodies.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { type Content, loadContent } from '../../src/content/load-content.js';
import type { ChartReader } from '../../src/domain/ports.js';
import type { ServiceDefinition } from '../../src/domain/service-definition.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';

/**
 * What one order costs, in what no busy machine can change: bytes that are allocated, and members of the body that are looked at. The
 * limits are a little above what was reached (bench/README.md, "Where the time goes"): whoever meets them has made every call dearer,
 * and either finds out how or raises the limit with a word why. Processor time is the bench's matter.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOW = Date.UTC(2026, 10, 22, 9);
const { signal } = new AbortController();

let content: Content;
let charts: ChartReader;
let service: ServiceDefinition;
let templates: Readonly<Record<string, string>>;

beforeAll(async () => {
  content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  charts = createFhirChartReader({ terminology: content.terminology });
  const found = content.services.find(({ hook }) => hook === 'order-sign');
  if (found === undefined) throw new Error('no order-sign');
  service = found;
  templates = Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template]));
});

async function order(body: unknown, timeZone = 'UTC', asOf = NOW): Promise<number> {
  const request = parseHookRequest(service, body);
  const chart = await charts.openChart(request, service, { asOf, timeZone, signal, startedAt: 0 });
  const params = { ...content.params, timeZone };
  const deps = { content: { ...content, params }, rules: RULES, asOf, newUuid: randomUUID };
  const { answer } = await evaluate(service, request, chart, deps);
  return answer.kind === 'cards' ? answer.cards.length : -1;
}

/**
 * KiB that an order allocates beyond its parsed body: the median of a block, for now and then the collector takes away what is counted.
 * Code that is not optimised yet allocates more, and on a busy machine that may last: blocks are run until one is below `most`, or
 * for long. No later block makes up for a call that has become dearer.
 */
async function garbageOf(body: Body, timeZone: string, most: number): Promise<number> {
  let least = Infinity;
  for (let block = 0; block < 30 && least >= most; block += 1) {
    const kibibytes: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const asOf = NOW - (round % 10) * 37 * 60_000;
      const parsed = JSON.parse((bodies[`${body} ${asOf}`] ??= requestBody(body, templates, asOf))) as unknown;
      const before = getHeapStatistics().used_heap_size;
      await order(parsed, timeZone, asOf);
      kibibytes.push((getHeapStatistics().used_heap_size - before) / 1_024);
    }
    least = Math.min(least, kibibytes.sort((a, b) => a - b)[Math.floor(kibibytes.length / 2)] ?? Infinity);
  }
  return least;
}
const bodies: Record<string, string> = {};

describe('garbage of an order beyond the parse', () => {
  test.each([
    ['typical', 'UTC', 1_150],
    ['typical', 'Europe/Berlin', 1_150],
    ['otherDrug', 'UTC', 60],
  ] as const)('%s in %s: at most %d KiB', async (body, timeZone, most) => {
    const kibibytes = await garbageOf(body, timeZone, most);
    expect(kibibytes).toBeGreaterThan(1);
    expect(kibibytes).toBeLessThan(most);
  });
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

test('members looked at for each entry of the typical order: counted, at most 90', async () => {
  const body = JSON.parse(requestBody('typical', templates, NOW)) as {
    prefetch: Record<string, { entry?: unknown[] }>;
  };
  const entries = Object.values(body.prefetch).reduce((sum, { entry = [] }) => sum + entry.length, 0);
  const counter = { looks: 0 };
  expect(await order({ ...body, prefetch: watched(body.prefetch, counter) })).toBeGreaterThan(0);
  expect(entries).toBeGreaterThan(70);
  expect(counter.looks / entries).toBeLessThan(90);
});
