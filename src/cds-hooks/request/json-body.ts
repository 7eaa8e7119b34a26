import { CdsError } from '../../domain/cds-error.js';
import type { JsonObject } from '../../domain/json.js';

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list as it is, nothing for nothing, and a lone value as a list of one: many senders write one so. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Deeper JSON parses, but overflows the stack of whoever walks it recursively later. Real FHIR stays far below. */
const MAX_DEPTH = 64;
const MAX_ENTRIES = 10_000;
/** Objects and lists of a body. 10,000 results as laboratories write them have some 120,000. */
const MAX_CONTAINERS = 250_000;
/** Members of one object; no resource of any release has a tenth of them. */
const MAX_MEMBERS = 1_000;

const [OBJECT, LIST] = [0x7b, 0x5b];

/**
 * Refuses a body of so many objects and lists that taking it apart alone would keep other callers waiting. Counted in the bytes,
 * before they are parsed; a bracket inside a text counts too.
 * @throws CdsError `invalid-request`
 */
export function assertContainers(bytes: Uint8Array, limit: number = MAX_CONTAINERS): void {
  let count = 0;
  for (const byte of bytes) if (byte === OBJECT || byte === LIST) count += 1;
  if (count > limit) {
    throw new CdsError('invalid-request', `The body holds more than ${limit} objects and lists.`);
  }
}

/**
 * Refuses a body nested deeper than `limit`, or with an object of more than 1,000 members. It looks at every value of every call and so makes no lists; it goes no
 * deeper than the limit, so that the guard itself cannot overflow.
 * @throws CdsError `invalid-request`
 */
export function assertDepth(body: unknown, limit: number = MAX_DEPTH): void {
  if (isContainer(body) && isDeeper(body, limit)) {
    throw new CdsError('invalid-request', `The body is nested deeper than ${limit} levels.`);
  }
}

function tooManyMembers(): CdsError {
  return new CdsError('invalid-request', `An object of the body has more than ${MAX_MEMBERS} members.`);
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

function isDeeper(container: Container, levels: number): boolean {
  if (levels === 0) return true;
  if (isList(container)) {
    for (const item of container) if (isContainer(item) && isDeeper(item, levels - 1)) return true;
    return false;
  }
  // JSON.parse makes own members only, so there is nothing inherited to walk into.
  let members = 0;
  for (const key in container) {
    members += 1;
    if (members > MAX_MEMBERS) throw tooManyMembers();
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

/** With those of the Bundles inside it. */
function entryCount(bundle: unknown): number {
  if (!isJsonObject(bundle) || !Array.isArray(bundle.entry)) return 0;
  const entries: readonly unknown[] = bundle.entry;
  return entries.reduce<number>(
    (sum, entry) => sum + (isJsonObject(entry) ? entryCount(entry.resource) : 0),
    entries.length,
  );
}

/** Members of one list of a resource: components, reasons, instructions, contained resources. Nobody's has a tenth of them. */
const LONGEST_LIST = 1_000;

/** Whether a list of the resource is longer than anybody writes. Then the resource is named as unread: what matters may stand in it. */
export function hasOverlongList(resource: JsonObject): boolean {
  for (const key in resource) {
    const member = resource[key];
    if (Array.isArray(member) && member.length > LONGEST_LIST) return true;
  }
  return false;
}
