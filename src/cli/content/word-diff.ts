/** Words beyond which two texts are shown whole: the table below grows with their product. */
const MOST_WORDS = 4_000;

interface Piece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly words: string[];
}

/** `check [-creatinine-] {+creatinine today+}`: what a reader loses and gains, with a few words around each change. */
export function wordDiff(before: string, after: string, around = 4): string {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (a.length * b.length > MOST_WORDS * MOST_WORDS) return `[-${before.trim()}-] {+${after.trim()}+}`;
  const pieces = merged(a, b);
  return pieces.map((piece, at) => shown(piece, at, pieces.length, around)).join(' ');
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function shown({ kind, words }: Piece, at: number, count: number, around: number): string {
  if (kind === 'removed') return `[-${words.join(' ')}-]`;
  if (kind === 'added') return `{+${words.join(' ')}+}`;
  if (words.length <= around * 2) return words.join(' ');
  const start = at === 0 ? [] : words.slice(0, around);
  const end = at === count - 1 ? [] : words.slice(-around);
  return [...start, '...', ...end].join(' ');
}

/** Longest common subsequence of words, as runs. */
function merged(a: readonly string[], b: readonly string[]): Piece[] {
  const longest = lengths(a, b);
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], word: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.words.push(word);
    else pieces.push({ kind, words: [word] });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      add('same', left);
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || cell(longest, i + 1, j) >= cell(longest, i, j + 1))) {
      add('removed', left);
      i += 1;
    } else if (right !== undefined) {
      add('added', right);
      j += 1;
    }
  }
  return pieces;
}

function lengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = rows[i];
    for (let j = b.length - 1; row !== undefined && j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? cell(rows, i + 1, j + 1) + 1 : Math.max(cell(rows, i + 1, j), cell(rows, i, j + 1));
    }
  }
  return rows;
}

function cell(rows: readonly Uint16Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}
