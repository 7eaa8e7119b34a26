import type { ReadText } from './terms.js';

/** Shorter words are near too many others. */
const FEWEST_LETTERS = 8;

/**
 * Tells whether a text has a word that is all but one of these: a letter that is missing, doubled, wrong, or changed with its
 * neighbour. `tacrolmus` is nobody's other drug; whoever finds such a word knows only that nobody can tell.
 * @param names of which single words of eight letters or more are looked for
 * @param most slips of the pen that one word may have
 */
export function nearSpelling(names: readonly string[], most: number): (text: ReadText) => boolean {
  const targets = [...new Set(names)].filter((name) => /^\p{L}+$/u.test(name) && name.length >= FEWEST_LETTERS);
  return ({ words }) =>
    words.some((word) => {
      if (word.length + most < FEWEST_LETTERS) return false;
      return targets.some((name) => Math.abs(name.length - word.length) <= most && slips(word, name) <= most);
    });
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
