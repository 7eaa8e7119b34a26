import * as z from 'zod';
import type { ContentProblem } from '../files/content-error.js';
import { nearestName } from '../files/nearest-name.js';
import type { ContentPath, YamlSource } from '../files/yaml-source.js';

/** The unit of the number at a path; null where it has none. */
export type UnitOf = (path: ContentPath) => string | null;

const NO_UNITS: UnitOf = () => null;

/**
 * Checks a file against its schema. The messages say what was seen, what is allowed, and - from the schema's own
 * description - what the value is for.
 * @returns the value, or null when there were problems (they are added to `problems`)
 */
export function checkShape<T>(
  schema: z.ZodType<T>,
  source: YamlSource,
  problems: ContentProblem[],
  unitOf: UnitOf = NO_UNITS,
): T | null {
  // An empty file is an empty list of settings.
  const value = source.value ?? {};
  // A file is read once: code made for its shape (zod's JIT) would cost more than it saves.
  const checked = schema.safeParse(value, { reportInput: true, jitless: true });
  if (checked.success) return checked.data;
  const issues = withoutEchoes(checked.error.issues.flatMap(meantIssues));
  problems.push(...issues.flatMap((issue) => problemsOf(issue, schema, source, unitOf)));
  return null;
}

/** That a setting does not fit its neighbours is no news while one of them is wrong by itself. */
function withoutEchoes(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const group = ({ path }: z.core.$ZodIssue) => JSON.stringify(path.slice(0, -1).map(String));
  const faulty = new Set(issues.filter(({ code }) => code !== 'custom').map(group));
  return issues.filter((issue) => issue.code !== 'custom' || issue.path.length < 2 || !faulty.has(group(issue)));
}

/** Where one of several forms is allowed, only the form that the author was writing is worth a message. */
function meantIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isOtherForm = ({ code, path }: z.core.$ZodIssue) =>
    path.length === 0 && (code === 'invalid_type' || (code === 'invalid_value' && typeof issue.input === 'object'));
  const meant = issue.errors.find((errors) => !errors.some(isOtherForm)) ?? issue.errors[0] ?? [];
  return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] })).flatMap(meantIssues);
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, source: YamlSource, unitOf: UnitOf): ContentProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const message = `unknown key${hintOf(nearestName(key, known))} known here: ${known.join(', ')}`;
      return { ...source.positionOfKey(path), path: pathText(path), message };
    });
  }
  const reason = descriptionAt(schema, issue.path);
  const unit = unitOf(issue.path);
  const message = `${sentence(issue, unit)}${valueNow(issue, source, unit)}${reason === null ? '' : ` (${reason})`}`;
  const place = issue.code === 'custom' ? source.positionOfCause(issue.path) : source.positionOf(issue.path);
  return [{ ...place, path: pathText(issue.path), message }];
}

/** A setting that does not fit its neighbours may stand in another file than they do, so its value is told. */
function valueNow({ code, path, input }: z.core.$ZodIssue, { value }: YamlSource, unit: string | null): string {
  if (code !== 'custom' || typeof input !== 'object') return '';
  const now = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<PropertyKey, unknown>>)[step] : null),
    value,
  );
  return typeof now === 'number' ? `; it is ${now}${unit === null ? '' : ` ${unit}`}` : '';
}

function sentence(issue: z.core.$ZodIssue, unit: string | null): string {
  const seen = `${shown(issue.input)}${Number.isFinite(issue.input) && unit !== null ? ` ${unit}` : ''}`;
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return `has more than the allowed ${String(issue.maximum)} entries`;
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
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const near = typeof issue.input === 'string' ? nearestName(issue.input, allowed) : null;
    return `${seen} is not allowed here${hintOf(near)} allowed: ${allowed.join(', ')}`;
  }
  if (issue.code === 'invalid_type')
    return `${seen} is not ${TYPE_NAMES[issue.expected] ?? `a value of type ${issue.expected}`}`;
  return typeof issue.input === 'object' ? issue.message : `${seen} ${issue.message}`;
}

function hintOf(near: string | null): string {
  return near === null ? ';' : `, did you mean "${near}"?`;
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
  const forms = at instanceof z.ZodUnion ? (at.options as readonly z.ZodType[]) : [at];
  return forms.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
}

function descriptionAt(schema: z.ZodType, path: ContentPath): string | null {
  // The wrapper carries the description, so it is read before the wrapper is taken off.
  const parent = schemaAt(schema, path.slice(0, -1));
  const last = path.at(-1);
  const child = parent === null || last === undefined ? null : childOf(parent, last);
  const text = child === null ? null : (child.description ?? bare(child).description ?? null);
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
  if (schema instanceof z.ZodUnion) {
    const forms = schema.options as readonly z.ZodType[];
    return forms.map((form) => childOf(bare(form), step)).find((child) => child !== null) ?? null;
  }
  return null;
}

function bare(schema: z.ZodType): z.ZodType {
  const isWrapper =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return isWrapper ? bare(schema.unwrap() as z.ZodType) : schema;
}
