import { afterAll } from '@jest/globals';
import { checkMemory } from '../../src/content/check/check-memory.js';

/**
 * Jest gives every file of tests modules of its own, and so a memory of its own of what was checked. The shipped cards are
 * checked once instead: what one file found sound, the next one knows, in this process and (`known-checks.cjs`) in others. Problems
 * are found anew.
 */
const { soundContent } = globalThis as unknown as { soundContent: Map<string, string> };

// What came first is set last: the memory is bounded, and lets go of what was set longest ago.
for (const [key, found] of [...soundContent].reverse()) checkMemory.set(key, found);

afterAll(() => {
  for (const [key, found] of checkMemory.entries()) if (found === '[]') soundContent.set(key, found);
});
