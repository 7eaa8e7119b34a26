import type { CodedText, Coding } from '../../domain/coding.js';
import { type ReadText, wholeWordMatcher, type WholeWordMatcher } from '../text/whole-words.js';
import { codeSystemName, type CodeSystemName, isIcd, normaliseCode, WHOLE_WORD_TEXT } from './code-systems.js';

/** All value sets, by set and by code. Built once at load; every question is a Map lookup. */
export interface ValueSetIndex {
  readonly ids: ReadonlySet<string>;
  /** The sets a coding is in. A coding without a system is in none: `42316` alone may be anything. */
  setsOf(coding: Coding): readonly string[];
  /** The sets that any code of the concept is in: asked once, where a concept is held against many sets. */
  setsOfConcept(concept: CodedText): readonly string[];
  /** True where a code of the concept is in one of the sets. */
  holdsCode(ids: readonly string[], concept: CodedText): boolean;
  /** True where one of the texts names something of one of the sets, by whole words. */
  holdsText(ids: readonly string[], texts: readonly ReadText[]): boolean;
}

interface Row {
  readonly system: string;
  readonly code: string;
}

interface SystemCode {
  readonly system: CodeSystemName;
  readonly code: string;
}

const NO_SETS: readonly string[] = [];
/** ICD-10 categories have 3 characters; nothing shorter is a prefix. */
const SHORTEST_ICD = 3;

/**
 * @throws Error when two sets share an id, or a set is defined by a filter or by reference and carries no expansion:
 *   its codes cannot be known without a terminology server
 */
export function indexValueSets(valueSets: readonly ValueSetResource[]): ValueSetIndex {
  const exact = new Map<string, string[]>();
  const icd = new Map<string, IcdRow[]>();
  const texts = new Map<string, WholeWordMatcher>();
  for (const valueSet of valueSets) {
    if (texts.has(valueSet.id)) throw new Error(`two value sets have the id "${valueSet.id}"`);
    const included = includedRows(valueSet);
    const excluded = (valueSet.compose?.exclude ?? []).flatMap(componentRows);
    texts.set(valueSet.id, wholeWordMatcher(textTerms(included), textTerms(excluded)));
    addCodes(valueSet.id, included, excluded, exact, icd);
  }
  const setsOf = (coding: Coding): readonly string[] => lookUp(coding, exact, icd);
  return {
    ids: new Set(texts.keys()),
    setsOf,
    setsOfConcept: ({ codings }) => codings.flatMap(setsOf),
    holdsCode: (ids, concept) => concept.codings.some((coding) => setsOf(coding).some((id) => ids.includes(id))),
    holdsText: (ids, candidates) => candidates.some((text) => ids.some((id) => texts.get(id)?.matches(text) === true)),
  };
}

interface IcdRow {
  readonly id: string;
  readonly system: CodeSystemName;
  readonly excluded: boolean;
}

function includedRows(valueSet: ValueSetResource): Row[] {
  const components = valueSet.compose?.include ?? [];
  const expanded = flattenExpansion(valueSet.expansion?.contains ?? []);
  const unlisted = [...components, ...(valueSet.compose?.exclude ?? [])].some(
    (one) => one.concept === undefined || (one.valueSet ?? []).length > 0,
  );
  if (unlisted && expanded.length === 0) {
    throw new Error(`value set "${valueSet.id}" does not list its codes: expand it with a terminology tool first`);
  }
  return [...components.flatMap(componentRows), ...expanded];
}

function componentRows(component: ValueSetComponent): Row[] {
  const { system, concept = [] } = component;
  return system === undefined ? [] : concept.map(({ code }) => ({ system, code }));
}

function flattenExpansion(contains: readonly ExpandedConcept[]): Row[] {
  return contains.flatMap(({ system, code, abstract, contains: nested = [] }) => [
    ...(system === undefined || code === undefined || abstract === true ? [] : [{ system, code }]),
    ...flattenExpansion(nested),
  ]);
}

function textTerms(rows: readonly Row[]): string[] {
  return rows.filter((row) => row.system === WHOLE_WORD_TEXT).map((row) => row.code);
}

