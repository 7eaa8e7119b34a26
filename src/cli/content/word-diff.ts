import { diffArrays } from 'diff';

/** How long a comparison may take before two texts are shown whole: its time grows with their differences. */
const LONGEST_MS = 2_000;

/** `check [-creatinine-] {+creatinine today+}`: what a reader loses and gains, with a few words around each change. */
export function wordDiff(before: string, after: string, around = 4): string {
  const pieces = diffArrays(wordsOf(before), wordsOf(after), { timeout: LONGEST_MS });
  if (pieces === undefined) return `[-${before.trim()}-] {+${after.trim()}+}`;
  return pieces
    .map(({ added, removed, value }, at) => {
      if (removed) return `[-${value.join(' ')}-]`;
      if (added) return `{+${value.join(' ')}+}`;
      if (value.length <= around * 2) return value.join(' ');
      const start = at === 0 ? [] : value.slice(0, around);
      const end = at === pieces.length - 1 ? [] : value.slice(-around);
      return [...start, '...', ...end].join(' ');
    })
    .join(' ');
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
