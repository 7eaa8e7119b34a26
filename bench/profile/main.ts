import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clientsFile, createBenchClient } from '../load/client-tokens.js';
import { requestBodies, type RequestBodies } from '../load/request-bodies.js';
import { startLoadGenerator } from '../load/start-load-generator.js';
import { startServer } from '../measure/start-server.js';
import { measureWindow } from '../measure/window.js';
import { textTable } from '../report/text-table.js';
import { readTemplates } from '../measure/read-templates.js';
import { byFolder, selfCosts, summariseProfile, type Cost, type CpuProfile } from './summarise-profile.js';

/**
 * `npm run bench:profile`: which functions of the service cost most, by V8's own profiler.
 * `--body small|typical|large|otherDrug`, `--client none|RS384|ES384`, `--seconds <n>`, `--keep <file>.cpuprofile` to look
 * at it in a browser.
 */
/** As long as the bench lets the service settle. */
const WARM_UP_MS = 30_000;
const CONNECTIONS = 10;
/** Signing takes the load generator about a millisecond each. */
const MOST_TOKENS = 30_000;

interface ProfileOptions {
  readonly body: string;
  readonly client: string;
  readonly milliseconds: number;
  readonly keep: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      body: { type: 'string', default: 'typical' },
      client: { type: 'string', default: 'none' },
      seconds: { type: 'string', default: '10' },
      keep: { type: 'string' },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const milliseconds = Number(values.seconds) * 1_000;
    const { profile, skipMicros } = await record(folder, { ...values, milliseconds, keep: values.keep });
    const costs = summariseProfile(profile, skipMicros);
    const parts = [
      table('Function of the service, with what it calls in libraries', costs.slice(0, 25)),
      table('Folder', byFolder(costs).slice(0, 15)),
      table('Function by itself', selfCosts(profile, skipMicros).slice(0, 25)),
    ];
    process.stdout.write(`${parts.join('\n\n')}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function record(
  folder: string,
  { body: kind, client, milliseconds, keep }: ProfileOptions,
): Promise<{ profile: CpuProfile; skipMicros: number }> {
  const clients = { RS384: await createBenchClient('RS384'), ES384: await createBenchClient('ES384') };
  const CLIENTS_FILE = join(folder, 'clients.json');
  await writeFile(CLIENTS_FILE, clientsFile(Object.values(clients)));
  const startedAt = performance.now();
  const service = await startServer({
    name: 'service',
    folder,
    script: 'src/main.js',
    env: {
      CLIENTS_FILE,
      STORE_FILE: join(folder, 'store.sqlite'),
      SITE_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    },
    execArgv: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=250'],
  });
  const bodies = requestBodies(await readTemplates(service), Date.now());
  const body = bodies[kind as keyof RequestBodies];
  const load = await startLoadGenerator();
  await load.addBody(kind, body);
  const signer = client === 'RS384' || client === 'ES384' ? clients[client] : null;
  const tokens = signer === null ? null : { client: signer, count: MOST_TOKENS };
  const one = { id: kind, server: service, body: kind, connections: CONNECTIONS, tokens };
  await measureWindow(load, { ...one, milliseconds: WARM_UP_MS });
  // The first samples fall into the start of the process; what comes after the signing of the tokens is measured.
  const window = await measureWindow(load, { ...one, milliseconds });
  process.stderr.write(`${window.requests} requests profiled\n`);
  const passedMs = performance.now() - startedAt;
  load.stop();
  await service.stop();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile),
  );
  // Each thread writes its own; the one that answers has seen the most functions.
  const [main] = profiles.sort((a, b) => b.nodes.length - a.nodes.length);
  if (main === undefined) throw new Error('The service wrote no profile.');
  if (keep !== undefined) await writeFile(keep, JSON.stringify(main));
  return { profile: main, skipMicros: Math.max(0, passedMs - window.milliseconds) * 1_000 };
}

function table(head: string, costs: readonly Cost[]): string {
  return textTable(
    [head, 'Share'],
    costs.map(({ name, share }) => [name, `${(share * 100).toFixed(1)}%`]),
  );
}

await main();