function addCodes(
  id: string,
  included: readonly Row[],
  excluded: readonly Row[],
  exact: Map<string, string[]>,
  icd: Map<string, IcdRow[]>,
): void {
  const except = new Set(codesOf(excluded).map(keyOf));
  for (const code of codesOf(included)) {
    if (isIcd(code.system)) append(icd, code.code, { id, system: code.system, excluded: false });
    else if (!except.has(keyOf(code))) append(exact, keyOf(code), id);
  }
  for (const code of codesOf(excluded)) {
    if (isIcd(code.system)) append(icd, code.code, { id, system: code.system, excluded: true });
  }
}

function codesOf(rows: readonly Row[]): SystemCode[] {
  return rows.flatMap((row) => (row.system === WHOLE_WORD_TEXT ? [] : (systemCode(row.system, row.code) ?? [])));
}

function systemCode(system: string | null, code: string): SystemCode | null {
  const name = codeSystemName(system);
  const normal = name === null ? null : normaliseCode(name, code);
  return name === null || normal === null ? null : { system: name, code: normal };
}

function keyOf({ system, code }: SystemCode): string {
  return `${system}|${code}`;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key) ?? [];
  if (!list.includes(value)) list.push(value);
  map.set(key, list);
}

function lookUp(
  coding: Coding,
  exact: ReadonlyMap<string, readonly string[]>,
  icd: ReadonlyMap<string, readonly IcdRow[]>,
): readonly string[] {
  const wanted = systemCode(coding.system, coding.code);
  if (wanted === null) return NO_SETS;
  return isIcd(wanted.system) ? icdSets(wanted, icd) : (exact.get(keyOf(wanted)) ?? NO_SETS);
}

/** Every prefix of the code is asked for: `K5090` is under the row `K50`. An exclusion under any prefix takes the set away. */
function icdSets(wanted: SystemCode, icd: ReadonlyMap<string, readonly IcdRow[]>): readonly string[] {
  const rows: IcdRow[] = [];
  for (let length = SHORTEST_ICD; length <= wanted.code.length; length += 1) {
    rows.push(...(icd.get(wanted.code.slice(0, length)) ?? []));
  }
  const applying = rows.filter((row) => appliesTo(row, wanted.system));
  const excluded = new Set(applying.filter((row) => row.excluded).map((row) => row.id));
  return [...new Set(applying.map((row) => row.id))].filter((id) => !excluded.has(id));
}

/**
 * ICD-10-CM rows hold for the whole family. Rows under another ICD URI hold for that version alone: `T86.5` is a stem-cell
 * transplant in ICD-10-CM and a skin graft in ICD-10-GM.
 */
function appliesTo(row: IcdRow, system: CodeSystemName): boolean {
  return row.system === 'icd-10-cm' || row.system === system;
}

/** The parts of a FHIR R4 ValueSet that are read here. Anything else in the resource is ignored. */
interface ValueSetConcept {
  readonly code: string;
  readonly display?: string | undefined;
}

export interface ValueSetComponent {
  readonly system?: string | undefined;
  readonly concept?: readonly ValueSetConcept[] | undefined;
  readonly filter?: readonly unknown[] | undefined;
  readonly valueSet?: readonly string[] | undefined;
}

export interface ExpandedConcept {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  readonly display?: string | undefined;
  readonly abstract?: boolean | undefined;
  readonly contains?: readonly ExpandedConcept[] | undefined;
}

/**
 * One file of `hooks/valuesets`. `id` is the name by which the program knows the set. Codes come from `compose` where it
 * lists them, and from `expansion` where a terminology tool has written one.
 */
export interface ValueSetResource {
  readonly resourceType: 'ValueSet';
  readonly id: string;
  readonly compose?:
    | {
        readonly include?: readonly ValueSetComponent[] | undefined;
        readonly exclude?: readonly ValueSetComponent[] | undefined;
      }
    | undefined;
  readonly expansion?: { readonly contains?: readonly ExpandedConcept[] | undefined } | undefined;
}
