import type { CodedText, Coding } from '../../domain/coding.js';
import { asObject, asString, objectsIn } from './json.js';
import type { JsonObject } from './json.js';

const DISPLAY_LIMIT = 120;
/** Longest texts that are looked at, by where they stand, characters: far beyond any real one, and short for whoever reads them. */
const LONGEST = { system: 500, code: 250, words: 1_000 } as const;
/** Codings of one concept that are looked at; nobody gives a drug or a test more names. */
const MOST_CODINGS = 50;
/** Letters of all codings of one concept, of all ingredients of a product, of all remarks on a specimen. */
export const MOST_LETTERS = 8_000;

/** A CodeableConcept, or the one in a CodeableReference of R5, as domain value; anything else gives an empty CodedText. */
export function codedText(value: unknown): CodedText {
  const given = asObject(value);
  const concept =
    given?.coding === undefined && given?.text === undefined ? (asObject(given?.concept) ?? given) : given;
  if (concept === null) return { codings: NO_CODINGS, text: null };
  const list: unknown = concept.coding;
  const plain = onePlainCoding(list, concept.text);
  if (plain !== null) return { codings: [plain], text: cut(asString(concept.text), LONGEST.words) };
  const isLong = Array.isArray(list) && list.length > MOST_CODINGS;
  const codings: Coding[] = [];
  let text = cut(asString(concept.text), LONGEST.words);
  let isCut = isLong || isOverlong(concept.text, LONGEST.words);
  let letters = 0;
  for (const entry of objectsIn(isLong ? list.slice(0, MOST_CODINGS) : list)) {
    const read = coding(entry);
    if (read !== null) letters += lettersOfCoding(read);
    if (letters > MOST_LETTERS) {
      isCut = true;
      break;
    }
    if (read !== null) codings.push(read);
    // A coding without a code still names something: it is read as text.
    if (asString(entry.code) === null) text ??= cut(asString(entry.display), LONGEST.words);
    isCut ||= isCutCoding(entry);
  }
  return isCut ? { codings, text, isCut: true } : { codings, text };
}

const NO_CODINGS: readonly Coding[] = [];

/**
 * Reads the concepts of one chart, and gives the same object again for one that is written as the last was: the results of a
 * year have one code.
 */
export function conceptReader(): (value: unknown) => CodedText {
  let last: JsonObject | null = null;
  let lastRead: CodedText | null = null;
  return (value) => {
    const concept = asObject(value);
    if (concept !== null && last !== null && lastRead !== null && isWrittenAlike(concept, last)) return lastRead;
    const read = codedText(value);
    last = concept;
    lastRead = read;
    return read;
  };
}

function isWrittenAlike(a: JsonObject, b: JsonObject): boolean {
  if (a.text !== b.text || !Array.isArray(a.coding) || !Array.isArray(b.coding)) return false;
  if (a.coding.length !== 1 || b.coding.length !== 1) return false;
  const [first, second] = [asObject(a.coding[0]), asObject(b.coding[0])];
  if (first === null || second === null) return false;
  return first.system === second.system && first.code === second.code && first.display === second.display;
}

/** The only coding of nearly every result: it has a code, and nothing of it or beside it is too long. */
function onePlainCoding(list: unknown, text: unknown): Coding | null {
  if (!Array.isArray(list) || list.length !== 1) return null;
  const entry = asObject(list[0]);
  if (entry === null || asString(entry.code) === null || isCutCoding(entry)) return null;
  return isOverlong(text, LONGEST.words) ? null : coding(entry);
}

function isCutCoding({ code, display }: JsonObject): boolean {
  return isOverlong(code, LONGEST.code) || isOverlong(display, LONGEST.words);
}

function isOverlong(value: unknown, limit: number): boolean {
  return typeof value === 'string' && value.length > limit && value.trim().length > limit;
}

function lettersOfCoding({ system, code, display }: Coding): number {
  return (system?.length ?? 0) + code.length + (display?.length ?? 0);
}

/** How much there is to read in a concept. */
export function lettersOf({ codings, text }: CodedText): number {
  let letters = text?.length ?? 0;
  for (const each of codings) letters += lettersOfCoding(each);
  return letters;
}

/** A CodedText that has only words. */
export function textOnly(text: string | null): CodedText {
  const read = { codings: [], text: cut(text, LONGEST.words) };
  return isOverlong(text, LONGEST.words) ? { ...read, isCut: true } : read;
}

/** True for `{}`, `{"coding": [{}]}` (sent by the Sandbox for a test not chosen yet) and for what is no concept at all. */
export function isEmptyConcept(concept: CodedText): boolean {
  return concept.codings.length === 0 && concept.text === null;
}

/** The name as the record has it, at most 120 characters; empty where there is none. */
export function displayOf(concept: CodedText): string {
  return shorten(concept.text ?? firstDisplay(concept.codings) ?? concept.codings[0]?.code ?? '', DISPLAY_LIMIT);
}

function firstDisplay(codings: readonly Coding[]): string | null {
  for (const { display } of codings) if (display !== null) return display;
  return null;
}

/** Cuts a text from the record to `limit` characters, with an ellipsis. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** A code that is a whole number was written without its quotation marks. */
function coding(entry: JsonObject): Coding | null {
  const code = Number.isSafeInteger(entry.code) ? String(entry.code) : asString(entry.code);
  if (code === null) return null;
  return {
    system: cut(asString(entry.system), LONGEST.system),
    code: code.slice(0, LONGEST.code),
    display: cut(asString(entry.display), LONGEST.words),
  };
}

function cut(text: string | null, limit: number): string | null {
  return text === null || text.length <= limit ? text : text.slice(0, limit);
}
