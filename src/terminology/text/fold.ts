import type { CodedText } from '../../domain/coding.js';

/** A hostile or broken record may hold thousands of codings; nobody writes more than a handful. */
const MAX_TEXTS = 20;
const MAX_TEXT_LENGTH = 1_000;
export const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const COMBINING_ACCENTS = /[\u0300-\u036f]/g;
/** Soft hyphens, joiners, marks of direction: nobody sees them, and `Tacro\u00ADlimus` is one word. */
const UNSEEN = /\p{Cf}/gu;
const ASCII_WORDS = /[a-z0-9]+/g;
/** A word ends where the script changes to or from one without spaces: `MTX錠2mg` begins with the word MTX. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\u30fc';
const WORDS = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/** A text made ready for any number of questions. */
export interface ReadText {
  readonly folded: string;
  readonly words: readonly string[];
}

/** Reads a text once; beyond 1,000 characters it is not read. */
export function readText(text: string): ReadText {
  const folded = foldText(text);
  return { folded, words: wordsOf(folded) };
}

/** The words of concepts: their text and the displays of their codes. */
export function textsOf(...concepts: readonly (CodedText | null)[]): readonly ReadText[] {
  return concepts
    .flatMap((concept) => (concept === null ? [] : [concept.text, ...concept.codings.map((coding) => coding.display)]))
    .filter((text) => text !== null && text.trim() !== '')
    .slice(0, MAX_TEXTS)
    .map((text) => readText(text ?? ''));
}

/** Compatibility forms, case and accents removed: `ＦＫ５０６` and `Tacrólimus` become `fk506` and `tacrolimus`. */
export function foldText(text: string): string {
  const read = text.slice(0, MAX_TEXT_LENGTH);
  // To plain ASCII, which most names are, nothing but the case can be done.
  if (PLAIN_ASCII.test(read)) return read.toLowerCase();
  return read
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(COMBINING_ACCENTS, '')
    .normalize('NFC');
}

export function wordsOf(folded: string): string[] {
  return folded.match(PLAIN_ASCII.test(folded) ? ASCII_WORDS : WORDS) ?? [];
}
