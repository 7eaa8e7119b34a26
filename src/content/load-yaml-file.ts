import type { z } from 'zod';
import { checkShape } from './check-shape.js';
import { wholeFile, type ContentFiles } from './content-files.js';
import type { ContentProblem } from './content-error.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/**
 * Reads one YAML file and checks its shape.
 * @returns null when there were problems; they are added to `problems`
 */
export function loadYamlFile<T>(
  files: ContentFiles,
  file: string,
  schema: z.ZodType<T>,
  problems: ContentProblem[],
): { readonly source: YamlSource; readonly content: T } | null {
  const text = files.get(file);
  if (text === undefined) {
    problems.push(wholeFile(file, 'this file is missing'));
    return null;
  }
  const reading = readYaml(file, text);
  if (!reading.ok) {
    problems.push(...reading.problems);
    return null;
  }
  const content = checkShape(schema, reading.source, problems);
  return content === null ? null : { source: reading.source, content };
}
