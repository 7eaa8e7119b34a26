import type { JsonObject } from '../../domain/json.js';
import { isJsonObject, listOf } from '../../cds-hooks/request/json-body.js';

export { listOf };
export type { JsonObject };

/*
 * FHIR JSON as it arrives. Drafts from real EHRs are not valid R4 (an object where a list belongs, a list that is missing),
 * so nothing is certain: the readers below answer null or an empty list, and never throw.
 */

/** The value if it is a JSON object (not a list), else null. */
export function asObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** The value trimmed if it is a string with something in it, else null. */
export function asString(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** A FHIR code: trimmed and in lower case. */
export function asCode(value: unknown): string | null {
  return asString(value)?.toLowerCase() ?? null;
}

/** The value if it is a finite number (JSON `1e999` parses as Infinity), else null. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The objects of a list. A lone object stands for a list of one: the CDS Hooks Sandbox sends `category` so. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  if (value === undefined || value === null) return NOTHING;
  if (isJsonObject(value)) return [value];
  if (!Array.isArray(value)) return NOTHING;
  // Nearly every list is as it should be, and then needs no copy.
  const list: readonly unknown[] = value;
  return areObjects(list) ? list : list.filter(isJsonObject);
}

const NOTHING: readonly JsonObject[] = [];

function areObjects(list: readonly unknown[]): list is readonly JsonObject[] {
  for (const item of list) if (!isJsonObject(item)) return false;
  return true;
}

/** `resourceType` of a resource, or null. */
export function typeOf(resource: JsonObject): string | null {
  return asString(resource.resourceType);
}

/** `Observation/123` for the trace, or null where the resource has no id (drafts need not have one). */
export function referenceTo(resource: JsonObject): string | null {
  const type = typeOf(resource);
  const id = asString(resource.id);
  return type !== null && id !== null ? `${type}/${id}` : null;
}

/** Adds to a list that may not be begun: one that is begun empty has room for a dozen, and nearly all of a chart have one member. */
export function listed<T>(list: T[] | null, value: T): T[] {
  if (list === null) return [value];
  list.push(value);
  return list;
}
