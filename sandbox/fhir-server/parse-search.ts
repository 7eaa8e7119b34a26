import type { FhirResource } from 'fhir/r4.js';
import { FhirProblem } from './fhir-problem.js';
import { alternatives, compileMatcher } from './match-parameter.js';
import type { Matcher } from './match-parameter.js';
import { searchParameters } from './search-parameter-table.js';
import type { SearchParameter, TypeParameters } from './search-parameter-table.js';

/** Names and values as they came, in order; a name may come twice, which means AND. */
export type SearchPairs = readonly (readonly [name: string, value: string])[];

/** How far one page reaches. */
export interface PageLimits {
  readonly defaultSize: number;
  readonly maxSize: number;
}

export interface SearchQuery {
  readonly type: string;
  /** All must hold; inside one, any alternative will do. */
  readonly filters: readonly Matcher[];
  /** The one patient asked for, where there is exactly one: then the store need not be scanned. */
  readonly patientId: string | null;
  readonly sort: readonly { readonly parameter: SearchParameter; readonly descending: boolean }[];
  /** Paths of references to follow for `_include`. */
  readonly includes: readonly string[];
  readonly count: number;
  readonly offset: number;
}

/** Parameters about the answer. `_offset` is this server's own: it is what a `next` link carries. */
const RESULT_PARAMETERS = ['_count', '_offset', '_sort', '_include', '_format', '_total', '_pretty'];

/**
 * @throws FhirProblem 404 for a type that is not served, 400 for a parameter, modifier or value that is not understood:
 * a parameter that is silently ignored would answer another question than the one asked
 */
export function parseSearch(type: string, pairs: SearchPairs, base: string, limits: PageLimits): SearchQuery {
  const table = searchParameters(type);
  if (table === null) throw new FhirProblem(404, 'not-supported', 'This server has no resource type of that name');
  const filters: Matcher[] = [];
  const patients: string[] = [];
  for (const [name, value] of pairs) {
    if (RESULT_PARAMETERS.includes(name)) continue;
    const parameter = Object.hasOwn(table, name) ? table[name] : undefined;
    if (parameter === undefined) {
      const known = [...Object.keys(table), ...RESULT_PARAMETERS].join(', ');
      throw new FhirProblem(
        400,
        'not-supported',
        `${type} has no search parameter ${printable(name)}; it has ${known}`,
      );
    }
    filters.push(anyOf(name, parameter, value, base));
    if (name === 'patient' && !value.includes(',')) patients.push(value);
  }
  const last = (name: string): string | undefined => pairs.findLast(([key]) => key === name)?.[1];
  return {
    type,
    filters,
    patientId: patients.length === 1 ? bareId(patients[0] ?? '', base) : null,
    sort: parseSort(table, last('_sort')),
    includes: pairs.filter(([name]) => name === '_include').map(([, value]) => parseInclude(type, table, value)),
    count: parseCount(last('_count'), limits),
    offset: wholeNumber('_offset', last('_offset') ?? '0'),
  };
}

function anyOf(name: string, parameter: SearchParameter, value: string, base: string): Matcher {
  if (value === '') throw new FhirProblem(400, 'invalid', `The search parameter ${name} has no value`);
  const matchers = alternatives(value).map((alternative) => {
    const matcher = compileMatcher(parameter, alternative, base);
    if (matcher === null) throw new FhirProblem(400, 'invalid', `The value of ${name} is not a ${parameter.kind}`);
    return matcher;
  });
  return (resource: FhirResource) => matchers.some((matches) => matches(resource));
}

function bareId(value: string, base: string): string | null {
  const relative = value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value;
  const id = relative.startsWith('Patient/') ? relative.slice('Patient/'.length) : relative;
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : null;
}

function parseSort(table: TypeParameters, value: string | undefined): SearchQuery['sort'] {
  if (value === undefined || value === '') return [];
  return value.split(',').map((item) => {
    const descending = item.startsWith('-');
    const name = descending ? item.slice(1) : item;
    const parameter = Object.hasOwn(table, name) ? table[name] : undefined;
    if (parameter === undefined || (parameter.kind !== 'date' && name !== '_id')) {
      throw new FhirProblem(400, 'not-supported', `_sort takes _id and the date parameters, not ${printable(name)}`);
    }
    return { parameter, descending };
  });
}

/** `MedicationRequest:medication`, one step, no wildcard. */
function parseInclude(type: string, table: TypeParameters, value: string): string {
  const [source, name = ''] = value.split(':');
  const parameter = Object.hasOwn(table, name) ? table[name] : undefined;
  const path = parameter?.kind === 'reference' ? parameter.paths[0] : undefined;
  if (source !== type || path === undefined) {
    throw new FhirProblem(400, 'not-supported', `_include takes ${type}: and one of its reference parameters`);
  }
  return path;
}

function parseCount(value: string | undefined, limits: PageLimits): number {
  if (value === undefined) return Math.min(limits.defaultSize, limits.maxSize);
  return Math.min(wholeNumber('_count', value), limits.maxSize);
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new FhirProblem(400, 'invalid', `${name} is not a whole number of 0 or more`);
  return Number(value);
}

/** A name from outside, fit for a message. */
function printable(name: string): string {
  return name.slice(0, 40).replaceAll(/[^A-Za-z0-9:._-]/g, '?');
}
