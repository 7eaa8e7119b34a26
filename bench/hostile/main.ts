import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplates } from '../measure/read-templates.js';
import { startServer } from '../measure/start-server.js';
import { textTable } from '../report/text-table.js';
import { innerShapes } from './inner-shapes.js';
import { hostileShapes, type Shape } from './shapes.js';

/**
 * `npm run bench:hostile [-- words of a name]`: how long each hostile body of 5 MB, the most that is taken, keeps everybody else waiting,
 * and what it costs in all. The best of three, for the machine may be busy. Exits with 1 where one turn is longer than the bound.
 */
const BOUND_MS = 250;
const LENGTH = 5 * 1024 * 1024 - 1_000;
const TURNS = 3;

const wanted = process.argv.slice(2).join(' ').toLowerCase();
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const service = await startServer({
  name: 'service',
  folder,
  script: 'bundle/main.js',
  env: { STORE_FILE: 'none' },
});
try {
  const templates = await readTemplates(service);
  const all = [...hostileShapes(templates, Date.now()), ...innerShapes(templates, Date.now())];
  const shapes = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const lines: string[][] = [];
  let over = 0;
  for (const shape of shapes) {
    const { body, count } = filled(shape);
    const runs: Cost[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) runs.push(await measure(body));
    const longest = Math.min(...runs.map((run) => run.longest));
    const all = Math.min(...runs.map((run) => run.all));
    if (longest > BOUND_MS) over += 1;
    const length = (body.length / 1024 / 1024).toFixed(1);
    lines.push([shape.name, String(count), length, String(runs[0]?.status), longest.toFixed(0), all.toFixed(0)]);
    process.stderr.write(`${lines.at(-1)?.join('  ') ?? ''}\n`);
  }
  lines.sort((a, b) => Number(b[4]) - Number(a[4]));
  process.stdout.write(`${textTable(['Shape', 'Number', 'MB', 'Status', 'Longest turn, ms', 'CPU, ms'], lines)}\n`);
  process.stdout.write(`${over} of ${lines.length} kept the others waiting for longer than ${BOUND_MS} ms\n`);
  if (over > 0) process.exitCode = 1;
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}

/** As many as fit: of equal ones, so the length grows evenly. */
function filled({ body, most = Infinity }: Shape): { readonly body: string; readonly count: number } {
  const lengthOf = (count: number) => JSON.stringify(body(count)).length;
  const [few, more] = [lengthOf(200), lengthOf(400)];
  let count = Math.min(most, Math.floor(((LENGTH - few) / (more - few)) * 200) + 200);
  let text = JSON.stringify(body(count));
  while (Buffer.byteLength(text) > LENGTH) {
    count = Math.floor(count * Math.min(0.99, LENGTH / Buffer.byteLength(text)));
    text = JSON.stringify(body(count));
  }
  return { body: text, count };
}

interface Cost {
  /** The longest turn, and the work of all its turns, milliseconds. */
  readonly longest: number;
  readonly all: number;
  readonly status: number;
}

async function measure(body: string): Promise<Cost> {
  const before = await service.usage();
  const response = await fetch(`${service.url}/cds-services/tacrolimus-order-sign`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  await response.text();
  const after = await service.usage();
  return { longest: after.longestMs, all: after.cpuMs - before.cpuMs, status: response.status };
}
