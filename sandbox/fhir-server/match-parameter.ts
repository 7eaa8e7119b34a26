import type { FhirResource } from 'fhir/r4.js';
import { dateRange, referenceLiteral, tokenValues, valuesAt } from './element-values.js';
import type { TokenValue } from './element-values.js';
import { parseFhirDate } from './fhir-date.js';
import type { DateRange } from './fhir-date.js';
import type { SearchParameter } from './search-parameter-table.js';

/** Whether a resource answers one value of one parameter. */
export type Matcher = (resource: FhirResource) => boolean;

/**
 * One alternative of a search value, compiled.
 *
 * @param value - already split at commas, escapes still in place
 * @param base - absolute URL of this server, so that its own absolute references match too
 * @returns null when the value cannot be read as the parameter's kind
 */
export function compileMatcher(parameter: SearchParameter, value: string, base: string): Matcher | null {
  const values = (resource: FhirResource): readonly unknown[] =>
    parameter.paths.flatMap((path) => valuesAt(resource, path));
  switch (parameter.kind) {
    case 'token': {
      const matches = compileToken(value);
      return (resource) => values(resource).some((candidate) => tokenValues(candidate).some(matches));
    }
    case 'date': {
      const matches = compileDate(value);
      if (matches === null) return null;
      return (resource) =>
        values(resource).some((candidate) => {
          const range = dateRange(candidate);
          return range !== null && matches(range);
        });
    }
    case 'reference': {
      const wanted = referenceTargets(value, parameter.targets, base);
      return (resource) =>
        values(resource).some((candidate) => {
          const literal = referenceLiteral(candidate);
          return literal !== null && wanted.includes(relativeTo(base, literal));
        });
    }
    case 'string': {
      const wanted = unescapeValue(value).toLowerCase();
      return (resource) =>
        values(resource).some(
          (candidate) => typeof candidate === 'string' && candidate.toLowerCase().startsWith(wanted),
        );
    }
  }
}

/** Splits at commas that are not escaped (FHIR R4 3.1.1.4.2): the alternatives of an OR. */
export function alternatives(value: string): readonly string[] {
  return value.split(/(?<!\\),/);
}

function unescapeValue(value: string): string {
  return value.replaceAll(/\\([,|$\\])/g, '$1');
}

/** `code`, `system|code`, `|code` (no system) and `system|` (any code of it). */
function compileToken(value: string): (candidate: TokenValue) => boolean {
  const parts = value.split(/(?<!\\)\|/).map(unescapeValue);
  const [first = '', second] = parts;
  if (second === undefined) return (candidate) => candidate.code === first;
  if (first === '') return (candidate) => candidate.system === null && candidate.code === second;
  if (second === '') return (candidate) => candidate.system === first;
  return (candidate) => candidate.system === first && candidate.code === second;
}

/** Prefixes over spans, each as FHIR R4 3.1.1.4.6 defines it. */
const DATE_PREFIXES: Readonly<Record<string, (wanted: DateRange, found: DateRange) => boolean>> = {
  eq: contains,
  ne: (wanted, found) => !contains(wanted, found),
  gt: (wanted, found) => found.to > wanted.to,
  lt: (wanted, found) => found.from < wanted.from,
  ge: (wanted, found) => found.to > wanted.to || contains(wanted, found),
  le: (wanted, found) => found.from < wanted.from || contains(wanted, found),
  sa: (wanted, found) => found.from >= wanted.to,
  eb: (wanted, found) => found.to <= wanted.from,
};

function contains(outer: DateRange, inner: DateRange): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

function compileDate(value: string): ((found: DateRange) => boolean) | null {
  const prefix = /^[a-z]{2}/.exec(value)?.[0] ?? 'eq';
  const compare = DATE_PREFIXES[prefix];
  const wanted = parseFhirDate(/^[a-z]{2}/.test(value) ? value.slice(2) : value);
  if (compare === undefined || wanted === null) return null;
  return (found) => compare(wanted, found);
}

/** A bare id may be any of the parameter's target types; `Type/id` and this server's own URL are one. */
function referenceTargets(value: string, targets: readonly string[], base: string): readonly string[] {
  const literal = relativeTo(base, unescapeValue(value));
  if (!literal.includes('/')) return targets.map((target) => `${target}/${literal}`);
  const [type] = literal.split('/');
  const absolute = literal.includes(':');
  return absolute || (type !== undefined && targets.includes(type)) ? [literal] : [];
}

function relativeTo(base: string, literal: string): string {
  return literal.startsWith(`${base}/`) ? literal.slice(base.length + 1) : literal;
}
