import { asCode, asNumber, asObject, asString, objectsIn, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';

export interface BundleEntry {
  readonly fullUrl: string | null;
  readonly resource: JsonObject;
}

/** What a Bundle holds, OperationOutcome entries set apart. */
export interface BundleContent {
  readonly type: string | null;
  readonly entries: readonly BundleEntry[];
  /** An entry says that (part of) the search failed. Warnings and information, as Epic's "no results", are not failures. */
  readonly saysFailed: boolean;
  /** Some of it cannot be read: entries that are no list, an entry without a resource, a resource without a type. */
  readonly unreadable: boolean;
  readonly total: number | null;
  readonly self: string | null;
  readonly next: string | null;
}

export function readBundle(bundle: JsonObject): BundleContent {
  const entries: BundleEntry[] = [];
  let saysFailed = false;
  const given = objectsIn(bundle.entry);
  let unreadable = given.length < countOf(bundle.entry);
  for (const entry of given) {
    const resource = asObject(entry.resource);
    const type = resource === null ? null : typeOf(resource);
    if (resource === null || type === null) unreadable = true;
    else if (type === 'OperationOutcome') saysFailed ||= isFailure(resource);
    else entries.push({ fullUrl: asString(entry.fullUrl), resource });
  }
  return {
    type: asCode(bundle.type),
    entries,
    saysFailed,
    unreadable,
    total: asNumber(bundle.total),
    self: linkOf(bundle, 'self'),
    next: linkOf(bundle, 'next'),
  };
}

/** How many things are there, whatever they are. */
function countOf(list: unknown): number {
  if (list === undefined || list === null) return 0;
  return Array.isArray(list) ? list.length : 1;
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
