import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { type Duck, quoted } from './duckdb.js';
import type { ExportFile } from './export-files.js';
import type { FirstLine } from './first-line.js';
import { member, patientIdIn, rawLines, REFERENCE_TO_PATIENT } from './raw-lines.js';

/** What one file gave. `lines = kept + others + noPatient + broken`, blank lines apart. */
export interface FileBook {
  readonly file: string;
  readonly lines: number;
  readonly kept: number;
  /** Neither a patient's nor kept: Practitioners, Locations, and Medications that nobody of ours takes. */
  readonly noPatient: number;
  readonly broken: number;
}

/** The kept lines of one file: `patient` (null for Medications), `type`, `line`. */
export interface KeptFile {
  readonly book: FileBook;
  readonly path: string;
  /** Types of the lines that are not what the first line of the file promised. */
  readonly otherTypes: readonly string[];
}

/**
 * Reads one file whole, once: every line of a patient of the cohort is kept as it stands, and every line that names no patient is
 * looked at. What is left out is other people's.
 */
export async function keepLines(file: ExportFile, first: FirstLine, duck: Duck, path: string): Promise<KeptFile> {
  const lines = await rawLines(file, duck);
  const prefix = quoted(first.patientPrefix);
  await duck.run('DROP TABLE IF EXISTS line_rejects; DROP TABLE IF EXISTS line_scans');
  // A reference that is spelt unlike the others of its file is kept here, and looked at below.
  const scan = `COPY (
    SELECT line, reference FROM (SELECT line, ${REFERENCE_TO_PATIENT} AS reference FROM ${lines})
    WHERE reference IS NULL OR NOT starts_with(reference, ${prefix}) OR contains(reference, '/_history/')
      OR reference IN (SELECT ${prefix} || patient FROM cohort)
  ) TO ${quoted(`${path}.part`)} (FORMAT parquet, COMPRESSION zstd)`;
  const read = await rowsRead(scan, duck);
  await duck.run(`CREATE OR REPLACE TEMP VIEW candidates AS
    SELECT line, type, coalesce(referred, CASE WHEN type = 'Patient' THEN ${member('$.id')} END) AS patient
    FROM (SELECT line, ${member('$.resourceType')} AS type, ${patientIdIn('reference')} AS referred FROM read_parquet(${quoted(`${path}.part`)}))`);
  await duck.run(`COPY (
    SELECT patient, type, line FROM candidates WHERE patient IN (SELECT patient FROM cohort) OR (patient IS NULL AND type = 'Medication')
  ) TO ${quoted(`${path}.kept`)} (FORMAT parquet, COMPRESSION zstd)`);
  const [[kept, noPatient, broken, blank] = []] = await duck.rows(`SELECT
    count(*) FILTER (patient IN (SELECT patient FROM cohort)),
    count(*) FILTER (patient IS NULL AND type IS NOT NULL),
    count(*) FILTER (type IS NULL AND trim(line) <> ''),
    count(*) FILTER (coalesce(trim(line), '') = '') FROM candidates`);
  const types = await duck.rows(`SELECT DISTINCT type FROM candidates
    WHERE type IS NOT NULL AND type IS DISTINCT FROM ${first.type === null ? 'NULL' : quoted(first.type)} ORDER BY ALL`);
  const rejected = file.format === 'parquet' ? 0 : await count('SELECT count(DISTINCT line) FROM line_rejects', duck);
  await rename(`${path}.kept`, path);
  return {
    path,
    otherTypes: types.map(([type]) => String(type)),
    book: {
      file: file.name,
      lines: read - Number(blank) + rejected,
      kept: Number(kept),
      noPatient: Number(noPatient),
      broken: Number(broken) + rejected,
    },
  };
}

/** Up to so many broken lines are named one by one. */
const MOST_NAMED = 20;

/** Where the broken lines of a file stand, by number; only asked of a file that has some. */
export async function nameBrokenLines(file: ExportFile, duck: Duck): Promise<readonly number[]> {
  await duck.run('DROP TABLE IF EXISTS line_rejects; DROP TABLE IF EXISTS line_scans');
  const lines = await rawLines(file, duck);
  await duck.run('SET threads = 1; SET preserve_insertion_order = true');
  try {
    const found = await duck.rows(`SELECT n FROM (
        SELECT row_number() OVER () AS n, line FROM ${lines}
      ) WHERE trim(line) <> '' AND ${member('$.resourceType')} IS NULL ORDER BY n LIMIT ${MOST_NAMED}`);
    const rejects =
      file.format === 'parquet'
        ? []
        : await duck.rows(`SELECT DISTINCT line FROM line_rejects ORDER BY line LIMIT ${MOST_NAMED}`);
    return [...found, ...rejects]
      .map(([line]) => Number(line))
      .sort((a, b) => a - b)
      .slice(0, MOST_NAMED);
  } finally {
    await duck.run('RESET threads; SET preserve_insertion_order = false');
  }
}

/** A plan that DuckDB carried out: how many rows each step of it gave. */
interface Step {
  readonly operator_name?: string | undefined;
  readonly operator_type?: string | undefined;
  readonly operator_cardinality?: number | undefined;
  readonly children?: readonly Step[] | undefined;
}
const step: z.ZodType<Step> = z.lazy(() =>
  z.object({
    operator_name: z.string().optional(),
    operator_type: z.string().optional(),
    operator_cardinality: z.number().optional(),
    children: z.array(step).optional(),
  }),
);

/** Runs a statement and counts what its scan read, so that no file is read twice for a number. */
async function rowsRead(statement: string, duck: Duck): Promise<number> {
  const [[, plan] = []] = await duck.rows(`EXPLAIN (ANALYZE, FORMAT json) ${statement}`);
  const steps = [step.parse(JSON.parse(String(plan)) as unknown)];
  for (const each of steps) {
    if (/READ_CSV|READ_PARQUET/.test(`${each.operator_name ?? ''} ${each.operator_type ?? ''}`))
      return each.operator_cardinality ?? 0;
    steps.push(...(each.children ?? []));
  }
  throw new Error('DuckDB named no scan in its plan');
}

async function count(sql: string, duck: Duck): Promise<number> {
  const [[found] = [0]] = await duck.rows(sql);
  return Number(found);
}
