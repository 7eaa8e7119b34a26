import { afterAll } from '@jest/globals';
import { checkMemory } from '../../src/content/check/check-memory.js';

/**
 * Jest gives every file of tests modules of its own, and so a memory of its own of what was checked. The shipped cards are
 * checked once per process instead: what one file found sound, the next one knows. Problems are found anew.
 */
const { soundContent } = globalThis as unknown as { soundContent: Map<string, string> };

for (const [key, found] of soundContent) checkMemory.set(key, found);

afterAll(() => {
  for (const [key, found] of checkMemory.entries()) if (found === '[]') soundContent.set(key, found);
});
