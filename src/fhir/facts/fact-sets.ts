import type { FactSet, ProblemCode, SourceProblem } from '../../domain/fact-set.js';
import { asObject, asString } from '../elements/json.js';
import type { SamePatientData } from '../patient-match/same-patient.js';
import type { Dropped, Mapped } from './mapper-context.js';

/** A problem that the mappers found, such as a medicationReference that led nowhere. It makes the set incomplete. */
export type MappingProblem = SourceProblem;

/**
 * Decides the state of one kind of fact from the sources that feed it.
 * - another patient's resource in any of them, or a required source that could not be had: `unavailable`, no items
 * - a source only in part, an optional source that failed, a mapping problem: `truncated`
 * - an optional source that the server does not offer is listed, and changes nothing
 * - a source that the service does not ask is neither a problem nor a gap
 */
export function factSet<T>(
  sources: readonly SamePatientData[],
  mapped: Mapped<T>,
  mappingProblems: readonly MappingProblem[] = [],
): FactSet<T> {
  const problems = [...sources.flatMap(sourceProblems), ...mappingProblems];
  const unread = canonical(mapped.dropped).map(({ drop }: Dropped) => drop);
  if (sources.some(isUnusable)) return { state: 'unavailable', items: [], problems, unread, asked: 'whole' };
  const items = canonical(mapped.facts);
  const incomplete = mappingProblems.length > 0 || sources.some(isIncomplete);
  const state = incomplete ? 'truncated' : items.length > 0 ? 'present' : 'absent';
  return { state, items, problems, unread, asked: 'whole' };
}

function sourceProblems({ reading, foreign }: SamePatientData): readonly SourceProblem[] {
  const problem = (code: ProblemCode, count: number | null): SourceProblem => ({ source: reading.source, code, count });
  return [
    ...(reading.problem === null ? [] : [problem(reading.problem, null)]),
    ...(foreign === 0 ? [] : [problem('other-patient', foreign)]),
  ];
}

function isUnusable({ reading, foreign }: SamePatientData): boolean {
  return foreign > 0 || (reading.required && reading.extent === 'nothing');
}

function isIncomplete({ reading }: SamePatientData): boolean {
  return reading.extent === 'part' || (reading.extent === 'nothing' && reading.problem !== 'not-offered');
}

/**
 * Sorts plain values into an order that depends on nothing but the values, and leaves one of each. Rules then see the same
 * facts whatever order a server sent them in, and however often. By the record that they come from; only what comes from
 * one record, or from one without an id, is compared as text.
 */
function canonical<T>(values: readonly T[]): readonly T[] {
  const byRecord = new Map<string, T[]>();
  for (const value of values) {
    const record = recordOf(value);
    const group = byRecord.get(record);
    if (group === undefined) byRecord.set(record, [value]);
    else group.push(value);
  }
  return [...byRecord.keys()].sort().flatMap((record) => distinct(byRecord.get(record) ?? []));
}

function recordOf(value: unknown): string {
  return asString(asObject(value)?.reference) ?? '';
}

function distinct<T>(values: readonly T[]): readonly T[] {
  if (values.length < 2) return values;
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
