import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { asObject, asString, type JsonObject, objectsIn } from '../../fhir/elements/json.js';
import { CliError, type CliIo, readInput } from '../run/terminal-io.js';
import { bodyOf } from './pick-service.js';

/** One captured request, not read yet. */
export interface Capture {
  /** Where it stands: a line, or a file and a line. */
  readonly place: string;
  readonly text: string;
}

/** Files with one JSON body per line, files with one body each, and folders of both; `-` is standard input. */
export async function readCaptures(paths: readonly string[], io: CliIo): Promise<readonly Capture[]> {
  const files = (await Promise.all(paths.map((path) => filesAt(path, io)))).flat();
  const isOne = files.length === 1;
  const captures: Capture[] = [];
  // One after the other: a folder may hold a month of calls in thousands of files.
  for (const file of files) captures.push(...capturesIn(await readInput(file, io), isOne ? null : basename(file)));
  return captures;
}

async function filesAt(path: string, io: CliIo): Promise<string[]> {
  const isFolder = path !== '-' && (await stat(resolve(io.cwd, path)).catch(() => null))?.isDirectory() === true;
  if (!isFolder) return [path];
  const names = (await readdir(resolve(io.cwd, path))).filter((name) => /\.(json|ndjson|jsonl)$/i.test(name)).sort();
  if (names.length === 0) throw new CliError(`${path}: holds no file that ends in .json, .ndjson or .jsonl`);
  return names.map((name) => join(path, name));
}

/** @param file its name, where several are read */
export function capturesIn(text: string, file: string | null = null): Capture[] {
  const place = (line: number) => (file === null ? String(line) : `${file}:${line}`);
  if (text.trim() !== '' && parsedCapture({ place: '', text }) !== undefined) return [{ place: place(1), text }];
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ place: place(at + 1), text: line }]));
}

/** The JSON of a capture; undefined where it is none. */
export function parsedCapture({ text }: Capture): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * When a captured call was made, milliseconds since the epoch: what the capture says beside its `body` as `at`, else when its newest order
 * was written. null where neither says: the body of a call has no time of its own.
 */
export function momentOfCapture(captured: unknown): number | null {
  const stated = timeOf(asObject(captured)?.at);
  if (stated !== null) return stated;
  const context = asObject(asObject(bodyOf(captured))?.context);
  const orders = [context?.draftOrders, context?.medications, context?.orders].flatMap(ordersIn);
  const written = orders.flatMap(({ authoredOn, dateWritten }) => timeOf(authoredOn ?? dateWritten) ?? []);
  return written.length === 0 ? null : Math.max(...written);
}

function ordersIn(value: unknown): readonly JsonObject[] {
  const bundle = asObject(value);
  const entries = bundle === null ? objectsIn(value) : objectsIn(bundle.entry);
  return entries.map((entry) => asObject(entry.resource) ?? entry);
}

/** A day without a time is its noon, as on the command line. */
function timeOf(value: unknown): number | null {
  const text = asString(value) ?? '';
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
  return Number.isNaN(time) ? null : time;
}
