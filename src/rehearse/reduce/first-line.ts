import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { asObject, asString } from '../../fhir/elements/json.js';
import { type Duck } from './duckdb.js';
import type { ExportFile } from './export-files.js';
import { rawLines } from './raw-lines.js';

/** What the first resource of a file tells of the others: Bulk Data files hold one type each, and spell references alike. */
export interface FirstLine {
  /** null where nothing can be read: then the file may hold anything. */
  readonly type: string | null;
  /** What stands before the id of a patient: `Patient/`, `https://ehr.example.org/fhir/Patient/`. */
  readonly patientPrefix: string;
}

const LINES_LOOKED_AT = 20;

export async function readFirstLine(file: ExportFile, duck: Duck): Promise<FirstLine> {
  const lines = file.format === 'parquet' ? await ofParquet(file, duck) : await ofText(file);
  for (const line of lines) {
    const resource = asObject(parsed(line));
    const type = asString(resource?.resourceType);
    if (resource === null || type === null) continue;
    const holder = asObject(resource.subject) ?? asObject(resource.patient);
    const reference = asString(holder?.reference) ?? '';
    const prefix = /^.*\bPatient\//.exec(reference)?.[0] ?? 'Patient/';
    return { type, patientPrefix: prefix };
  }
  return { type: null, patientPrefix: 'Patient/' };
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
