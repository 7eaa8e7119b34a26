import type * as z from 'zod';
import { checkShape, type UnitOf } from '../check/check-shape.js';
import { wholeFile, type ContentFiles } from './content-files.js';
import type { ContentProblem } from './content-error.js';
import { mergeYaml } from './merge-yaml.js';
import { layersOf } from './site-overlay.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/**
 * Reads one YAML file, with the site's own laid over it, and checks its shape.
 * @param unitOf units of its numbers, for messages
 * @returns null when there were problems; they are added to `problems`
 */
export function loadYamlFile<T>(
  files: ContentFiles,
  file: string,
  schema: z.ZodType<T>,
  problems: ContentProblem[],
  unitOf?: UnitOf,
): { readonly source: YamlSource; readonly content: T } | null {
  const source = readLayers(files, file, problems);
  const content = source === null ? null : checkShape(schema, source, problems, unitOf);
  return source === null || content === null ? null : { source, content };
}

/** The file with the site's own laid over it, its shape unchecked. @returns null when there were problems */
export function readLayers(files: ContentFiles, file: string, problems: ContentProblem[]): YamlSource | null {
  const readings = layersOf(files, file).map((layer) => readYaml(layer.file, layer.text));
  if (readings.length === 0) problems.push(wholeFile(file, 'this file is missing'));
  const sources = readings.flatMap((reading) => {
    if (reading.ok) return [reading.source];
    problems.push(...reading.problems);
    return [];
  });
  return sources.length === 0 || sources.length < readings.length ? null : sources.reduce(mergeYaml);
}
