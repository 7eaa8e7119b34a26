import { createRequire, register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);

// Threads and processes that load content know what others found sound, as files of tests do: see `known-checks.cjs`.
const { checkMemory } = await import('../../src/content/check/check-memory.ts');
for (const key of createRequire(import.meta.url)('./known-checks.cjs').readKnown()) checkMemory.set(key, '[]');
