import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OrderRow } from '../evaluate/rows.js';
import type { Tally } from '../evaluate/tally.js';
import type { Plan } from './plan.js';

// A shard is kept whole or not at all: what was interrupted is not there, and nothing is counted twice.

export async function keepRows(plan: Plan, shard: number, rows: readonly OrderRow[]): Promise<void> {
  await writeWhole(rowsPath(plan, shard), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

export async function keepTally(plan: Plan, shard: number, tally: Tally): Promise<void> {
  await writeWhole(shardPath(plan, shard), JSON.stringify(tally));
}

/** Two workers may write the same shard, each its own part; what takes the other's place is the same. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, text);
  await rename(part, path);
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
