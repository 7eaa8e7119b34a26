import * as z from 'zod';
import type { ExpandedConcept, ValueSetResource } from '../../terminology/value-sets/value-set-index.js';
import type { CodesOf } from '../cards/card-templates.js';
import { checkShape } from '../check/check-shape.js';
import type { ContentProblem } from '../files/content-error.js';
import { type ContentFiles, filesIn, wholeFile } from '../files/content-files.js';
import { readYaml, type YamlSource } from '../files/yaml-source.js';
import { valueSetFromCsv } from './value-set-from-csv.js';

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

/**
 * Reads `hooks/valuesets/*.json`, FHIR ValueSets of which the parts that are used here are checked, and `*.csv`, tables
 * whose rows are added to the set of the same name. A table without such a set is a set of its own.
 */
export function loadValueSets(files: ContentFiles, problems: ContentProblem[]): ValueSetResource[] {
  const sets = new Map(
    filesIn(files, 'hooks/valuesets', '.json').flatMap(([file, text]) => {
      const found = readValueSet(file, text, problems);
      if (found === null) return [];
      if (doesNotListItsCodes(found)) {
        const message =
          'does not list its codes, it is defined by a filter or by other sets; expand it with a terminology tool first';
        problems.push(wholeFile(file, message));
      }
      if (file === `hooks/valuesets/${found.id}.json`) return [[found.id, found] as const];
      problems.push(wholeFile(file, `the id inside is "${found.id}": the file must be named ${found.id}.json`));
      return [];
    }),
  );
  for (const [file, text] of filesIn(files, 'hooks/valuesets', '.csv')) {
    const id = file.slice('hooks/valuesets/'.length, -'.csv'.length);
    const reading = valueSetFromCsv(text, { id, title: id, file });
    if (reading.ok) sets.set(id, withRows(sets.get(id), reading.valueSet));
    else problems.push(...reading.problems);
  }
  return [...sets.values()];
}

/** Without a terminology server nobody here can tell which codes those are. */
function doesNotListItsCodes({ compose, expansion }: ValueSetResource): boolean {
  const components = [...(compose?.include ?? []), ...(compose?.exclude ?? [])];
  const isOpen = components.some(({ concept, valueSet: sets = [] }) => concept === undefined || sets.length > 0);
  return isOpen && flatten(expansion?.contains ?? []).length === 0;
}

function withRows(base: ValueSetResource | undefined, added: ValueSetResource): ValueSetResource {
  if (base === undefined) return added;
  const include = [...(base.compose?.include ?? []), ...(added.compose?.include ?? [])];
  return { ...base, compose: { ...base.compose, include } };
}

function readValueSet(file: string, text: string, problems: ContentProblem[]): ValueSetResource | null {
  const value = parseJson(text);
  const checked = value === null ? null : valueSet.safeParse(value, { jitless: true });
  if (checked?.success === true) return checked.data;
  // JSON is YAML, and the YAML reader knows lines and columns; it is slow, so only files with a fault go through it.
  const reading = readYaml(file, text);
  if (!reading.ok) {
    problems.push(
      ...reading.problems.map((each) => ({
        ...each,
        message: each.message.replace('YAML', 'JSON').replace('flow map items', 'entries'),
      })),
    );
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
