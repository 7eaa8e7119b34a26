import { foldText, PLAIN_ASCII, type ReadText, wordsOf } from './fold.js';

/** Scripts written without spaces (or, Korean, with particles attached): words have no edges to look for. */
const WITHOUT_WORD_EDGES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The terms of one value set, as people write them. */
export interface TermSet {
  readonly id: string;
  /** Found as whole words. */
  readonly words: readonly string[];
  /** Found inside longer words as well: `tacrolim` in `TACROLIMUS1MG`. */
  readonly stems: readonly string[];
  /** Longer terms that hide a shorter one inside them: `5-AZA` is not `AZA`. */
  readonly excluded: readonly string[];
}

export interface TermIndex {
  /** The sets of which the text holds a term. One pass over the text, whatever the number of sets. */
  setsOf(text: ReadText): ReadonlySet<string>;
}

interface Entry {
  readonly id: string;
  readonly words: readonly string[];
  readonly wanted: boolean;
}

interface Part {
  readonly id: string;
  readonly term: string;
}

/**
 * Builds the index once; asking is linear in the words of the text. In each set the longest term wins at each word, and an
 * excluded term hides a shorter wanted one inside it. Answers are kept with the text that they are about, and go with it.
 */
export function termIndex(sets: readonly TermSet[]): TermIndex {
  const parts: Part[] = [];
  const hidden = new Map<string, readonly string[]>();
  const byFirstWord = new Map<string, Entry[]>();
  const add = (id: string, term: string, wanted: boolean) => {
    for (const words of spellings(term)) {
      const first = words[0] ?? '';
      const entries = byFirstWord.get(first);
      if (entries === undefined) byFirstWord.set(first, [{ id, words, wanted }]);
      else entries.push({ id, words, wanted });
    }
  };
  for (const { id, words, stems, excluded } of sets) {
    for (const term of words) {
      if (WITHOUT_WORD_EDGES.test(term)) parts.push({ id, term: foldText(term) });
      else add(id, term, true);
    }
    for (const stem of stems) parts.push({ id, term: foldText(stem) });
    for (const term of excluded) add(id, term, false);
    const longer = excluded.filter((term) => WITHOUT_WORD_EDGES.test(term)).map(foldText);
    if (longer.length > 0) hidden.set(id, longer);
  }
  for (const entries of byFirstWord.values()) entries.sort((a, b) => b.words.length - a.words.length);
  // A text in plain letters, which most are, cannot hold a term of another script.
  const plainParts = parts.filter(({ term }) => PLAIN_ASCII.test(term));
  const answers = new WeakMap<ReadText, ReadonlySet<string>>();
  return {
    setsOf: (text) => {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const found = findTerms(text, byFirstWord);
      for (const { id, term } of PLAIN_ASCII.test(text.folded) ? plainParts : parts) {
        if (found.has(id) || !text.folded.includes(term)) continue;
        if (shows(text.folded, hidden.get(id) ?? []).includes(term)) found.add(id);
      }
      answers.set(text, found);
      return found;
    },
  };
}

/** The text without the longer terms that hide one of the set. */
function shows(folded: string, longer: readonly string[]): string {
  return longer.reduce((rest, term) => rest.replaceAll(term, ' '), folded);
}

/** The spellings of a term as word sequences: `6-MP` is also written `6MP` and `6 MP`, `FK506` also `FK-506`. */
function spellings(term: string): string[][] {
  const words = wordsOf(foldText(term));
  const split = words.flatMap((word) => word.match(/\p{N}+|[^\p{N}]+/gu) ?? []);
  const all = [words, [words.join('')], split];
  return [...new Map(all.map((spelling) => [spelling.join(' '), spelling])).values()].filter((one) => one.length > 0);
}

function findTerms({ words }: ReadText, byFirstWord: ReadonlyMap<string, readonly Entry[]>): Set<string> {
  const found = new Set<string>();
  /** By set, the first word that no earlier term of that set covers. */
  const next = new Map<string, number>();
  words.forEach((word, at) => {
    const taken = new Set<string>();
    for (const entry of byFirstWord.get(word) ?? []) {
      if (taken.has(entry.id) || (next.get(entry.id) ?? 0) > at) continue;
      if (!entry.words.every((wanted, offset) => words[at + offset] === wanted)) continue;
      taken.add(entry.id);
      next.set(entry.id, at + entry.words.length);
      if (entry.wanted) found.add(entry.id);
    }
  });
  return found;
}
