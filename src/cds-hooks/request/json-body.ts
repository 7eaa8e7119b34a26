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

/**
 * Parses a body strictly: UTF-8, RFC 8259 JSON, and within the limits of depth and Bundle entries. No error quotes the
 * body.
 * @throws CdsError `invalid-json`, or `invalid-request` beyond a limit
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new CdsError('invalid-json', 'The body is empty; a JSON object is required.');
  assertContainers(bytes);
  const body = parse(decode(bytes));
  assertDepth(body);
  assertEntryLimit(body);
  return body;
}

/** Fatal, because a replacement character in a unit or a name would pass for data. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CdsError('invalid-json', 'The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new CdsError('invalid-json', 'The body is not valid JSON. Comments and trailing commas are not allowed.');
  }
}

/** Deeper JSON parses, but overflows the stack of whoever walks it recursively later. Real FHIR stays far below. */
const MAX_DEPTH = 64;
const MAX_ENTRIES = 10_000;
/** Objects and lists of a body. 10,000 results as laboratories write them have some 120,000. */
const MAX_CONTAINERS = 250_000;
/** Members of one object; no resource of any release has a tenth of them. */
const MAX_MEMBERS = 1_000;

/**
 * Refuses, before it is parsed, what alone would keep other callers waiting while it is parsed and taken apart: too many objects
 * and lists, too deep a nesting, too many members of one object. What is shorter than the limit cannot hold as many, and is not
 * looked at. Texts are passed over.
 * @throws CdsError `invalid-request`
 */
export function assertContainers(bytes: Uint8Array, limit: number = MAX_CONTAINERS): void {
  if (bytes.length <= limit) return;
  const fault = costlyShape(bytes, limit);
  if (fault !== null) throw new CdsError('invalid-request', `The body ${fault}.`);
}

const BYTE = { quote: 0x22, backslash: 0x5c, colon: 0x3a, list: 0x5b, listEnd: 0x5d, object: 0x7b, objectEnd: 0x7d };

/**
 * What makes a JSON text dear to parse, in words for whoever sent it; null for an ordinary one. Linear, and whatever is no JSON is
 * left to the parser.
 */
export function costlyShape(bytes: Uint8Array, limit: number = MAX_CONTAINERS): string | null {
  const members = new Uint32Array(MAX_DEPTH + 1);
  let [depth, containers] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === BYTE.quote) {
      at = endOfText(bytes, at);
    } else if (byte === BYTE.object || byte === BYTE.list) {
      containers += 1;
      depth += 1;
      if (containers > limit) return `holds more than ${limit} objects and lists`;
      if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
      members[depth] = 0;
    } else if (byte === BYTE.objectEnd || byte === BYTE.listEnd) {
      if (depth > 0) depth -= 1;
    } else if (byte === BYTE.colon) {
      const count = (members[depth] ?? 0) + 1;
      if (count > MAX_MEMBERS) return `has an object of more than ${MAX_MEMBERS} members`;
      members[depth] = count;
    }
  }
  return null;
}

/** The position of the quotation mark that ends the text that begins at `start`; the length where none does. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let from = start + 1; ;) {
    const end = bytes.indexOf(BYTE.quote, from);
    if (end === -1) return bytes.length;
    let before = end - 1;
    while (bytes[before] === BYTE.backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    from = end + 1;
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

/** Members of all lists of a resource together that are few whatever they hold. */
const FEW_MEMBERS = 20;
/** Letters of one resource, the results that it contains not counted: fifty times what a long one has. */
const HEAVIEST = 100_000;
/** Of a text so many letters count, as no more of it are looked at; an object or a list counts as so many. */
const [TEXT_WEIGHT, CONTAINER_WEIGHT] = [1_000, 10];

/**
 * Whether the resource is more than is read in one go: a list longer than anybody writes, or long lists of long texts. Then it is
 * named as unread. Results that it contains are resources of their own, and are read one by one.
 */
export function isOverlong(resource: JsonObject): boolean {
  let members = 0;
  for (const key in resource) {
    const member = resource[key];
    if (!Array.isArray(member)) continue;
    if (member.length > LONGEST_LIST) return true;
    members += member.length;
  }
  return members > FEW_MEMBERS && weightLeft(resource, HEAVIEST) < 0;
}

function isContainedResult(value: unknown): boolean {
  return isJsonObject(value) && value.resourceType === 'Observation';
}

/** What is left of `weight` when the value has taken its own; below nought as soon as there is none left. */
function weightLeft(value: unknown, weight: number, isTop = true): number {
  if (typeof value === 'string') return weight - Math.min(value.length, TEXT_WEIGHT);
  if (!isContainer(value)) return weight - 1;
  let left = weight - CONTAINER_WEIGHT;
  if (isList(value)) {
    for (const item of value) if (left >= 0) left = weightLeft(item, left, false);
    return left;
  }
  for (const key in value) {
    const member = value[key];
    const inside =
      isTop && key === 'contained' && Array.isArray(member)
        ? member.filter((each) => !isContainedResult(each))
        : member;
    if (left >= 0) left = weightLeft(inside, left, false);
  }
  return left;
}
