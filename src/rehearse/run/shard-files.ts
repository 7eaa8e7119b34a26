import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrderRow } from '../evaluate/rows.js';
import type { Tally } from '../evaluate/tally.js';
import type { Plan } from './plan.js';

interface KeptShard {
  readonly tally: Tally;
  readonly rows: readonly OrderRow[];
}

/** A shard is kept whole or not at all: what was interrupted is not there, and nothing is counted twice. */
export async function keepShard(plan: Plan, shard: number, { tally, rows }: KeptShard): Promise<void> {
  await mkdir(plan.folder, { recursive: true });
  const rowsFile = rowsPath(plan, shard);
  await writeFile(`${rowsFile}.part`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await rename(`${rowsFile}.part`, rowsFile);
  const file = shardPath(plan, shard);
  await writeFile(`${file}.part`, JSON.stringify(tally));
  await rename(`${file}.part`, file);
}

function rowsPath({ folder }: Plan, shard: number): string {
  return join(folder, `rows-${padded(shard)}.ndjson`);
}

function shardPath({ folder }: Plan, shard: number): string {
  return join(folder, `shard-${padded(shard)}.json`);
}

export async function keptShards({ folder }: Plan): Promise<ReadonlySet<number>> {
  const names = await readdir(folder).catch(() => []);
  return new Set(names.flatMap((name) => /^shard-(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number));
}

export async function readShard(plan: Plan, shard: number): Promise<Tally> {
  return JSON.parse(await readFile(shardPath(plan, shard), 'utf8')) as Tally;
}

function padded(shard: number): string {
  return String(shard).padStart(5, '0');
}
