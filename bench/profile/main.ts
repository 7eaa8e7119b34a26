import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requestBodies, type RequestBodies } from '../load/request-bodies.js';
import { startLoadGenerator } from '../load/start-load-generator.js';
import { startServer } from '../measure/start-server.js';
import { measureWindow } from '../measure/window.js';
import { textTable } from '../report/text-table.js';
import { readTemplates } from '../measure/read-templates.js';
import { byFolder, summariseProfile, type Cost, type CpuProfile } from './summarise-profile.js';

/** `npm run bench:profile`: which functions of the service cost most, by V8's own profiler. `--body small|typical|...` */
const WARM_UP_MS = 15_000;
const MEASURED_MS = 15_000;
const CONNECTIONS = 10;

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: { body: { type: 'string', default: 'typical' } } });
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const profile = await record(folder, options.body);
    const costs = summariseProfile(profile, WARM_UP_MS * 1_000);
    process.stdout.write(
      `${table('Function', costs.slice(0, 25))}\n\n${table('Folder', byFolder(costs).slice(0, 15))}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function record(folder: string, kind: string): Promise<CpuProfile> {
  const service = await startServer({
    name: 'service',
    folder,
    script: 'src/main.js',
    env: { STORE_FILE: join(folder, 'store.sqlite'), SITE_KEYS: `bench:${randomBytes(32).toString('base64')}` },
    execArgv: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=250'],
  });
  const bodies = requestBodies(await readTemplates(service), Date.now());
  const body = bodies[kind as keyof RequestBodies];
  const load = await startLoadGenerator();
  await load.addBody(kind, body);
  const milliseconds = WARM_UP_MS + MEASURED_MS;
  await measureWindow(load, { id: kind, server: service, body: kind, connections: CONNECTIONS, milliseconds });
  load.stop();
  await service.stop();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile),
  );
  // Each thread writes its own; the one that answers has seen the most functions.
  const [main] = profiles.sort((a, b) => b.nodes.length - a.nodes.length);
  if (main === undefined) throw new Error('The service wrote no profile.');
  return main;
}

function table(head: string, costs: readonly Cost[]): string {
  return textTable(
    [head, 'Share'],
    costs.map(({ name, share }) => [name, `${(share * 100).toFixed(1)}%`]),
  );
}

await main();
