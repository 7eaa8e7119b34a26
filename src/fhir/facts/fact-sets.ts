import {
  type FactSet,
  OPTIONAL_TESTS,
  type ProblemCode,
  type SourceBook,
  type SourceProblem,
  type UnreadResource,
} from '../../domain/fact-set.js';
import { asObject, asString } from '../elements/json.js';
import { detailOf } from '../client/fhir-failure.js';
import type { SourceReading } from '../sources/bundle.js';
import { SET_OF_SOURCE } from './set-names.js';

/** One source that feeds a set: how it was obtained, and what became of what it held. */
export interface SourceResult {
  readonly reading: SourceReading;
  readonly book: SourceBook;
  /** How many records were another patient's. */
  readonly foreign: number;
}

/**
 * Decides the state of one kind of fact from the sources that feed it.
 * - another patient's resource in any of them, or a required source that could not be had: `unavailable`, no items
 * - a source only in part, an optional source that failed: `truncated`; a medication history of which a line could not be
 *   read, for it may be any drug; nothing, where something was left out or only a part was asked for
 * - an optional source that the server does not offer is listed, and changes nothing
 * - a source that the service does not ask is neither a problem nor a gap; of the optional tests nothing is known then
 */
export function factSet<T>(
  sources: readonly SourceResult[],
  facts: readonly T[],
  leftOut: readonly UnreadResource[],
): FactSet<T> {
  const problems: SourceProblem[] = [];
  for (const source of sources) if (hasProblem(source)) problems.push(...sourceProblems(source));
  for (const source of sources) problems.push(...drugsNotKnown(source));
  const unread = inFixedOrder(leftOut, withoutSource);
  const asked = sources.some(({ reading }) => reading.asked === 'narrower') ? 'narrower' : 'whole';
  if (sources.some(isUnusable)) return { state: 'unavailable', items: [], problems, unread, asked };
  const items = inFixedOrder(facts);
  const isHistory = sources.some(({ reading }) => SET_OF_SOURCE[reading.source] === 'medications');
  const incomplete = sources.some(isIncomplete) || (isHistory && unread.length > 0);
  const isAll = unread.length === 0 && asked === 'whole';
  const state = incomplete ? 'truncated' : items.length > 0 ? 'present' : isAll ? 'absent' : 'truncated';
  return { state, items, problems, unread, asked };
}

/** A record that answered two questions is one record. */
function withoutSource(resource: UnreadResource): string {
  return JSON.stringify({ ...resource, source: undefined });
}

function hasProblem({ reading, foreign }: SourceResult): boolean {
  return reading.problem !== null || foreign > 0;
}

const NO_PROBLEMS: readonly SourceProblem[] = [];

function sourceProblems({ reading, foreign }: SourceResult): readonly SourceProblem[] {
  const problem = (code: ProblemCode, count: number | null): SourceProblem => ({ source: reading.source, code, count });
  return [
    ...(reading.problem === null ? [] : [{ ...problem(reading.problem, null), ...detailOf(reading) }]),
    ...(foreign === 0 ? [] : [problem('other-patient', foreign)]),
  ];
}

/** A line of the medication history of which nobody can tell the drug may be any drug: then the history has a gap. */
function drugsNotKnown({ reading: { source }, book }: SourceResult): readonly SourceProblem[] {
  if (SET_OF_SOURCE[source] !== 'medications') return NO_PROBLEMS;
  const count = (book.unread['not-identified'] ?? 0) + (book.unread['not-resolved'] ?? 0);
  return count === 0 ? NO_PROBLEMS : [{ source, code: 'medication-unresolved', count }];
}

function isUnusable({ reading, foreign }: SourceResult): boolean {
  if (OPTIONAL_TESTS.includes(reading.source)) {
    if (reading.extent === 'nothing' || reading.provenance === 'not-asked') return true;
  }
  return foreign > 0 || (reading.required && reading.extent === 'nothing');
}

function isIncomplete({ reading }: SourceResult): boolean {
  return reading.extent === 'part' || (reading.extent === 'nothing' && reading.problem !== 'not-offered');
}

/**
 * Sorts plain values into an order that depends on nothing but the values, and leaves one of each. Rules then see the same
 * facts whatever order a server sent them in, and however often. By the record that they come from; only what comes from
 * one record, or from one without an id, is compared as text.
 * @param textOf what tells two values apart
 */
function inFixedOrder<T>(values: readonly T[], textOf: (value: T) => string = JSON.stringify): readonly T[] {
  if (values.length < 2) return values;
  const inOrder = [...values].sort((a, b) => compare(recordOf(a), recordOf(b)));
  // Nearly always each comes from a record of its own.
  if (inOrder.every((value, at) => at === 0 || recordOf(value) !== recordOf(inOrder[at - 1]))) return inOrder;
  const byRecord = new Map<string, T[]>();
  for (const value of values) {
    const record = recordOf(value);
    const group = byRecord.get(record);
    if (group === undefined) byRecord.set(record, [value]);
    else group.push(value);
  }
  const sorted: T[] = [];
  for (const record of [...byRecord.keys()].sort()) {
    for (const value of distinct(byRecord.get(record) ?? [], textOf)) sorted.push(value);
  }
  return sorted;
}

function recordOf(value: unknown): string {
  return asString(asObject(value)?.reference) ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function distinct<T>(values: readonly T[], textOf: (value: T) => string): readonly T[] {
  if (values.length < 2) return values;
  const byText = new Map(values.map((value) => [textOf(value), value]));
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, value]) => value);
}
