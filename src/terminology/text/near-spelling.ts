import type { ReadText } from './terms.js';

/** Shorter words are near too many others, the more slips are allowed. */
const FEWEST_LETTERS: Readonly<Record<1 | 2, number>> = { 1: 7, 2: 8 };

/**
 * Tells whether a text has a word that is all but one of these: a letter that is missing, doubled, wrong, or changed with its
 * neighbour. `tacrolmus` is nobody's other drug; whoever finds such a word knows only that nobody can tell.
 * @param names of which single words are looked for, of eight letters or more; of seven where one slip is allowed
 * @param most slips of the pen that one word may have
 */
export function nearSpelling(names: readonly string[], most: 1 | 2): (text: ReadText) => boolean {
  const fewest = FEWEST_LETTERS[most];
  const targets = [...new Set(names)]
    .filter((name) => /^\p{L}+$/u.test(name) && name.length >= fewest)
    .map((name) => ({ name, letters: lettersOf(name) }));
  return ({ words }) =>
    words.some((word) => {
      if (word.length + most < fewest) return false;
      const letters = lettersOf(word);
      return targets.some(
        (target) =>
          Math.abs(target.name.length - word.length) <= most &&
          howMany(letters & ~target.letters) <= most &&
          howMany(target.letters & ~letters) <= most &&
          slips(word, target.name) <= most,
      );
    });
}

/** Which letters a word has, one bit each. A slip brings at most one new letter and loses at most one. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function howMany(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Optimal string alignment: insertions, deletions, changes, and neighbours that changed places. */
function slips(a: string, b: string): number {
  let [before, above] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let at = 1; at <= b.length; at += 1) {
      const changed = a[row - 1] === b[at - 1] ? 0 : 1;
      let least = Math.min((above[at] ?? 0) + 1, (here[at - 1] ?? 0) + 1, (above[at - 1] ?? 0) + changed);
      const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1];
      if (swapped) least = Math.min(least, (before[at - 2] ?? 0) + 1);
      here.push(least);
    }
    [before, above] = [above, here];
  }
  return above[b.length] ?? 0;
}
