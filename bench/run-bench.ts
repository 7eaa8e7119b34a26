import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { settle, type BenchContext } from './experiments/bench-context.js';
import type { BenchScale } from './experiments/bench-scale.js';
import { measureCallers } from './experiments/callers.js';
import { measureFullPrefetch, measureHospitalCalls, measureSizes } from './experiments/full-prefetch.js';
import { measureGrowth } from './experiments/growth.js';
import { fillUpMemory, type MemorySample } from './experiments/memory.js';
import { measureMissingPrefetch } from './experiments/missing-prefetch.js';
import { measureShadowContent } from './experiments/shadow-content.js';
import { measureSharedStore } from './experiments/shared-store.js';
import { measureStartUp } from './experiments/start-up.js';
import { measureSteadyRate } from './experiments/steady-rate.js';
import { measureWorkers } from './experiments/workers.js';
import { clientsFile, createBenchClient } from './load/client-tokens.js';
import { manyBodies, requestBodies } from './load/request-bodies.js';
import { startLoadGenerator } from './load/start-load-generator.js';
import { freePort, startServer, type MeasuredServer, type ServerOptions } from './measure/start-server.js';
import { assertWorkDone, readWorkDone, type WorkDone } from './measure/work-done.js';
import { hooksIn } from './measure/hooks-in-zone.js';
import { readTemplates } from './measure/read-templates.js';
import { resultRow } from './report/result-row.js';
import type { Findings } from './report/targets.js';

/**
 * The whole bench: starts the built service and everything it is compared with as processes of their own on this
 * machine, measures them in turns, and stops them.
 * @param folder for logs and files of this run; it may be deleted afterwards
 */
export function runBench(scale: BenchScale, folder: string, tell: (line: string) => void): Promise<Findings> {
  return withServers(scale, folder, tell, measureAll);
}

/** One experiment by itself, for a look at one change. */
export function runOne<T>(
  measure: (context: BenchContext) => Promise<T>,
  scale: BenchScale,
  folder: string,
  tell: (line: string) => void,
): Promise<T> {
  return withServers(scale, folder, tell, (context) => measure(context));
}

/** What belongs to the process that goes through all of it. */
interface Followed {
  readonly samples: readonly MemorySample[];
  readonly metricsPort: string;
}

async function withServers<T>(
  scale: BenchScale,
  folder: string,
  tell: (line: string) => void,
  measure: (context: BenchContext, followed: Followed) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const running = new Set<MeasuredServer>();
  const start = async (options: Omit<ServerOptions, 'folder'>): Promise<MeasuredServer> => {
    const server = await startServer({ ...options, folder });
    running.add(server);
    return server;
  };
  const load = await startLoadGenerator();
  try {
    const clients = { RS384: await createBenchClient('RS384'), ES384: await createBenchClient('ES384') };
    const CLIENTS_FILE = `${folder}/clients.json`;
    await writeFile(CLIENTS_FILE, clientsFile(Object.values(clients)));
    const withStore = {
      STORE_FILE: `${folder}/store.sqlite`,
      SITE_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    };
    const METRICS_PORT = String(await freePort());
    const env = { CLIENTS_FILE, METRICS_PORT, ...withStore };
    const service = await start({ name: 'service', script: 'bundle/main.js', env });
    const storeless = await start({ name: 'service-without-store', script: 'bundle/main.js' });
    const templates = await readTemplates(service);
    const asOf = Date.now();
    const bodies = requestBodies(templates, asOf);
    const texts = new Map<string, string>();
    const addBody = async (name: string, text: string): Promise<void> => {
      texts.set(name, text);
      await load.addBody(name, text);
    };
    for (const [name, text] of Object.entries(bodies)) await addBody(name, String(text));
    for (const [name, text] of manyBodies(templates, asOf, scale.patients)) await load.addBody(name, text);
    const bodyText = (name: string) => texts.get(name) ?? '';
    const memory = memoryLog(service);
    const express = await start({ name: 'bare-express', script: 'bench/servers/bare-express.js' });
    const berlin = await start({
      name: 'service-berlin',
      script: 'bundle/main.js',
      env: { HOOKS_DIR: await hooksIn('Europe/Berlin', folder) },
    });
    const servers = { service, storeless, berlin, express, start };
    const requests = { bodies, addBody, bodyText, templates, asOf, clients };
    const context: BenchContext = {
      scale,
      startedAt,
      load,
      folder,
      tell,
      ...servers,
      ...requests,
      onWindow: memory.onWindow,
    };

    return await measure(context, { samples: memory.samples, metricsPort: METRICS_PORT });
  } finally {
    load.stop();
    await Promise.all([...running].map((server) => server.stop()));
  }
}

async function measureAll(context: BenchContext, { samples, metricsPort }: Followed): Promise<Findings> {
  const { service, storeless, berlin } = context;
  const tell = (line: string): void => context.tell(line);
  tell('settling: the compiler needs thousands of evaluations');
  await settle(context, [service, storeless, berlin]);
  tell('80 KB, everything prefetched');
  const full = await measureFullPrefetch(context);
  tell('80 KB at a steady rate');
  const steady = await measureSteadyRate(context);
  tell('what a hospital sends');
  const mix = await measureHospitalCalls(context);
  tell('concurrent callers');
  const callers = await measureCallers(context);
  tell('nothing prefetched');
  const missing = await measureMissingPrefetch(context);
  tell('other sizes and number of Observations');
  const sizes = await measureSizes(context);
  const growth = await measureGrowth(context);
  tell('several processes');
  const workers = await measureWorkers(context);
  const { BENCH_DATABASE_URL: databaseUrl } = process.env;
  if (databaseUrl !== undefined) tell('with PostgreSQL');
  const shared = databaseUrl === undefined ? [] : await measureSharedStore(context, databaseUrl);
  tell('shadow content');
  const shadow = await measureShadowContent(context);
  tell('first answer after start');
  const starts = await measureStartUp(context);
  tell('memory');
  const memoryReport = await fillUpMemory(context, samples);
  const work = await workDone(metricsPort);
  assertWorkDone(work, memoryReport.samples.at(-1)?.served ?? 0);
  return {
    rows: [full, mix, steady, callers, missing, sizes, growth, workers, shared, shadow].flatMap((compared) =>
      compared.map(resultRow),
    ),
    memory: memoryReport,
    starts,
    work,
    store: await storeOf(service),
  };
}

/** `sqlite`; `none` where its module could not be built: the service then runs without a store, and so does the bench. */
async function storeOf({ url }: MeasuredServer): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  const { store = 'none' } = (await response.json()) as { store?: string };
  return store;
}

async function workDone(metricsPort: string): Promise<WorkDone> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  return readWorkDone(await response.text());
}

/** Follows the memory of one process over everything it serves. */
function memoryLog(service: MeasuredServer) {
  const samples: MemorySample[] = [];
  const onWindow: BenchContext['onWindow'] = (one, { requests, rssMiB }) => {
    if (one.server !== service) return;
    samples.push({ served: (samples.at(-1)?.served ?? 0) + requests, rssMiB });
  };
  return { samples, onWindow };
}
