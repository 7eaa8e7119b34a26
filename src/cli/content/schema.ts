import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { contentSchemas, jsonSchema, type JsonSchema, partialSchema } from '../../content/services/content-schemas.js';
import { profileFile } from '../../ehr/profile/profile-schema.js';
import { counted, json } from '../run/table.js';
import { type CliIo, EXIT } from '../run/terminal-io.js';
import { boundaryEntry } from './boundary-rows.js';
import { clinicalCase, clinicalTable } from './clinical-case.js';

/** A row as it is written: one case, or a boundary that becomes several; a number may be worked out of a threshold. */
const writtenRow = clinicalCase
  .partial()
  .extend(boundaryEntry.partial().shape)
  .extend({ age: z.union([z.int(), z.string()]).optional() })
  .strict();

/** A table of cases as an editor checks it; the command line reads each row more closely. */
export const caseTableFile = clinicalTable.extend({ cases: z.array(writtenRow).min(1).describe('The rows.') });

/** JSON Schemas of everything that a site writes as YAML, by the name that they have in `hooks/schema`. */
export function editorSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    ...contentSchemas(),
    'dialect.schema.json': partialSchema(profileFile),
    'cases.schema.json': jsonSchema(caseTableFile),
  };
}

/** `schema [--out dir]`: the JSON Schemas of the content files. */
export async function schema(options: { readonly out?: string; readonly json?: boolean }, io: CliIo): Promise<number> {
  const schemas = editorSchemas();
  if (options.out === undefined) {
    io.out(json(schemas));
    return EXIT.ok;
  }
  const folder = resolve(io.cwd, options.out);
  await mkdir(folder, { recursive: true });
  const names = Object.keys(schemas);
  await Promise.all(names.map((name) => writeFile(join(folder, name), `${json(schemas[name])}\n`)));
  io.out(
    options.json === true
      ? json({ folder: options.out, files: names })
      : `${counted(names.length, 'schema')} written to ${options.out}: ${names.join(', ')}`,
  );
  return EXIT.ok;
}
