import { createHash } from 'node:crypto';
import type { Parameters, ValueSet, ValueSetExpansionContains } from 'fhir/r4.js';
import type { Content } from '../../content/load-content.js';
import type { ExpandedConcept, ValueSetResource } from '../../terminology/value-sets/value-set-index.js';
import { CANONICAL, pascalCase } from './plan-definitions.js';

/** What every ValueSet must have; a site's own table of codes brings its codes and nothing else. */
export function shownValueSet(set: ValueSetResource, contentVersion: string): ValueSet {
  return {
    url: `${CANONICAL}/ValueSet/${set.id}`,
    version: contentVersion,
    name: pascalCase(set.id),
    status: 'active',
    // Read at load: FHIR R4, of which only the codes were looked at more closely.
    ...(set as unknown as Partial<ValueSet>),
    resourceType: 'ValueSet',
    id: set.id,
  };
}

export interface ExpandOptions {
  /** ISO 8601. */
  readonly now: string;
  /** Words of code or display; null for all. */
  readonly filter: string | null;
  readonly offset: number;
  /** null: all. */
  readonly count: number | null;
}

type ValueSetHead = Omit<ValueSet, 'compose' | 'expansion'>;

/** `$expand`: the codes of a set, or a page of them. Copyright stays with every expansion. */
export function expand(set: ValueSet, { now, filter, offset, count }: ExpandOptions): ValueSet {
  const wanted = filter?.toLowerCase() ?? '';
  const codes = listedCodes(set).filter(({ code = '', display = '' }) =>
    `${code} ${display}`.toLowerCase().includes(wanted),
  );
  const about = Object.entries(set).filter(([member]) => member !== 'compose' && member !== 'expansion');
  const page = codes.slice(offset, count === null ? undefined : offset + count);
  const digest = createHash('sha256')
    .update(JSON.stringify([set.url, set.version, codes]))
    .digest('hex');
  return {
    ...(Object.fromEntries(about) as ValueSetHead),
    expansion: {
      identifier: `urn:uuid:${uuidOf(digest)}`,
      timestamp: now,
      total: codes.length,
      offset,
      ...(filter === null ? {} : { parameter: [{ name: 'filter', valueString: filter }] }),
      ...(page.length === 0 ? {} : { contains: page }),
    },
  };
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function listedCodes({ compose, expansion }: ValueSet): ValueSetExpansionContains[] {
  const out = new Set(
    (compose?.exclude ?? []).flatMap(({ system, concept = [] }) =>
      concept.map(({ code }) => `${system ?? ''}|${code}`),
    ),
  );
  const composed = (compose?.include ?? []).flatMap(({ system, concept = [] }) =>
    concept.map(({ code, display }) => ({
      ...(system === undefined ? {} : { system }),
      code,
      ...(display === undefined ? {} : { display }),
    })),
  );
  const codes = [...composed, ...stored(expansion?.contains ?? [])];
  return codes.filter(({ system = '', code = '' }) => !out.has(`${system}|${code}`));
}

function stored(contains: readonly ExpandedConcept[]): ValueSetExpansionContains[] {
  return contains.flatMap(({ system, code, display, abstract, contains: nested = [] }) => [
    ...(system === undefined || code === undefined || abstract === true
      ? []
      : [{ system, code, ...(display === undefined ? {} : { display }) }]),
    ...stored(nested),
  ]);
}

/**
 * `$validate-code`: whether the service takes a code for a member of the set. It answers as the rules read codes: in any spelling
 * of the system, and an ICD-10 code below a category that is listed.
 */
export function validateCode(
  { terminology }: Pick<Content, 'terminology'>,
  set: ValueSet,
  { system, code, display }: { readonly system: string; readonly code: string; readonly display: string | null },
): Parameters {
  const listed = listedCodes(set).find((each) => each.system === system && each.code === code);
  const id = set.id ?? '';
  const result = listed !== undefined || terminology.lookupSets({ system, code, display: null }).includes(id);
  const name = listed?.display;
  const isOtherName = display !== null && name !== undefined && display.toLowerCase() !== name.toLowerCase();
  const message = result
    ? isOtherName
      ? 'The display is another one than in the set; the rules look at the code.'
      : null
    : `The code is not in ${id}.`;
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: result },
      ...(message === null ? [] : [{ name: 'message', valueString: message }]),
      ...(name === undefined ? [] : [{ name: 'display', valueString: name }]),
    ],
  };
}
