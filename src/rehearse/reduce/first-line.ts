import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { asObject, asString } from '../../fhir/elements/json.js';
import { type Duck } from './duckdb.js';
import type { ExportFile } from './export-files.js';
import { rawLines } from './raw-lines.js';

/** What the first resource of a file tells of the others: Bulk Data files hold one type each. */
export interface FirstLine {
  /** null where nothing can be read: then the file may hold anything. */
  readonly type: string | null;
}

const LINES_LOOKED_AT = 20;

export async function readFirstLine(file: ExportFile, duck: Duck): Promise<FirstLine> {
  const lines = file.format === 'parquet' ? await ofParquet(file, duck) : await ofText(file);
  for (const line of lines) {
    const resource = asObject(parsed(line));
    const type = asString(resource?.resourceType);
    if (resource === null || type === null) continue;
    return { type };
  }
  return { type: null };
}

async function ofParquet(file: ExportFile, duck: Duck): Promise<readonly string[]> {
  const rows = await duck.rows(`SELECT line FROM ${await rawLines(file, duck)} LIMIT ${LINES_LOOKED_AT}`);
  return rows.map(([line]) => String(line));
}

async function ofText({ path, format }: ExportFile): Promise<readonly string[]> {
  const bytes = createReadStream(path);
  const text = format === 'ndjson.gz' ? bytes.pipe(createGunzip()) : bytes;
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
      if (line.trim() !== '') lines.push(line.replace(/^\uFEFF/, ''));
      if (lines.length === LINES_LOOKED_AT) break;
    }
  } catch {
    // A damaged .gz is told apart where it is read whole.
  } finally {
    bytes.destroy();
  }
  return lines;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
