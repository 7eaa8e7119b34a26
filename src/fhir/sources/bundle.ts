import type { JsonObject } from '../../domain/json.js';
import { asCode, asNumber, asObject, asString, objectsIn, typeOf } from '../elements/json.js';

export interface BundleEntry {
  readonly fullUrl: string | null;
  readonly resource: JsonObject;
}

/** What a Bundle holds, OperationOutcome entries set apart. */
export interface BundleContent {
  readonly type: string | null;
  readonly entries: readonly BundleEntry[];
  /** OperationOutcome entries. */
  readonly messages: number;
  /** One of them says that (part of) the search failed. Warnings and information, as Epic's "no results", are no failures. */
  readonly saysFailed: boolean;
  /** Entries in which nothing can be read: no object, without a resource, or one without a type. */
  readonly unreadable: number;
  /** A Bundle inside this one has further pages, and nobody to ask for them. */
  readonly innerPagesMissing: boolean;
  readonly total: number | null;
  readonly self: string | null;
  readonly next: string | null;
}

/** Deeper than any server nests Bundles; what lies below is unreadable. */
const DEEPEST_NESTING = 8;

interface Opened {
  readonly entries: BundleEntry[];
  messages: number;
  saysFailed: boolean;
  unreadable: number;
  innerPagesMissing: boolean;
}

/**
 * Takes a Bundle apart, once: Bundles inside it too, and entries that are the resource themselves. What is neither a resource
 * nor a message is counted.
 */
export function readBundle(bundle: JsonObject): BundleContent {
  const opened: Opened = { entries: [], messages: 0, saysFailed: false, unreadable: 0, innerPagesMissing: false };
  collect(bundle.entry, opened, 0);
  return {
    ...opened,
    type: asCode(bundle.type),
    total: asNumber(bundle.total),
    self: linkOf(bundle, 'self'),
    next: linkOf(bundle, 'next'),
  };
}

/** A list of resources without a Bundle around it, one patient's lines of a bulk export for example. */
export function readList(resources: readonly unknown[]): BundleContent {
  return readBundle({ entry: resources });
}

function collect(list: unknown, opened: Opened, depth: number): void {
  if (list === undefined || list === null) return;
  // A lone object stands for a list of one.
  if (!Array.isArray(list)) {
    open(list, opened, depth);
    return;
  }
  for (const item of list as readonly unknown[]) open(item, opened, depth);
}

function open(item: unknown, opened: Opened, depth: number): void {
  const entry = asObject(item);
  const resource = entry === null ? null : resourceOf(entry);
  const type = resource === null ? null : typeOf(resource);
  if (entry === null || resource === null || type === null) {
    opened.unreadable += 1;
  } else if (type === 'OperationOutcome') {
    opened.messages += 1;
    opened.saysFailed ||= isFailure(resource);
  } else if (type === 'Bundle') {
    if (depth >= DEEPEST_NESTING) opened.unreadable += 1;
    else collect(resource.entry, opened, depth + 1);
    opened.innerPagesMissing ||= linkOf(resource, 'next') !== null;
  } else {
    opened.entries.push({ fullUrl: asString(entry.fullUrl), resource });
  }
}

/** Some senders put the resource where its entry belongs. */
function resourceOf(entry: JsonObject): JsonObject | null {
  if (entry.resource !== undefined || entry.resourceType === undefined) return asObject(entry.resource);
  return entry;
}

/** An OperationOutcome reports a failure unless all its issues are warnings or information; without issues it says nothing good. */
function isFailure(outcome: JsonObject): boolean {
  const severities = objectsIn(outcome.issue).map((issue) => asCode(issue.severity));
  return !(
    severities.length > 0 && severities.every((severity) => severity === 'warning' || severity === 'information')
  );
}

function linkOf(bundle: JsonObject, relation: string): string | null {
  const link = objectsIn(bundle.link).find((item) => asCode(item.relation) === relation);
  return asString(link?.url);
}
