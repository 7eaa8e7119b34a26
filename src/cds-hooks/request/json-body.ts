import { CdsError } from '../../domain/cds-error.js';
import type { JsonObject } from '../../domain/json.js';

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper JSON parses, but overflows the stack of whoever walks it recursively later. Real FHIR stays far below. */
const MAX_DEPTH = 64;
const MAX_ENTRIES = 10_000;

/**
 * Refuses a body nested deeper than `limit`. It looks at every value of every call and so makes no lists; it goes no
 * deeper than the limit, so that the guard itself cannot overflow.
 * @throws CdsError `invalid-request`
 */
export function assertDepth(body: unknown, limit: number = MAX_DEPTH): void {
  if (isContainer(body) && isDeeper(body, limit)) {
    throw new CdsError('invalid-request', `The body is nested deeper than ${limit} levels.`);
  }
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

function isDeeper(container: Container, levels: number): boolean {
  if (levels === 0) return true;
  if (isList(container)) {
    for (const item of container) if (isContainer(item) && isDeeper(item, levels - 1)) return true;
    return false;
  }
  // JSON.parse makes own members only, so there is nothing inherited to walk into.
  for (const key in container) {
    const member = container[key];
    if (isContainer(member) && isDeeper(member, levels - 1)) return true;
  }
  return false;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function isList(container: Container): container is readonly unknown[] {
  return Array.isArray(container);
}

/**
 * Refuses a body whose Bundles (orders and prefetch together) hold more than `limit` entries: each is mapped, so their
 * number is what bounds the work of one call.
 * @throws CdsError `invalid-request`
 */
export function assertEntryLimit(body: unknown, limit: number = MAX_ENTRIES): void {
  const holders = isJsonObject(body) ? [body.context, body.prefetch] : [];
  const bundles = holders.flatMap((holder) => (isJsonObject(holder) ? Object.values(holder) : []));
  const entries = bundles.reduce((sum: number, bundle) => sum + entryCount(bundle), 0);
  if (entries > limit) {
    throw new CdsError('invalid-request', `The orders and prefetch hold more than ${limit} Bundle entries.`);
  }
}

function entryCount(bundle: unknown): number {
  return isJsonObject(bundle) && Array.isArray(bundle.entry) ? bundle.entry.length : 0;
}
