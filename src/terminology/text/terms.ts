import type { CodedText } from '../../domain/coding.js';

/** Of all concepts that are asked about at once; one concept has 50 codings at most, and a text. */
const MAX_TEXTS = 60;
const MAX_TEXT_LENGTH = 1_000;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const COMBINING_ACCENTS = /[\u0300-\u036f]/g;
/** Soft hyphens, joiners, marks of direction: nobody sees them, and `Tacro\u00ADlimus` is one word. */
const UNSEEN = /\p{Cf}/gu;
/** A strength that is glued to its name: `PROGRAF0.5MG`. Fewer letters are a short form: `FK506`, `M5`. */
const GLUED = /(\p{L}{4})(?=\p{N})/gu;
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
  return { folded, words: wordsOf(folded.replace(GLUED, '$1 ')) };
}

/** The words of concepts: their text and the displays of their codes. */
export function textsOf(...concepts: readonly (CodedText | null)[]): readonly ReadText[] {
  const texts: ReadText[] = [];
  for (const concept of concepts) {
    if (concept === null) continue;
    addText(concept.text, texts);
    for (const { display } of concept.codings) addText(display, texts);
  }
  return texts;
}

function addText(text: string | null, texts: ReadText[]): void {
  if (text !== null && texts.length < MAX_TEXTS && text.trim() !== '') texts.push(readText(text));
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
    .normalize('NFC')
    .replace(LETTERS, (word) => (/[a-z]/.test(word) && LATIN_OR_ALIKE.test(word) ? inLatin(word) : word));
}

/** Cyrillic and Greek letters that look like Latin ones: a keyboard that was not changed back, or a scan. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    с: 'c',
    е: 'e',
    о: 'o',
    р: 'p',
    х: 'x',
    у: 'y',
    і: 'i',
    ѕ: 's',
    т: 't',
    к: 'k',
    м: 'm',
    н: 'h',
    в: 'b',
    α: 'a',
    ο: 'o',
    τ: 't',
    κ: 'k',
    ι: 'i',
    ρ: 'p',
    ν: 'v',
    υ: 'u',
  }),
);
const LETTERS = /\p{L}+/gu;
const LATIN_OR_ALIKE = new RegExp(`^[a-z${[...LOOKALIKES.keys()].join('')}]*$`, 'u');

function inLatin(word: string): string {
  return Array.from(word, (letter) => LOOKALIKES.get(letter) ?? letter).join('');
}

export function wordsOf(folded: string): string[] {
  return folded.match(PLAIN_ASCII.test(folded) ? ASCII_WORDS : WORDS) ?? [];
}

/** Scripts written without spaces (or, Korean, with particles attached): words have no edges to look for. */
const WITHOUT_WORD_EDGES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The terms of one value set, as people write them. */
interface TermSet {
  readonly id: string;
  /** Found as whole words. */
  readonly words: readonly string[];
  /** Found inside longer words as well: `tacrolim` in `TACROLIMUS1MG`. */
  readonly stems: readonly string[];
  /** Longer terms that hide a shorter one inside them: `5-AZA` is not `AZA`. */
  readonly excluded: readonly string[];
}

interface TermIndex {
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
  const plainParts = partFinder(parts.filter(({ term }) => PLAIN_ASCII.test(term)));
  const answers = new WeakMap<ReadText, ReadonlySet<string>>();
  return {
    setsOf: (text) => {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const found = findTerms(text, byFirstWord);
      const held = PLAIN_ASCII.test(text.folded)
        ? plainParts(text.folded)
        : parts.filter(({ term }) => text.folded.includes(term));
      for (const { id, term } of held) {
        const longer = hidden.get(id);
        if (longer === undefined || shows(text.folded, longer).includes(term)) found.add(id);
      }
      answers.set(text, found);
      return found;
    },
  };
}

const NO_PARTS: readonly Part[] = [];
/** Letters by which parts are looked up; a shorter part is looked for everywhere. */
const FIRST_LETTERS = 3;

