import type { CodedText } from '../../domain/coding.js';

/** A hostile or broken record may hold thousands of codings; nobody writes more than a handful. */
const MAX_TEXTS = 20;

/** The words of concepts: their text and the displays of their codes. */
export function textsOf(...concepts: readonly (CodedText | null)[]): readonly ReadText[] {
  return concepts
    .flatMap((concept) => (concept === null ? [] : [concept.text, ...concept.codings.map((coding) => coding.display)]))
    .filter((text) => text !== null && text.trim() !== '')
    .slice(0, MAX_TEXTS)
    .map((text) => readText(text ?? ''));
}

const MAX_TEXT_LENGTH = 1_000;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const COMBINING_ACCENTS = /[\u0300-\u036f]/g;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts written without spaces (or, Korean, with particles attached): words have no edges to look for. */
const WITHOUT_WORD_EDGES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Compatibility forms, case and accents removed: `ＦＫ５０６` and `Tacrólimus` become `fk506` and `tacrolimus`. */
function foldText(text: string): string {
  const read = text.slice(0, MAX_TEXT_LENGTH);
  // To plain ASCII, which most names are, nothing but the case can be done.
  if (PLAIN_ASCII.test(read)) return read.toLowerCase();
  return read.normalize('NFKC').toLowerCase().normalize('NFD').replace(COMBINING_ACCENTS, '').normalize('NFC');
}

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

function wordsOf(folded: string): string[] {
  return folded.match(WORDS) ?? [];
}

/** The spellings of a term as word sequences: `6-MP` is also written `6MP` and `6 MP`, `FK506` also `FK-506`. */
function spellings(term: string): string[][] {
  const words = wordsOf(foldText(term));
  const split = words.flatMap((word) => word.match(/\p{N}+|[^\p{N}]+/gu) ?? []);
  const all = [words, [words.join('')], split];
  return [...new Map(all.map((spelling) => [spelling.join(' '), spelling])).values()].filter((one) => one.length > 0);
}

interface Entry {
  readonly words: readonly string[];
  readonly wanted: boolean;
}

/** Finds terms of one value set in free text. */
export interface WholeWordMatcher {
  /** True where the text holds a term as whole words, and no longer excluded term covers it. */
  matches(text: ReadText): boolean;
}

/**
 * Builds a matcher once; matching is linear in the words of the text.
 * At each word the longest term wins, and an excluded term (`5-AZA`) hides a shorter wanted one (`AZA`) inside it.
 */
export function wholeWordMatcher(wanted: readonly string[], excluded: readonly string[]): WholeWordMatcher {
  const unspaced = wanted.map(foldText).filter((term) => WITHOUT_WORD_EDGES.test(term));
  const byFirstWord = indexByFirstWord([
    ...excluded.flatMap((term) => entriesOf(term, false)),
    ...wanted.filter((term) => !WITHOUT_WORD_EDGES.test(term)).flatMap((term) => entriesOf(term, true)),
  ]);
  return {
    matches: ({ folded, words }) => unspaced.some((term) => folded.includes(term)) || holdsTerm(words, byFirstWord),
  };
}

function entriesOf(term: string, wanted: boolean): Entry[] {
  return spellings(term).map((words) => ({ words, wanted }));
}

function indexByFirstWord(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    const first = entry.words[0] ?? '';
    index.set(first, [...(index.get(first) ?? []), entry]);
  }
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return index;
}

function holdsTerm(words: readonly string[], index: ReadonlyMap<string, readonly Entry[]>): boolean {
  let at = 0;
  while (at < words.length) {
    const start = at;
    const entry = index
      .get(words[start] ?? '')
      ?.find((candidate) => candidate.words.every((word, offset) => words[start + offset] === word));
    if (entry?.wanted === true) return true;
    at += entry?.words.length ?? 1;
  }
  return false;
}
