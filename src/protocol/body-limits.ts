import { CdsError } from '../domain/cds-error.js';
import { isJsonObject } from './json-object.js';

/** Deeper JSON parses, but overflows the stack of whoever walks it recursively later. Real FHIR stays far below. */
const MAX_DEPTH = 64;
const MAX_ENTRIES = 10_000;

/**
 * Refuses a body nested deeper than `limit`. Iterative, so that the guard itself cannot overflow.
 * @throws CdsError `invalid-request`
 */
export function assertDepth(body: unknown, limit: number = MAX_DEPTH): void {
  let level = [body].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) throw new CdsError('invalid-request', `The body is nested deeper than ${limit} levels.`);
    level = level.flatMap((container): unknown[] => Object.values(container)).filter(isContainer);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
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
