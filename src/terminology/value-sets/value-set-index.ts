import type { CodedText, Coding } from '../../domain/coding.js';
import { type ReadText, termIndex } from '../text/terms.js';
import {
  codeSystemName,
  type CodeSystemName,
  isReadByPrefix,
  normaliseCode,
  WHOLE_WORD_TEXT,
  WORD_STEM,
} from './code-systems.js';

/** All value sets, by set and by code. Built once at load; every question is a Map lookup. */
export interface ValueSetIndex {
  readonly ids: ReadonlySet<string>;
  /** The sets a coding is in. Without a system only a code that its shape gives away counts: `42316` alone may be anything. */
  setsOf(coding: Coding): readonly string[];
  /** The sets that any code of the concept is in: asked once, where a concept is held against many sets. */
  setsOfConcept(concept: CodedText): readonly string[];
  /** True where a code of the concept is in one of the sets. */
  holdsCode(ids: readonly string[], concept: CodedText): boolean;
  /** True where one of the texts names something of one of the sets. */
  holdsText(ids: readonly string[], texts: readonly ReadText[]): boolean;
  /** The sets that a text names something of. */
  setsOfText(text: ReadText): ReadonlySet<string>;
  /** The single words and unspaced terms of sets, folded: for asking what a text holds besides them. */
  termsOf(ids: readonly string[]): readonly string[];
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
/** ICD-10 categories and ATC subgroups have 3 characters; nothing shorter is a prefix. */
const SHORTEST_PREFIX = 3;
/** Of a product and what it is made of; a drug with more is read so far, and is never found to be something else. */
export const MAX_CODINGS = 50;

/**
 * @throws Error when two sets share an id, or a set is defined by a filter or by reference and carries no expansion:
 *   its codes cannot be known without a terminology server
 */
export function indexValueSets(valueSets: readonly ValueSetResource[]): ValueSetIndex {
  const exact = new Map<string, string[]>();
  const prefixes = new Map<string, PrefixRow[]>();
  const included = new Map<string, Row[]>();
  const terms = valueSets.map((valueSet) => {
    if (included.has(valueSet.id)) throw new Error(`two value sets have the id "${valueSet.id}"`);
    const rows = includedRows(valueSet);
    included.set(valueSet.id, rows);
    const excluded = (valueSet.compose?.exclude ?? []).flatMap(componentRows);
    addCodes(valueSet.id, rows, excluded, exact, prefixes);
    return {
      id: valueSet.id,
      words: codesIn(rows, WHOLE_WORD_TEXT),
      stems: codesIn(rows, WORD_STEM),
      excluded: codesIn(excluded, WHOLE_WORD_TEXT),
    };
  });
  const texts = termIndex(terms);
  const setsOf = (coding: Coding): readonly string[] => lookUp(coding, exact, prefixes);
  return {
    ids: new Set(included.keys()),
    setsOf,
    setsOfConcept: ({ codings }) => codings.slice(0, MAX_CODINGS).flatMap(setsOf),
    holdsCode(ids, { codings }) {
      let looked = 0;
      for (const coding of codings) {
        if (looked === MAX_CODINGS) break;
        looked += 1;
        for (const id of setsOf(coding)) if (ids.includes(id)) return true;
      }
      return false;
    },
    holdsText(ids, candidates) {
      for (const text of candidates) {
        const found = texts.setsOf(text);
        for (const id of ids) if (found.has(id)) return true;
      }
      return false;
    },
    setsOfText: (text) => texts.setsOf(text),
    termsOf: (ids) => ids.flatMap((id) => codesIn(included.get(id) ?? [], WHOLE_WORD_TEXT)),
  };
}

interface PrefixRow {
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

function codesIn(rows: readonly Row[], system: string): string[] {
  return rows.filter((row) => row.system === system).map((row) => row.code);
}

function addCodes(
  id: string,
  included: readonly Row[],
  excluded: readonly Row[],
  exact: Map<string, string[]>,
  prefixes: Map<string, PrefixRow[]>,
): void {
  const except = new Set(codesOf(excluded).map(keyOf));
  for (const code of codesOf(included)) {
    if (isReadByPrefix(code.system)) append(prefixes, code.code, { id, system: code.system, excluded: false });
    else if (!except.has(keyOf(code))) append(exact, keyOf(code), id);
  }
  for (const code of codesOf(excluded)) {
    if (isReadByPrefix(code.system)) append(prefixes, code.code, { id, system: code.system, excluded: true });
  }
}

function codesOf(rows: readonly Row[]): SystemCode[] {
  const coded = rows.filter(({ system }) => system !== WHOLE_WORD_TEXT && system !== WORD_STEM);
  return coded.flatMap((row) => systemCode(row.system, row.code) ?? []);
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
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function lookUp(
  coding: Coding,
  exact: ReadonlyMap<string, readonly string[]>,
  prefixes: ReadonlyMap<string, readonly PrefixRow[]>,
): readonly string[] {
  const wanted = systemCode(coding.system ?? systemByShape(coding.code), coding.code);
  if (wanted === null) return NO_SETS;
  return isReadByPrefix(wanted.system) ? prefixSets(wanted, prefixes) : (exact.get(keyOf(wanted)) ?? NO_SETS);
}

const SHAPES: readonly (readonly [RegExp, CodeSystemName])[] = [
  [/^[0-9]{3,7}-[0-9]$/, 'loinc'],
  [/^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$/, 'atc'],
];

/** `14682-9` and `L04AD02` are written like nothing else, so they count without their system where a set lists them. */
function systemByShape(code: string): string | null {
  const trimmed = code.slice(0, 20).trim();
  return SHAPES.find(([shape]) => shape.test(trimmed))?.[1] ?? null;
}

/** Every prefix of the code is asked for: `K5090` is under the row `K50`. An exclusion under any prefix takes the set away. */
function prefixSets(wanted: SystemCode, prefixes: ReadonlyMap<string, readonly PrefixRow[]>): readonly string[] {
  const rows: PrefixRow[] = [];
  for (let length = SHORTEST_PREFIX; length <= wanted.code.length; length += 1) {
    rows.push(...(prefixes.get(wanted.code.slice(0, length)) ?? []));
  }
  const applying = rows.filter((row) => appliesTo(row, wanted.system));
  const excluded = new Set(applying.filter((row) => row.excluded).map((row) => row.id));
  return [...new Set(applying.map((row) => row.id))].filter((id) => !excluded.has(id));
}

/**
 * ICD-10-CM rows hold for the whole family. Rows under another ICD URI hold for that version alone: `T86.5` is a stem-cell
 * transplant in ICD-10-CM and a skin graft in ICD-10-GM. ATC is one list.
 */
function appliesTo(row: PrefixRow, system: CodeSystemName): boolean {
  if (row.system === 'atc' || system === 'atc') return row.system === system;
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
