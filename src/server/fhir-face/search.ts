import type { Bundle, Library, PlanDefinition, ValueSet } from 'fhir/r4.js';
import { CdsError } from '../../domain/cds-error.js';
import { SEARCHED_BY } from './capability-statement.js';

/** What is shown here; each has an address, a name and a version. */
export type ShownResource = ValueSet | PlanDefinition | Library;

const PAGE = 20;
const LARGEST_PAGE = 200;

/**
 * A searchset of what matches, a page at a time. Parameters that are not known are ignored, as FHIR asks of a lenient server; the
 * self link shows those that were used.
 * @param address of the type: `https://cds.example/fhir/ValueSet`
 */
export function search(resources: readonly ShownResource[], query: URLSearchParams, address: string): Bundle {
  const used = SEARCHED_BY.flatMap((name) =>
    query.getAll(name).map((value): [(typeof SEARCHED_BY)[number], string] => [name, value]),
  );
  const found = resources.filter((each) => used.every(([name, value]) => matches(each, name, value)));
  const count = Math.min(wholeNumber(query, '_count') ?? PAGE, LARGEST_PAGE);
  const offset = Math.min(wholeNumber(query, '_offset') ?? 0, found.length);
  const link = (at: number) => {
    const parameters = new URLSearchParams([...used, ['_count', `${count}`], ['_offset', `${at}`]]);
    return `${address}?${parameters.toString()}`;
  };
  const page = found.slice(offset, offset + count);
  const next = offset + count;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [
      { relation: 'self', url: link(offset) },
      ...(count > 0 && next < found.length ? [{ relation: 'next', url: link(next) }] : []),
    ],
    ...(page.length === 0
      ? {}
      : {
          entry: page.map((resource) => ({
            fullUrl: `${address}/${resource.id ?? ''}`,
            resource,
            search: { mode: 'match' as const },
          })),
        }),
  };
}

/** Strings match from their beginning, whatever their case; everything else as a whole. A comma is "or". */
function matches(resource: ShownResource, name: (typeof SEARCHED_BY)[number], value: string): boolean {
  const values = value.split(',');
  const has = name === '_id' ? resource.id : resource[name];
  if (has === undefined) return false;
  if (name === 'name') return values.some((each) => has.toLowerCase().startsWith(each.toLowerCase()));
  return values.includes(has);
}

/**
 * A number of the query; null where it is not there.
 * @throws CdsError `invalid-request`: whoever asked for the first ten codes and gets all takes them for ten
 */
export function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new CdsError('invalid-request', `${name} must be a whole number.`, name);
  return Number(text);
}
