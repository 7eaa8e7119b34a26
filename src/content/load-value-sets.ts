import { z } from 'zod';
import type { ExpandedConcept, ValueSetResource } from '../terminology/value-set-resource.js';
import { checkShape } from './check-shape.js';
import { filesIn, wholeFile, type ContentFiles } from './content-files.js';
import type { ContentProblem } from './content-error.js';
import type { CodesOf } from './expand-template.js';
import { readYaml, type YamlSource } from './yaml-source.js';

const code = z.string().min(1).describe('A code, as text');
const system = z.string().min(1).describe('A code system, as a URI');
const component = z.looseObject({
  system: system.optional(),
  concept: z.array(z.looseObject({ code, display: z.string().optional() })).optional(),
  filter: z.array(z.unknown()).optional(),
  valueSet: z.array(z.string()).optional(),
});
const expanded: z.ZodType<ExpandedConcept> = z.lazy(() =>
  z.looseObject({
    system: system.optional(),
    code: code.optional(),
    display: z.string().optional(),
    abstract: z.boolean().optional(),
    contains: z.array(expanded).optional(),
  }),
);
const valueSet: z.ZodType<ValueSetResource> = z.looseObject({
  resourceType: z.literal('ValueSet').describe('These files are FHIR R4 ValueSets'),
  id: z.string().min(1).describe('The name of the set; the same as that of the file'),
  compose: z.looseObject({ include: z.array(component).optional(), exclude: z.array(component).optional() }).optional(),
  expansion: z.looseObject({ contains: z.array(expanded).optional() }).optional(),
});

/** Reads `hooks/valuesets/*.json` and checks the parts of a FHIR ValueSet that are used here. */
export function loadValueSets(files: ContentFiles, problems: ContentProblem[]): ValueSetResource[] {
  return filesIn(files, 'hooks/valuesets', '.json').flatMap(([file, text]) => {
    const found = readValueSet(file, text, problems);
    if (found === null) return [];
    if (file === `hooks/valuesets/${found.id}.json`) return [found];
    problems.push(wholeFile(file, `the id inside is "${found.id}": the file must be named ${found.id}.json`));
    return [];
  });
}

function readValueSet(file: string, text: string, problems: ContentProblem[]): ValueSetResource | null {
  const value = parseJson(text);
  const checked = value === null ? null : valueSet.safeParse(value);
  if (checked?.success === true) return checked.data;
  // JSON is YAML, and the YAML reader knows lines and columns; it is slow, so only files with a fault go through it.
  const reading = readYaml(file, text);
  if (!reading.ok) {
    problems.push(...reading.problems.map((each) => ({ ...each, message: each.message.replace('YAML', 'JSON') })));
    return null;
  }
  if (value === null) problems.push(wholeFile(file, 'not valid JSON'));
  else checkShape(valueSet, withValue(reading.source, value), problems);
  return null;
}

function withValue(source: YamlSource, value: unknown): YamlSource {
  return { ...source, value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The codes of each set in the order of its file, for the prefetch templates. */
export function codesByValueSet(valueSets: readonly ValueSetResource[]): CodesOf {
  const codes = new Map(valueSets.map((set) => [set.id, codesOf(set)]));
  return (name) => codes.get(name) ?? null;
}

function codesOf(set: ValueSetResource): { system: string; code: string }[] {
  const composed = (set.compose?.include ?? []).flatMap(({ system: uri, concept }) =>
    uri === undefined ? [] : (concept ?? []).map((each) => ({ system: uri, code: each.code })),
  );
  const excluded = new Set(
    (set.compose?.exclude ?? []).flatMap(({ system: uri, concept }) =>
      (concept ?? []).map((each) => `${uri ?? ''}|${each.code}`),
    ),
  );
  return [...composed, ...flatten(set.expansion?.contains ?? [])].filter(
    (each) => !excluded.has(`${each.system}|${each.code}`),
  );
}

function flatten(contains: readonly ExpandedConcept[]): { system: string; code: string }[] {
  return contains.flatMap((each) => [
    ...(each.system === undefined || each.code === undefined || each.abstract === true
      ? []
      : [{ system: each.system, code: each.code }]),
    ...flatten(each.contains ?? []),
  ]);
}
