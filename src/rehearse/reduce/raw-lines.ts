import { type Duck, quoted } from './duckdb.js';
import type { ExportFile } from './export-files.js';
import { RehearseError } from '../rehearse-error.js';

/** Characters of one resource; longer ones (a document inside a resource) hold nothing that a rule reads. */
export const LONGEST_LINE = 16 * 1024 * 1024;

const LEAST_BUFFER = 64 * 1024;

/** No JSON text holds this character outside a string, and none inside one unescaped: a line is never divided by it. */
const DIVIDER = String.fromCharCode(1);

/**
 * The resources of a file as text, in one column `line`. Nothing is inferred: what a member means is for the readers of
 * `src/fhir` to say, and a line that is no JSON is still a line.
 */
export async function rawLines(file: ExportFile, duck: Duck): Promise<string> {
  if (file.format === 'parquet') {
    return `(SELECT ${await resourceColumn(file, duck)}::VARCHAR AS line FROM read_parquet(${quoted(file.path)}))`;
  }
  // A small file has no long line, and needs no buffer for one.
  const longest = file.format === 'ndjson' ? Math.min(LONGEST_LINE, Math.max(LEAST_BUFFER, file.bytes)) : LONGEST_LINE;
  const options = [
    "columns={'line': 'VARCHAR'}, header=false, auto_detect=false, strict_mode=false, quote='', escape='', new_line='\\n'",
    `delim=${quoted(DIVIDER)}, max_line_size=${longest}, buffer_size=${2 * longest}`,
    `compression='${file.format === 'ndjson.gz' ? 'gzip' : 'none'}'`,
    // Lines that are not UTF-8, or too long, are named by DuckDB with their number.
    "store_rejects=true, rejects_table='line_rejects', rejects_scan='line_scans', rejects_limit=0",
  ];
  return `read_csv(${quoted(file.path)}, ${options.join(', ')})`;
}

/** Where a Parquet file keeps the whole resource, by the names that exporters give it. */
const RESOURCE_COLUMNS = ['resource', 'resource_json', 'json', 'line', 'raw', 'value', 'body', 'content'];

async function resourceColumn(file: ExportFile, duck: Duck): Promise<string> {
  const columns = (await duck.rows(`DESCRIBE SELECT * FROM read_parquet(${quoted(file.path)})`))
    .filter(([, type]) => type === 'VARCHAR' || type === 'JSON' || type === 'BLOB')
    .map(([name]) => String(name));
  const named = RESOURCE_COLUMNS.find((name) => columns.some((column) => column.toLowerCase() === name));
  const column =
    columns.find((each) => each.toLowerCase() === named) ?? (columns.length === 1 ? columns[0] : undefined);
  if (column === undefined) {
    throw new RehearseError(
      `${file.name}: has no column with whole resources as JSON text (looked for ${RESOURCE_COLUMNS.join(', ')})`,
    );
  }
  return `"${column.replaceAll('"', '""')}"`;
}

/**
 * Members of a resource, each as text or as JSON, from one reading of the line; null where the line has none or is no JSON. In a column
 * `found` beside `line`.
 */
export function membersOf(paths: readonly string[], as: 'text' | 'json'): string {
  const read = as === 'text' ? 'json_extract_string' : 'json_extract';
  return `TRY(${read}(line, [${paths.map(quoted).join(', ')}]))`;
}

/** One member of a resource as text; null where the line has none or is no JSON. */
export function member(path: string, line = 'line'): string {
  return `TRY(json_extract_string(${line}, ${quoted(path)}))`;
}

/** The id of the Patient that a reference names, in any of its forms; null for another reference. */
export function patientIdIn(reference: string): string {
  return `nullif(regexp_extract(${reference}, '(?:^|/)Patient/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?$', 1), '')`;
}
