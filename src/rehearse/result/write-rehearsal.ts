import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuck, quoted } from '../reduce/duckdb.js';
import type { Plan } from '../run/plan.js';
import type { Rehearsal } from './rehearsal.js';
import { toCsvFiles } from './to-csv.js';
import { toHtml } from './to-html.js';

/** What may leave the site: the page, its numbers as JSON and as CSV. */
export async function writeRehearsal(made: Rehearsal, out: string): Promise<void> {
  await mkdir(join(out, 'csv'), { recursive: true });
  await writeFile(join(out, 'rehearsal.html'), toHtml(made));
  await writeFile(join(out, 'rehearsal.json'), `${JSON.stringify(made, null, 2)}\n`);
  for (const { name, text } of toCsvFiles(made)) await writeFile(join(out, 'csv', name), text);
}

/** One row for each order and rule, with names: it stays on this machine. */
export async function writeOrders(plan: Plan, folder: string, memoryMb: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const duck = await openDuck({ memoryMb, threads: 1, spillFolder: join(plan.folder, 'spill') });
  try {
    const rows = `read_json(${quoted(join(plan.folder, 'rows-*.ndjson'))}, format = 'newline_delimited', columns = {${ROW_COLUMNS}})`;
    await duck.run(
      `COPY (SELECT * FROM ${rows} ORDER BY patient, "at", "order", rule) TO ${quoted(join(folder, 'orders.parquet'))} (FORMAT parquet)`,
    );
  } finally {
    duck.close();
  }
}

const NUMBERS = ['level', 'levelAgeDays', 'creatinine', 'creatinineAgeDays', 'creatinineRatio', 'dayOfCourse', 'cards'];
const TEXTS = [
  'patient',
  'order',
  'at',
  'prescriber',
  'rule',
  'mode',
  'outcome',
  'findings',
  'reasons',
  'numbers',
  'contentVersion',
];
const ROW_COLUMNS = [
  ...TEXTS.map((name) => `"${name}": 'VARCHAR'`),
  ...NUMBERS.map((name) => `"${name}": 'DOUBLE'`),
].join(', ');
