import type { CodedText } from '../../domain/coding.js';
import { foldText, type ReadText, wordsOf } from './fold.js';

/** A word that is a code of a house rather than a name has few letters beside its digits: `F123`, `TAC1`, `50mg`. */
const FEWEST_LETTERS_BESIDE_DIGITS = 4;
const FEWEST_LETTERS = 2;
const NOT_A_LETTER = /[^\p{L}\p{M}]/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/**
 * Tells whether a text names a thing at all. `Pantoprazol 40 mg` does: whatever it is, it has a name. `Hartkapseln 1 mg laut
 * Rezept`, `F123` and `***` do not, and nobody can tell what is meant.
 * @param generic terms that name nothing by themselves: forms, routes, units, "see comment"
 */
export function nameTeller(generic: readonly string[]): (text: ReadText) => boolean {
  const words = new Set(generic.flatMap((term) => wordsOf(foldText(term))));
  const unspaced = generic
    .map(foldText)
    .filter((term) => UNSPACED.test(term))
    .sort((a, b) => b.length - a.length);
  return (text) => text.words.some((word) => isName(word, words, unspaced));
}

function isName(word: string, generic: ReadonlySet<string>, unspaced: readonly string[]): boolean {
  if (generic.has(word)) return false;
  const letters = word.replaceAll(NOT_A_LETTER, '');
  if (UNSPACED.test(word)) {
    const rest = unspaced.reduce((left, term) => left.replaceAll(term, ''), letters);
    return rest !== '';
  }
  if (generic.has(letters)) return false;
  return letters.length >= (letters.length < word.length ? FEWEST_LETTERS_BESIDE_DIGITS : FEWEST_LETTERS);
}

/** A house code that is repeated as its own display or text is no name: `KR-7` must not pass for another thing. */
export function withoutRepeatedCodes({ codings, text }: CodedText): CodedText {
  const codes = new Set(codings.map(({ code }) => foldText(code).trim()));
  const isCode = (written: string | null) => written !== null && codes.has(foldText(written).trim());
  return {
    codings: codings.map((coding) => (isCode(coding.display) ? { ...coding, display: null } : coding)),
    text: isCode(text) ? null : text,
  };
}
