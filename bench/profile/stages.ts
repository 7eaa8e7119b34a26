import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { parseArgs } from 'node:util';
import { assertContainers, assertDepth, assertEntryLimit } from '../../src/cds-hooks/request/json-body.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { loadContent } from '../../src/content/load-content.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { evaluateRules } from '../../src/engine/evaluate/outcomes.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { RULES } from '../../src/rules/index.js';
import { type Body, requestBody } from '../load/request-bodies.js';
import { textTable } from '../report/text-table.js';

/**
 * `npm run bench:stages`: what each stage of one order costs, in one process without sockets: CPU of the thread, and the bytes
 * that it allocates. The bodies differ in their times and patients, so that nothing is remembered from one to the next.
 * `--body typical|small|large|otherDrug`, `--zone Europe/Berlin`, `--bodies <n>`, `--rounds <n>`
 *
 * The young generation must hold a round without a collection, else bytes are lost from the count: the script in package.json
 * sets `--max-semi-space-size`.
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const STEP_MS = 37 * 60_000;

interface Stage {
  cpuMicros: number;
  bytes: number[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      body: { type: 'string', default: 'typical' },
      zone: { type: 'string', default: 'UTC' },
      bodies: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '12' },
    },
  });
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const charts = createFhirChartReader({ terminology: content.terminology });
  const service = content.services.find(({ hook }) => hook === 'order-sign');
  if (service === undefined) throw new Error('The content has no order-sign.');
  const templates = Object.fromEntries(Object.entries(service.sources).map(([key, { template }]) => [key, template]));
  const begin = Date.UTC(2026, 10, 22, 9);
  const { signal } = new AbortController();
  const bodies = Array.from({ length: Number(values.bodies) }, (_, index) => {
    const asOf = begin - index * STEP_MS;
    const body = requestBody(values.body as Body, templates, asOf);
    return { asOf, bytes: Buffer.from(body.replaceAll(/\bload-(small|typical|large)\b/g, `load-$1-${index}`)) };
  });
  const stages = new Map<string, Stage>();
  const measured = async <T>(name: string, counted: boolean, work: () => Promise<T> | T): Promise<T> => {
    const [heap, cpu] = [getHeapStatistics().used_heap_size, process.cpuUsage()];
    const result = await work();
    const spent = process.cpuUsage(cpu);
    const bytes = getHeapStatistics().used_heap_size - heap;
    if (!counted) return result;
    const stage = stages.get(name) ?? { cpuMicros: 0, bytes: [] };
    stages.set(name, stage);
    stage.cpuMicros += spent.user + spent.system;
    stage.bytes.push(bytes);
    return result;
  };
  const rounds = Number(values.rounds);
  for (let round = 0; round < rounds; round += 1) {
    for (const { asOf, bytes } of bodies) {
      const counted = round >= rounds / 2;
      const call = { asOf, timeZone: values.zone, signal, startedAt: performance.now() };
      const params = { ...content.params, timeZone: values.zone };
      const engine = { content: { ...content, params }, rules: RULES, asOf, newUuid: randomUUID };
      const json = await measured('JSON.parse', counted, () => JSON.parse(bytes.toString()) as unknown);
      const request = await measured('limits, envelope', counted, () => {
        assertContainers(bytes);
        assertDepth(json);
        assertEntryLimit(json);
        return parseHookRequest(service, json);
      });
      const chart = await measured('orders', counted, () => charts.openChart(request, service, call));
      if (values.body !== 'otherDrug') {
        const snapshot = await measured('entries to facts', counted, () => chart.snapshot());
        await measured('rules', counted, () => evaluateRules(RULES, service, snapshot, params, request.userId));
        const known = { ...chart, snapshot: () => Promise.resolve(snapshot) };
        await measured('rules, rendering, validation', counted, () => evaluate(service, request, known, engine));
      } else await measured('evaluation', counted, () => evaluate(service, request, chart, engine));
    }
  }
  const calls = (bodies.length * rounds) / 2;
  const rows = [...stages].map(([name, { cpuMicros, bytes }]) => [
    name,
    (cpuMicros / calls).toFixed(0),
    (median(bytes) / 1024).toFixed(0),
  ]);
  process.stdout.write(`${textTable(['Stage', 'CPU us', 'KiB, median'], rows)}\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

await main();