/** Finds the parts that a plain text holds: by their first letters, at each place of the text. */
function partFinder(parts: readonly Part[]): (folded: string) => readonly Part[] {
  const byStart = new Map<number, Part[]>();
  const short: Part[] = [];
  for (const part of parts) {
    if (part.term.length < FIRST_LETTERS) {
      short.push(part);
      continue;
    }
    const start = startAt(part.term, 0);
    const same = byStart.get(start);
    if (same === undefined) byStart.set(start, [part]);
    else same.push(part);
  }
  return (folded) => {
    let held: Part[] | null = null;
    for (let at = 0; at + FIRST_LETTERS <= folded.length; at += 1) {
      for (const part of byStart.get(startAt(folded, at)) ?? NO_PARTS)
        if (folded.startsWith(part.term, at)) (held ??= []).push(part);
    }
    for (const part of short) if (folded.includes(part.term)) (held ??= []).push(part);
    return held ?? NO_PARTS;
  };
}

/** Three letters of ASCII as one number. */
function startAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
}

/** The text without the longer terms that hide one of the set. */
function shows(folded: string, longer: readonly string[]): string {
  return longer.reduce((rest, term) => rest.replaceAll(term, ' '), folded);
}

/** What holds figures may be written in two words. */
const FIGURES = /\p{N}/u;

/** The spellings of a term as word sequences: `6-MP` is also written `6MP` and `6 MP`, `FK506` also `FK-506`. */
function spellings(term: string): string[][] {
  const words = wordsOf(foldText(term));
  if (words.length === 1 && !FIGURES.test(words[0] ?? '')) return [words];
  const split = words.flatMap((word) => word.match(/\p{N}+|[^\p{N}]+/gu) ?? []);
  const all = [words, [words.join('')], split];
  return [...new Map(all.map((spelling) => [spelling.join(' '), spelling])).values()].filter((one) => one.length > 0);
}

function findTerms({ words }: ReadText, byFirstWord: ReadonlyMap<string, readonly Entry[]>): Set<string> {
  const found = new Set<string>();
  /** By set, the first word that no earlier term of that set covers. */
  let next: Map<string, number> | null = null;
  for (let at = 0; at < words.length; at += 1) {
    for (const entry of byFirstWord.get(words[at] ?? '') ?? NO_ENTRIES) {
      // What was found at this word covers the word itself, so the set is asked once for each.
      if ((next?.get(entry.id) ?? 0) > at || !standsAt(words, at, entry.words)) continue;
      next ??= new Map();
      next.set(entry.id, at + entry.words.length);
      if (entry.wanted) found.add(entry.id);
    }
  }
  return found;
}

const NO_ENTRIES: readonly Entry[] = [];

function standsAt(words: readonly string[], at: number, wanted: readonly string[]): boolean {
  for (let offset = 0; offset < wanted.length; offset += 1) if (words[at + offset] !== wanted[offset]) return false;
  return true;
}

/** A word that is a code of a house rather than a name has few letters beside its digits: `F123`, `TAC1`, `50mg`. */
const FEWEST_LETTERS_BESIDE_DIGITS = 4;
const FEWEST_LETTERS = 2;
const NOT_A_LETTER = /[^\p{L}\p{M}]/gu;
const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/**
 * Tells whether a text names a thing at all. `Pantoprazol 40 mg` does: whatever it is, it has a name. `Hartkapseln 1 mg laut
 * Rezept`, `F123` and `***` do not, and nobody can tell what is meant.
 * @param generic terms that name nothing by themselves: forms, routes, units, "see comment"
 */
export function nameTeller(generic: readonly string[]): (text: ReadText) => boolean {
  const words = new Set(generic.flatMap((term) => wordsOf(foldText(term))));
  const unspaced = generic
    .map(foldText)
    .filter((term) => UNSPACED_SCRIPT.test(term))
    .sort((a, b) => b.length - a.length);
  return (text) => text.words.some((word) => isName(word, words, unspaced));
}

function isName(word: string, generic: ReadonlySet<string>, unspaced: readonly string[]): boolean {
  if (generic.has(word)) return false;
  const letters = word.replaceAll(NOT_A_LETTER, '');
  if (UNSPACED_SCRIPT.test(word)) {
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
