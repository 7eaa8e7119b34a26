import * as z from 'zod';
import {
  allCardsFile,
  cardFrontMatter,
  evidenceFile,
  gapsFile,
  labelsFile,
  overrideReasonsFile,
  suggestionsFile,
} from '../cards/card-schemas.js';
import { rulesFile, serviceFile, sourcesFile } from './service-schemas.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

const FILES: Readonly<Record<string, z.ZodType>> = {
  'rules.schema.json': rulesFile,
  'service.schema.json': serviceFile,
  'sources.schema.json': sourcesFile,
  'card.schema.json': cardFrontMatter,
  'all-cards.schema.json': allCardsFile,
  'evidence.schema.json': evidenceFile,
  'gaps.schema.json': gapsFile,
  'labels.schema.json': labelsFile,
  'override-reasons.schema.json': overrideReasonsFile,
  'suggestions.schema.json': suggestionsFile,
};

/** Whole files, replaced by a site as a whole; all others may hold only what differs. */
const WHOLE = new Set(['card.schema.json']);

/**
 * JSON Schemas (draft 2020-12) of the content files, by the name that they have in `hooks/schema`. They let an editor
 * complete and underline while somebody types. What only the loader can check - relations between settings, templates -
 * is not in them, and neither is completeness of files that a site may write in part.
 */
export function contentSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(FILES).map(([name, schema]) => [name, WHOLE.has(name) ? jsonSchema(schema) : partialSchema(schema)]),
  );
}

/** The JSON Schema of a file that holds all its settings. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The JSON Schema of a file that may hold only what differs: nothing is required, and nothing unknown is allowed. */
export function partialSchema(schema: z.ZodType): JsonSchema {
  return withoutRequired(jsonSchema(schema)) as JsonSchema;
}

/** `required` is a keyword only beside `properties`; a property of that name (in sources.yaml) is a mapping, and stays. */
function withoutRequired(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutRequired);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'required' && Array.isArray(value)))
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}
