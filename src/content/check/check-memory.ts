import { LRUCache } from 'lru-cache';
import type { ContentProblem } from '../files/content-error.js';

/** All cards of about twenty versions of the content: a reload, or an editor's next try, changes one or two of them. */
const MOST = 500;

/** What each check found, as text, by its name and the hash of all that it reads. */
export const checkMemory = new LRUCache<string, string>({ max: MOST });

/**
 * The problems that a check finds, looked for only where the same texts were not checked before in this process.
 * @param key names the check and hashes everything it reads; what the program itself brings does not change while it runs
 */
export function checkOnce(key: string, check: () => readonly ContentProblem[]): readonly ContentProblem[] {
  const known = checkMemory.get(key);
  if (known !== undefined) return JSON.parse(known) as ContentProblem[];
  const found = check();
  checkMemory.set(key, JSON.stringify(found));
  return found;
}
