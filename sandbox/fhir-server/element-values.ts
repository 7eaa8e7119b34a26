import { parseFhirDate } from './fhir-date.js';
import type { DateRange } from './fhir-date.js';

/** A value as a token search sees it. `system` is null where the element has none, or is a plain `code`. */
export interface TokenValue {
  readonly system: string | null;
  readonly code: string;
}

type Element = Readonly<Record<string, unknown>>;

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every value at a dotted path, lists flattened: `dosageInstruction.timing.event`. */
export function valuesAt(resource: unknown, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(
    (parents, name) =>
      parents.flatMap((parent) => {
        const value = isElement(parent) ? parent[name] : undefined;
        return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
      }),
    [resource],
  );
}

function codings(values: readonly unknown[]): readonly TokenValue[] {
  return values.filter(isElement).flatMap((value) => {
    const code = typeof value.code === 'string' ? value.code : value.value;
    if (typeof code !== 'string') return [];
    return [{ system: typeof value.system === 'string' ? value.system : null, code }];
  });
}

/** Tokens of a code, boolean, Coding, CodeableConcept or Identifier. */
export function tokenValues(value: unknown): readonly TokenValue[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [{ system: null, code: String(value) }];
  if (!isElement(value)) return [];
  return Array.isArray(value.coding) ? codings(value.coding as unknown[]) : codings([value]);
}

/** The span of a date, dateTime, instant or Period; an open end of a Period is endless. */
export function dateRange(value: unknown): DateRange | null {
  if (typeof value === 'string') return parseFhirDate(value);
  if (!isElement(value)) return null;
  const start = typeof value.start === 'string' ? parseFhirDate(value.start) : null;
  const end = typeof value.end === 'string' ? parseFhirDate(value.end) : null;
  if (start === null && end === null) return null;
  return { from: start?.from ?? Number.NEGATIVE_INFINITY, to: end?.to ?? Number.POSITIVE_INFINITY };
}

/** The literal of a Reference, as it is written; null when it has only an identifier or a display. */
export function referenceLiteral(value: unknown): string | null {
  return isElement(value) && typeof value.reference === 'string' ? value.reference : null;
}
