import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { readInput } from '../run/read-input.js';
import { CliError, type CliIo } from '../run/terminal-io.js';

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
  const read = files.map(async (file) => capturesIn(await readInput(file, io), isOne ? null : basename(file)));
  return (await Promise.all(read)).flat();
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
  if (text.trim() !== '' && isJson(text)) return [{ place: place(1), text }];
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ place: place(at + 1), text: line }]));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
