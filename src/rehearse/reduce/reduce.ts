import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { RehearseError } from '../rehearse-error.js';
import { type Duck, quoted } from './duckdb.js';
import { medicationIn } from './drug-names.js';
import type { ExportFile } from './export-files.js';
import { findCohort, mayHoldDrugs } from './find-cohort.js';
import { readFirstLine } from './first-line.js';
import { type FileBook, keepLines, nameBrokenLines } from './keep-lines.js';
import { member, membersOf } from './raw-lines.js';

/** What the export came to: the patients with tacrolimus, every line of theirs in one file, and what became of the rest. */
export interface Reduced {
  readonly patients: number;
  readonly shards: number;
  /** Types of which the export holds anything at all, for whoever: of the others nothing is known of anybody. */
  readonly types: readonly string[];
  readonly files: readonly FileBook[];
  readonly drugsNotIdentified: number;
  /** Broken lines by file, by number, the first of them. */
  readonly brokenLines: readonly { readonly file: string; readonly lines: readonly number[] }[];
  /** .gz files that end before their end. */
  readonly cutShort: readonly string[];
  /** The last day of which the export knows anything, `2026-08-31`; null where no line has a date. */
  readonly lastDay: string | null;
}

export interface ReduceOptions {
  readonly shards: number;
  /** Share of all lines that may be broken before the rehearsal is refused. */
  readonly maxBrokenShare: number;
  /** `2026-11-28`: later days in the export are mistakes of the keyboard. */
  readonly today: string;
  readonly onBytes: (done: number, total: number) => void;
}

/** The kept lines of all patients, sorted: `shard`, `patient`, `type`, `line`. */
export const COHORT_FILE = 'cohort.parquet';
const REDUCED_FILE = 'reduced.json';

const MEDICATION_REFERENCES = [
  '$.medicationReference.reference',
  '$.medication.reference.reference',
  '$.medication.reference',
];
const DATES = ['$.authoredOn', '$.issued', '$.effectiveDateTime'];

/**
 * Finds the patients with tacrolimus and keeps every line of theirs, whatever the size of the export. A reduction
 * that was finished is not done again.
 * @throws RehearseError where more lines are broken than may be
 */
export async function reduceExport(
  files: readonly ExportFile[],
  folder: string,
  duck: Duck,
  terminology: Terminology,
  options: ReduceOptions,
): Promise<Reduced> {
  await mkdir(folder, { recursive: true });
  const finished = join(folder, REDUCED_FILE);
  if (existsSync(finished)) return JSON.parse(await readFile(finished, 'utf8')) as Reduced;
  const firsts = await Promise.all(files.map((file) => readFirstLine(file, duck)));
  const withDrugs = new Set(files.filter((_, at) => mayHoldDrugs(firsts[at]?.type ?? null)));
  let { cohort, kept } = await keepAll(withDrugs);
  // Against the specification some exporters mix types in a file. Then its drugs are looked at too, and all is read again.
  const mixed = files.filter((file, at) => !withDrugs.has(file) && kept[at]?.otherTypes.some(mayHoldDrugs) === true);
  if (mixed.length > 0) ({ cohort, kept } = await keepAll(new Set([...withDrugs, ...mixed])));

  const books = kept.map(({ book }) => book);
  assertFewBroken(books, options.maxBrokenShare);
  const faulty = files.filter((_, at) => (books[at]?.broken ?? 0) > 0);
  const brokenLines = [];
  for (const file of faulty) brokenLines.push({ file: file.name, lines: await nameBrokenLines(file, duck) });
  const cutShort = kept.filter((each) => each.cutShort).map(({ book }) => book.file);
  await sortCohort();
  const reduced: Reduced = {
    patients: cohort.ids.size,
    shards: options.shards,
    types: [...new Set([...firsts.map(({ type }) => type), ...kept.flatMap(({ otherTypes }) => otherTypes)])]
      .filter((type) => type !== null)
      .sort(),
    files: books,
    drugsNotIdentified: cohort.drugsNotIdentified,
    brokenLines,
    cutShort,
    lastDay: await lastDayOf(),
  };
  await writeWhole(finished, JSON.stringify(reduced));
  for (const { path } of kept) await rm(path, { force: true });
  return reduced;

  async function keepAll(drugFiles: ReadonlySet<ExportFile>) {
    const found = await findCohort([...drugFiles], duck, terminology, folder);
    for (const at of files.keys()) await rm(join(folder, `drugs-${at}.parquet`), { force: true });
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    options.onBytes(done, total);
    const each = [];
    for (const [at, file] of files.entries()) {
      const first = firsts[at] ?? { type: null };
      each.push(await keepLines(file, first, found.ids, duck, join(folder, `kept-${at}.parquet`)));
      for (const rest of ['part', 'lines']) await rm(join(folder, `kept-${at}.parquet.${rest}`), { force: true });
      done += file.bytes;
      options.onBytes(done, total);
    }
    return { cohort: found, kept: each };
  }

  /** Each Medication goes to every patient whose lines refer to it. */
  async function sortCohort(): Promise<void> {
    const path = join(folder, COHORT_FILE);
    await duck.run(`CREATE OR REPLACE VIEW kept AS
      SELECT patient, type, line FROM read_parquet([${kept.map((each) => quoted(each.path)).join(', ')}], union_by_name = true)
      WHERE state IN ('kept', 'product')`);
    await duck.run(`COPY (
      WITH referred AS (
        SELECT DISTINCT patient, regexp_extract(${medicationIn('found[1], found[2], found[3]')}, 'Medication/(.+)$', 1) AS id
        FROM (SELECT patient, type, ${membersOf(MEDICATION_REFERENCES, 'text')} AS found FROM kept) WHERE type LIKE 'Medication%' AND patient IS NOT NULL
      ), products AS (
        SELECT ${member('$.id')} AS id, line FROM kept WHERE type = 'Medication' AND patient IS NULL
      ), lines AS (
        SELECT patient, type, line FROM kept WHERE patient IS NOT NULL
        UNION ALL SELECT referred.patient, 'Medication', products.line FROM referred JOIN products USING (id) WHERE id <> ''
      )
      SELECT CAST(md5_number_lower(patient) % ${options.shards} AS INTEGER) AS shard, patient, type, line
      FROM lines ORDER BY shard, patient, type, line
    ) TO ${quoted(`${path}.part`)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)`);
    await rename(`${path}.part`, path);
  }

  async function lastDayOf(): Promise<string | null> {
    const [[day] = [null]] = await duck.rows(`SELECT max(day) FROM (
        SELECT left(unnest(${membersOf(DATES, 'text')}), 10) AS day FROM read_parquet(${quoted(join(folder, COHORT_FILE))})
      ) WHERE regexp_full_match(day, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND day <= ${quoted(options.today)}`);
    return day === null || day === undefined ? null : String(day);
  }
}

function assertFewBroken(books: readonly FileBook[], share: number): void {
  const worst = books.filter(({ broken }) => broken > 0);
  const [broken, lines] = [sum(worst.map((book) => book.broken)), sum(books.map((book) => book.lines))];
  if (broken <= lines * share) return;
  const named = worst.map(({ file, broken: count, lines: all }) => `${file}: ${count} of ${all}`).join('; ');
  throw new RehearseError(
    `${broken} of ${lines} lines are no JSON of a FHIR resource (${named}). That is more than ${share * 100} %: export again, or allow it with --max-broken.`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** A file that is there is whole. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
