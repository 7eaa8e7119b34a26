import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { type Duck, quoted } from './duckdb.js';
import { dropOtherDrugs } from './drop-other-drugs.js';
import { DRUG_MEMBERS, drugOf, MEDICATION_OF_LINE, NAME_OF_LINE, NAME_OF_MEDICATION, TEXTS } from './drug-names.js';
import type { ExportFile } from './export-files.js';
import { membersOf, patientIdIn, rawLines } from './raw-lines.js';

const DRUG_LINES = ['MedicationRequest', 'MedicationOrder', 'MedicationStatement', 'MedicationDispense'];
const DRUG_TYPES = [...DRUG_LINES, 'MedicationAdministration', 'MedicationUsage'];

export function mayHoldDrugs(type: string | null): boolean {
  return type === null || type === 'Medication' || DRUG_TYPES.includes(type);
}

export interface Cohort {
  readonly ids: ReadonlySet<string>;
  /** Lines that name a drug which nobody can tell: some of them may be tacrolimus. */
  readonly drugsNotIdentified: number;
}

/**
 * The patients who have tacrolimus on any line: each way in which the export names a drug is recognised once, by the terminology of
 * the content. Afterwards the table `cohort` holds their ids.
 */
export async function findCohort(
  files: readonly ExportFile[],
  duck: Duck,
  terminology: Terminology,
  folder: string,
): Promise<Cohort> {
  const parts: string[] = [];
  for (const [at, file] of files.entries()) {
    const part = join(folder, `drugs-${at}.parquet`);
    const source = await withoutOtherDrugs(file, terminology, `${part}.lines`);
    // One reading of each line for what names it, and one for what names its drug.
    await duck.run(`COPY (
      SELECT text[1] AS type, text[2] AS id, ${patientIdIn('coalesce(text[3], text[4])')} AS patient,
        CASE WHEN text[1] = 'Medication' THEN ${NAME_OF_MEDICATION} ELSE ${NAME_OF_LINE} END AS name,
        coalesce(${MEDICATION_OF_LINE}, '') AS medication
      FROM (SELECT ${membersOf(TEXTS, 'text')} AS text, ${membersOf(DRUG_MEMBERS, 'json')} AS json FROM ${await rawLines(source, duck)})
      WHERE text[1] IN (${[...DRUG_TYPES, 'Medication'].map(quoted).join(', ')})
    ) TO ${quoted(part)} (FORMAT parquet, COMPRESSION zstd)`);
    await rm(`${part}.lines`, { force: true });
    parts.push(part);
  }
  return recognise(parts, duck, terminology);
}

/** A Parquet file is not read as bytes. */
async function withoutOtherDrugs(file: ExportFile, terminology: Terminology, path: string): Promise<ExportFile> {
  if (file.format === 'parquet') return file;
  const { copied } = await dropOtherDrugs(file, terminology, path);
  return { ...file, path, format: 'ndjson', bytes: copied };
}

async function recognise(parts: readonly string[], duck: Duck, terminology: Terminology): Promise<Cohort> {
  await duck.run('CREATE OR REPLACE TABLE cohort (patient VARCHAR)');
  await duck.run('CREATE OR REPLACE TABLE tacrolimus_names (key VARCHAR)');
  if (parts.length === 0) return { ids: new Set(), drugsNotIdentified: 0 };
  // A Medication by any form of its reference; where a line names its drug itself, or contains it, there is none.
  await duck.run(`CREATE OR REPLACE VIEW drug_lines AS
    SELECT lines.patient, lines.name, CASE WHEN medication LIKE '#%' OR medication LIKE 'urn:%' THEN medication
        WHEN medication = '' THEN '' ELSE 'Medication/named' END AS reference, products.name AS product
    FROM (SELECT * FROM ${parquet(parts)} WHERE type <> 'Medication') lines
    LEFT JOIN (SELECT id, any_value(name ORDER BY name) AS name FROM ${parquet(parts)} WHERE type = 'Medication' GROUP BY id) products
      ON products.id = regexp_extract(lines.medication, '^(?:.*/)?([^/#]+)$', 1)`);
  let drugsNotIdentified = 0;
  const found: string[] = [];
  const keyOf = `concat_ws(chr(1), name, reference, coalesce(product, ''))`;
  for await (const rows of duck.stream(
    `SELECT name, reference, product, count(*) AS lines FROM drug_lines GROUP BY ALL`,
  )) {
    for (const [name, reference, product, lines] of rows) {
      const drug = drugOf(String(name), String(reference), product === null ? null : String(product), terminology);
      if (drug === 'not-identified') drugsNotIdentified += Number(lines);
      if (drug === 'tacrolimus')
        found.push(hashed([String(name), String(reference), String(product ?? '')].join('\u0001')));
    }
  }
  if (found.length > 0) {
    await duck.run(`INSERT INTO tacrolimus_names VALUES ${found.map((key) => `('${key}')`).join(', ')}`);
  }
  await duck.run(`INSERT INTO cohort SELECT DISTINCT patient FROM drug_lines
    WHERE patient IS NOT NULL AND md5(${keyOf}) IN (SELECT key FROM tacrolimus_names)`);
  const patients = await duck.rows('SELECT patient FROM cohort');
  return { ids: new Set(patients.map(([id]) => String(id))), drugsNotIdentified };
}

function hashed(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function parquet(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quoted).join(', ')}])`;
}
