import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ProblemCode, ProblemDetail, Source } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import { asCode, asNumber, asObject, asString, objectsIn, typeOf } from '../elements/json.js';

export interface BundleEntry {
  readonly fullUrl: string | null;
  readonly resource: JsonObject;
  /** It was sent along (`search.mode` "include"): `total` does not count it. */
  readonly isIncluded?: true;
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
  /** It says itself that something was withheld, a Bundle inside it has further pages, or a link to one cannot be read. */
  readonly isPart: boolean;
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
  isPart: boolean;
}

/**
 * Takes a Bundle apart, once: Bundles inside it too, and entries that are the resource themselves. What is neither a resource
 * nor a message is counted.
 */
export function readBundle(bundle: JsonObject): BundleContent {
  const opened: Opened = { entries: [], messages: 0, saysFailed: false, unreadable: 0, isPart: isOnlyPart(bundle) };
  collect(bundle.entry, opened, 0);
  const { entries, messages, saysFailed, unreadable, isPart } = opened;
  return {
    entries,
    messages,
    saysFailed,
    unreadable,
    isPart,
    type: asCode(bundle.type),
    total: countOf(bundle.total),
    self: linkOf(bundle, 'self'),
    next: linkOf(bundle, 'next'),
  };
}

/**
 * What a server says of an answer out of which it took something: subsets (R4 "Subset tag") and redacted or masked views (R4
 * "Security Labels"). What it holds is read; that it is all there is, it does not say.
 */
const WITHHELD: ReadonlySet<string> = new Set(['subsetted', 'redacted', 'masked']);

function isOnlyPart(bundle: JsonObject): boolean {
  return isWithheld(bundle) || hasUnreadableLink(bundle.link);
}

function isWithheld(bundle: JsonObject): boolean {
  const meta = asObject(bundle.meta);
  if (meta === null) return false;
  return [...objectsIn(meta.tag), ...objectsIn(meta.security)].some(({ code }) => WITHHELD.has(asCode(code) ?? ''));
}

const COUNT = /^\s*\d{1,9}\s*$/;

/** Some senders write the number as a text. */
function countOf(total: unknown): number | null {
  const text = asString(total);
  return text !== null && COUNT.test(text) ? Number(text) : asNumber(total);
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
    opened.isPart ||= saysPart(resource);
  } else if (type === 'Bundle') {
    if (depth >= DEEPEST_NESTING) opened.unreadable += 1;
    else collect(resource.entry, opened, depth + 1);
    opened.isPart ||= linkOf(resource, 'next') !== null || isOnlyPart(resource);
  } else {
    const fullUrl = asString(entry.fullUrl);
    opened.entries.push(isIncluded(entry) ? { fullUrl, resource, isIncluded: true } : { fullUrl, resource });
  }
}

function isIncluded({ search }: JsonObject): boolean {
  return search !== undefined && asCode(asObject(search)?.mode) === 'include';
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

/**
 * What an OperationOutcome says of a search that was cut short, however mild it calls that (FHIR "issue-type"). Not `exception`: a
 * warning that names no more is passed over. Not `suppressed`: that a user sees what he may see is said beside every answer of some
 * servers.
 */
const CUT_SHORT: ReadonlySet<string> = new Set(['incomplete', 'timeout', 'throttled', 'too-costly']);

function saysPart(outcome: JsonObject): boolean {
  return objectsIn(outcome.issue).some(({ code }) => CUT_SHORT.has(asCode(code) ?? ''));
}

function linkOf(bundle: JsonObject, relation: string): string | null {
  for (const link of objectsIn(bundle.link)) if (asCode(link.relation) === relation) return asString(link.url);
  return null;
}

/** A link that cannot be read may be the one to the next page. */
function hasUnreadableLink(links: unknown): boolean {
  if (links === undefined || links === null) return false;
  const listed: readonly unknown[] = Array.isArray(links) ? links : [links];
  return listed.some((each) => {
    const link = asObject(each);
    const relation = asCode(link?.relation);
    return relation === null || (relation === 'next' && asString(link?.url) === null);
  });
}

type Provenance = NonNullable<ClinicalSnapshot['provenance'][Source]>;

/** What one source gave, before anyone has looked at the resources. */
export interface SourceReading extends ProblemDetail {
  readonly source: Source;
  readonly required: boolean;
  readonly provenance: Provenance;
  /** Everything that came, included Medications too. */
  readonly entries: readonly BundleEntry[];
  /** Entries in which nothing could be read, OperationOutcomes, and entries beyond the limit of one answer: they came too. */
  readonly unreadable: number;
  readonly messages: number;
  readonly overLimit: number;
  /** `whole`: answered in full. `part`: usable, but something is missing. `nothing`: no conclusion may be drawn. */
  readonly extent: 'whole' | 'part' | 'nothing';
  readonly problem: ProblemCode | null;
  /** `narrower`: what was answered had limits that our question has not. */
  readonly asked: 'whole' | 'narrower';
}

/** What came of a source, of which the rest of a reading is said elsewhere. */
export type Received = Pick<SourceReading, 'entries' | 'unreadable' | 'messages' | 'overLimit'>;

export const NOTHING_RECEIVED: Received = { entries: [], unreadable: 0, messages: 0, overLimit: 0 };

export function received(content: Omit<Received, 'overLimit'> & { readonly overLimit?: number }): Received {
  const { entries, unreadable, messages, overLimit = 0 } = content;
  return { entries, unreadable, messages, overLimit };
}

/** Two answers to one question. A record that is in both is one record for whoever reads them. */
export function together(a: Received, b: Received): Received {
  return {
    entries: [...a.entries, ...b.entries],
    unreadable: a.unreadable + b.unreadable,
    messages: a.messages + b.messages,
    overLimit: a.overLimit + b.overLimit,
  };
}

export function notAsked(source: Source): SourceReading {
  return {
    ...NOTHING_RECEIVED,
    source,
    required: false,
    provenance: 'not-asked',
    extent: 'whole',
    problem: null,
    asked: 'whole',
  };
}
