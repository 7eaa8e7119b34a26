import { z } from 'zod';
import { contentSchemas, jsonSchema, partialSchema, type JsonSchema } from '../../content/services/content-schemas.js';
import { dialectFile } from '../../ehr/profile/dialect-schema.js';
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
    'dialect.schema.json': partialSchema(dialectFile),
    'cases.schema.json': jsonSchema(caseTableFile),
  };
}
