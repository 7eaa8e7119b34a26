import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readProof } from '../../src/content/check/proven-checks.js';

const PROGRAM = { 'chunk.js': 'export const a = 1;', 'main.js': "import './chunk.js';" };
const SOUND = [`rendered aki-stage ${'a'.repeat(64)} ${'b'.repeat(64)}`, `shared ${'a'.repeat(64)}`];

const hashOf = (texts: readonly string[]) => createHash('sha256').update(texts.join('')).digest('hex');
const proofOf = (program: string, sound: unknown = SOUND) => JSON.stringify({ program, sound });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proof-'));
  for (const [name, text] of Object.entries(PROGRAM)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what the build has proven', () => {
  const own = hashOf(Object.values(PROGRAM));

  it('counts for the program that has proven it', async () => {
    await writeFile(join(folder, 'proven.json'), proofOf(own));
    expect(await readProof(folder)).toEqual(SOUND);
  });

  it.each([
    ['of another program', proofOf(hashOf(['another']))],
    ['cut off', proofOf(own).slice(0, -5)],
    ['of another shape', proofOf(own, { all: true })],
    ['with a key that hashes no text', proofOf(own, ['rendered aki-stage'])],
    ['with the text of a problem in place of a list', JSON.stringify('sound')],
    ['empty', ''],
  ])('counts for nothing: a proof %s', async (_what, text) => {
    await writeFile(join(folder, 'proven.json'), text);
    expect(await readProof(folder)).toEqual([]);
  });

  it('counts for nothing once a file of the program has changed, or where there is none', async () => {
    await writeFile(join(folder, 'proven.json'), proofOf(own));
    await writeFile(join(folder, 'later.js'), '');
    expect(await readProof(folder)).toEqual(SOUND);
    await writeFile(join(folder, 'later.js'), 'export {};');
    expect(await readProof(folder)).toEqual([]);
    expect(await readProof(join(folder, 'nowhere'))).toEqual([]);
  });
});
