import { z } from 'zod';
import type { ContentProblem } from './content-error.js';
import type { ContentPath, YamlSource } from './yaml-source.js';

/**
 * Checks a file against its schema. The messages say what was seen, what is allowed, and - from the schema's own
 * description - what the value is for.
 * @returns the value, or null when there were problems (they are added to `problems`)
 */
export function checkShape<T>(schema: z.ZodType<T>, source: YamlSource, problems: ContentProblem[]): T | null {
  // An empty file is an empty list of settings.
  const value = source.value ?? {};
  const checked = schema.safeParse(value, { reportInput: true });
  if (checked.success) return checked.data;
  problems.push(...checked.error.issues.flatMap((issue) => problemsOf(issue, schema, source)));
  return null;
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, source: YamlSource): ContentProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const message = `unknown key; known here: ${knownKeys(schema, issue.path).join(', ')}`;
      return { file: source.file, ...source.positionOfKey(path), path: pathText(path), message };
    });
  }
  const reason = descriptionAt(schema, issue.path);
  const message = `${sentence(issue)}${reason === null ? '' : ` (${reason})`}`;
  return [{ file: source.file, ...source.positionOf(issue.path), path: pathText(issue.path), message }];
}

function sentence(issue: z.core.$ZodIssue): string {
  const seen = shown(issue.input);
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `is longer than the allowed ${String(issue.maximum)} characters`
      : `${seen} is above the allowed maximum ${String(issue.maximum)}`;
  }
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'must not be empty';
    if (issue.origin === 'array') return 'needs at least one entry';
    return `${seen} is below the allowed minimum ${String(issue.minimum)}`;
  }
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_value')
    return `${seen} is not allowed here; allowed: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type')
    return `${seen} is not ${TYPE_NAMES[issue.expected] ?? `a value of type ${issue.expected}`}`;
  return typeof issue.input === 'object' ? issue.message : `${seen} ${issue.message}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text (put quotes around it)',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

function shown(input: unknown): string {
  if (typeof input === 'string') return `"${input.length > 40 ? `${input.slice(0, 39)}…` : input}"`;
  if (typeof input === 'number' && !Number.isFinite(input)) return Number.isNaN(input) ? '.nan' : '.inf';
  if (typeof input === 'number' || typeof input === 'boolean') return String(input);
  if (input === null) return 'an empty value';
  return Array.isArray(input) ? 'a list' : 'a group of settings';
}

export function pathText(path: ContentPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function knownKeys(schema: z.ZodType, path: ContentPath): string[] {
  const at = schemaAt(schema, path);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function descriptionAt(schema: z.ZodType, path: ContentPath): string | null {
  // The wrapper carries the description, so it is read before the wrapper is taken off.
  const parent = schemaAt(schema, path.slice(0, -1));
  const last = path.at(-1);
  const child = parent === null || last === undefined ? null : childOf(parent, last);
  const text = child?.description ?? null;
  return text === null ? null : text.replace(/\.$/, '');
}

function schemaAt(schema: z.ZodType, path: ContentPath): z.ZodType | null {
  let at: z.ZodType | null = bare(schema);
  for (const step of path) {
    const child: z.ZodType | null = at === null ? null : childOf(at, step);
    at = child === null ? null : bare(child);
  }
  return at;
}

function childOf(schema: z.ZodType, step: PropertyKey): z.ZodType | null {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.ZodType>)[step] ?? null;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return null;
}

function bare(schema: z.ZodType): z.ZodType {
  const isWrapper =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return isWrapper ? bare(schema.unwrap() as z.ZodType) : schema;
}
