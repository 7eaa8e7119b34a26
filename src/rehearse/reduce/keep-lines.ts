import { rename } from 'node:fs/promises';
import { type Duck, quoted } from './duckdb.js';
import type { ExportFile } from './export-files.js';
import type { FirstLine } from './first-line.js';
import { dropOthers } from './drop-others.js';
import { member, membersOf, patientIdIn, rawLines } from './raw-lines.js';

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
  readonly cutShort: boolean;
}

/**
 * Reads one file whole, once: every line of a patient of the cohort is kept as it stands, and every line that names no patient is
 * looked at. What is left out is other people's.
 */
export async function keepLines(
  file: ExportFile,
  first: FirstLine,
  ours: ReadonlySet<string>,
  duck: Duck,
  path: string,
): Promise<KeptFile> {
  await duck.run('DROP TABLE IF EXISTS line_rejects; DROP TABLE IF EXISTS line_scans');
  const { source, ...read } = await withoutOthers(file, ours, duck, `${path}.lines`);
  // Read once more, and properly: it is a hundredth of the file. What is left out keeps no text, so that what follows reads nothing of it.
  await duck.run(`COPY (
    SELECT patient, type, state, CASE WHEN state IN ('kept', 'product') THEN line END AS line
    FROM (SELECT *, CASE
        WHEN patient IN (SELECT patient FROM cohort) THEN 'kept'
        WHEN patient IS NOT NULL THEN 'other'
        WHEN type = 'Medication' THEN 'product'
        WHEN type IS NOT NULL THEN 'no patient'
        WHEN coalesce(trim(line, ${BLANKS}), '') = '' THEN 'blank'
        ELSE 'broken' END AS state
      FROM (SELECT line, found[1] AS type, coalesce(${patientIdIn('coalesce(found[2], found[3])')},
          CASE WHEN found[1] = 'Patient' THEN found[4] END) AS patient
        FROM (SELECT line, ${membersOf(MEMBERS, 'text')} AS found FROM ${source})))
  ) TO ${quoted(`${path}.part`)} (FORMAT parquet, COMPRESSION snappy)`);
  const rejects = file.format === 'parquet' ? '0' : '(SELECT count(DISTINCT line) FROM line_rejects)';
  const [[kept, noPatient, broken, blank, copied, types, rejected] = []] = await duck.rows(`SELECT
    count(*) FILTER (state = 'kept'), count(*) FILTER (state IN ('product', 'no patient')),
    count(*) FILTER (state = 'broken'), count(*) FILTER (state = 'blank'), count(*),
    string_agg(DISTINCT type, ',' ORDER BY type), ${rejects}
    FROM read_parquet(${quoted(`${path}.part`)})`);
  await rename(`${path}.part`, path);
  const seen = [...String(types ?? '').split(','), ...(read.holdsDrugs ? ['MedicationRequest'] : [])];
  return {
    path,
    otherTypes: seen.filter((type) => type !== '' && type !== first.type),
    cutShort: read.cutShort,
    book: {
      file: file.name,
      lines: (read.lines ?? Number(copied) + Number(rejected)) - Number(blank),
      kept: Number(kept),
      noPatient: Number(noPatient),
      broken: Number(broken) + Number(rejected) + read.tooLong,
    },
  };
}

const MEMBERS = ['$.resourceType', '$.subject.reference', '$.patient.reference', '$.id'];
/** What stands on an empty line. */
const BLANKS = "' ' || chr(9) || chr(13)";

/** The lines that are not certainly other people's, as DuckDB reads them. A Parquet file is not read as bytes. */
async function withoutOthers(file: ExportFile, ours: ReadonlySet<string>, duck: Duck, path: string) {
  if (file.format === 'parquet')
    return { source: await rawLines(file, duck), lines: null, tooLong: 0, cutShort: false, holdsDrugs: false };
  const read = await dropOthers(file, ours, path);
  return { source: await rawLines({ ...file, path, format: 'ndjson', bytes: read.copied }, duck), ...read };
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
