import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RehearseError } from '../rehearse-error.js';

/** One file of a Bulk Data export. */
export interface ExportFile {
  /** Below the folder of the export, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly format: 'ndjson' | 'ndjson.gz' | 'parquet';
  readonly bytes: number;
}

const FORMATS: readonly (readonly [RegExp, ExportFile['format']])[] = [
  [/\.(?:nd)?json\.gz$|\.jsonl\.gz$/i, 'ndjson.gz'],
  [/\.ndjson$|\.jsonl$/i, 'ndjson'],
  [/\.parquet$/i, 'parquet'],
];

/** Every file of an export, in the order of their names; what is no NDJSON and no Parquet (a manifest, a log) is left alone. */
export async function listExport(folder: string): Promise<readonly ExportFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new RehearseError(`${folder}: there is no such folder, or it cannot be read`);
  });
  const found = entries
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const format = FORMATS.find(([pattern]) => pattern.test(entry.name))?.[1];
      return format === undefined ? [] : [{ path, format, name: relative(folder, path).replaceAll('\\', '/') }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (found.length === 0) {
    throw new RehearseError(`${folder}: holds no .ndjson, .ndjson.gz or .parquet file of a FHIR Bulk Data export`);
  }
  return Promise.all(found.map(async (file) => ({ ...file, bytes: (await stat(file.path)).size })));
}

/** From each end of a file: to read 500 GB twice for a fingerprint would take as long as the work itself. */
const SAMPLE_BYTES = 65_536;

/** Name, size, first and last 64 KiB of each file, hashed: which input a run was made of. */
export async function fingerprint(files: readonly ExportFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, path, bytes } of files) {
    hash.update(`${name}\n${bytes}\n`);
    const file = await open(path);
    try {
      for (const position of [0, Math.max(0, bytes - SAMPLE_BYTES)]) {
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(SAMPLE_BYTES), position });
        hash.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
  return hash.digest('hex').slice(0, 16);
}
