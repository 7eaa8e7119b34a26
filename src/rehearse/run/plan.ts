import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentDirectories } from '../../content/files/content-files.js';
import type { Turnaround } from '../chart/moment.js';

/** Everything that a shard needs to know: plain values, so that it can travel to a thread, a file or a queue. */
export interface Plan {
  readonly runId: string;
  /** The folder of the run, on this machine or on a disk that all workers share. */
  readonly folder: string;
  readonly cohortFile: string;
  readonly cohortBytes: number;
  /** Hash of the program that planned it. */
  readonly program: string;
  readonly shards: number;
  readonly content: ContentDirectories;
  readonly vs: ContentDirectories | null;
  readonly contentVersion: string;
  readonly vsVersion: string | null;
  readonly turnaround: Turnaround;
  readonly types: readonly string[];
  /** Types that the site says it has none of: an export without them is whole. */
  readonly noneOf: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly end: number;
  /** Whether rows carry the ids of patients, orders and prescribers; else names that mean nothing elsewhere. */
  readonly localDetails: boolean;
}

/** Which run it is: the same content, program, input and question give the same one. */
export function runIdOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** A hash of the program's own files, tests and sandbox apart: the version in package.json does not change with every commit. */
export async function programHash(source: string): Promise<string> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(?:js|ts)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const path of paths) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 12);
}
