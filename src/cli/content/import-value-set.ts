import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeList, codesLost } from '../../content/check/content-warnings.js';
import { type ContentProblem, formatProblem } from '../../content/files/content-error.js';
import { loadValueSets } from '../../content/value-sets/load-value-sets.js';
import { valueSetFromCsv } from '../../content/value-sets/value-set-from-csv.js';
import type { ValueSetResource } from '../../terminology/value-sets/value-set-index.js';
import { json } from '../run/table.js';
import { CliError, type CliIo, EXIT, readInput } from '../run/terminal-io.js';

export interface ImportOptions {
  readonly id: string;
  readonly out?: string;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/**
 * `import-value-set <file.csv|json> --id <id>`: a table of codes, or a ValueSet that a terminology tool has expanded, as a
 * value set of the content. Printed, or written as `<id>.json`.
 */
export async function importValueSet(path: string, options: ImportOptions, io: CliIo): Promise<number> {
  const { id } = options;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) throw new CliError(`--id ${id}: small letters, digits and single hyphens`);
  const text = await readInput(path, io);
  const valueSet = path.toLowerCase().endsWith('.csv') ? fromCsv(path, text, id) : fromJson(path, text, id);
  if (options.out === undefined) {
    io.out(json(valueSet));
    return EXIT.ok;
  }
  if (options.replace !== true) await refuseToLoseCodes(path, valueSet, io);
  const folder = resolve(io.cwd, options.out);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${id}.json`), `${json(valueSet)}\n`);
  const written = join(options.out, `${id}.json`);
  io.out(options.json === true ? json({ written }) : `Written: ${written}`);
  return EXIT.ok;
}

/** In a site's folder the file takes the place of the product's set of that name, which is seldom what is meant. */
async function refuseToLoseCodes(path: string, valueSet: ValueSetResource, io: CliIo): Promise<void> {
  const { id } = valueSet;
  const name = `hooks/valuesets/${id}.json`;
  const shipped = await readFile(join(io.packageRoot, name), 'utf8').catch(() => null);
  if (shipped === null) return;
  const lost = codesLost(id, new Map([[name, shipped]]), new Map([[name, json(valueSet)]]));
  if (lost.length === 0) return;
  throw new CliError(
    [
      `--id ${id} is a value set of the product: this file would replace it, and ${codeList(lost)} would no longer count.`,
      path.toLowerCase().endsWith('.csv')
        ? `To add codes, copy ${path} to hooks/valuesets/${id}.csv of your folder. To replace the set, use --replace.`
        : `To add codes, write them as a table into hooks/valuesets/${id}.csv of your folder. To replace the set, use --replace.`,
    ].join('\n'),
  );
}

function fromCsv(path: string, text: string, id: string): ValueSetResource {
  const reading = valueSetFromCsv(text, { id, title: id, file: path });
  if (!reading.ok) throw unusable(path, reading.problems);
  return reading.valueSet;
}

/** The loader's own checks, under the name that the set will have. */
function fromJson(path: string, text: string, id: string): ValueSetResource {
  const problems: ContentProblem[] = [];
  const [found] = loadValueSets(new Map([[`hooks/valuesets/${id}.json`, withId(path, text, id)]]), problems);
  if (found === undefined || problems.length > 0) throw unusable(path, problems);
  return found;
}

function withId(path: string, text: string, id: string): string {
  try {
    return JSON.stringify({ ...(JSON.parse(text) as object), id });
  } catch {
    throw new CliError(`${path}: is not JSON`);
  }
}

function unusable(path: string, problems: readonly ContentProblem[]): CliError {
  return new CliError(problems.map((problem) => formatProblem({ ...problem, file: path })).join('\n'));
}
