import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { checkMemory } from './check-memory.js';

/** Written by `scripts/bundle.mjs`: what the finished program found sound in the shipped content. */
const PROOF = 'proven.json';

const proof = z.object({ program: z.string(), sound: z.array(z.string().regex(/^[a-z-]+ .*\w{64}$/)) });

let recalled: Promise<number> | null = null;

/**
 * Takes over, once per process, which texts the build has proven sound, so that a start does not render them again. A key hashes the
 * texts that its check read, and the proof is bound to the files of the program that made it: another text, another program, or a
 * proof that cannot be read counts for nothing, and everything is checked as if there were none. It lies among the files of the
 * program, never among content: who can write there can change the program itself.
 * @param folder where the running code lies; sources and `dist/src` have no proof
 * @returns how many checks it spares
 */
export function recallProof(folder: string = import.meta.dirname): Promise<number> {
  return (recalled ??= readProof(folder).then((sound) => {
    for (const key of sound) checkMemory.set(key, '[]');
    return sound.length;
  }));
}

/** @returns the keys of the checks that need not be done; none where there is no proof of this very program */
export async function readProof(folder: string): Promise<readonly string[]> {
  try {
    const { program, sound } = proof.parse(JSON.parse(await readFile(join(folder, PROOF), 'utf8')));
    return program === (await hashProgram(folder)) ? sound : [];
  } catch {
    return [];
  }
}

async function hashProgram(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
