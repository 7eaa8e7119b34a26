/** Words of a text as a reader counts them: a sign alone is none. */
export function wordsIn(detail = ''): number {
  return detail.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
