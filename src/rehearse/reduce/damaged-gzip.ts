import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ExportFile } from './export-files.js';

const UNSIGNED = 2 ** 32;

/**
 * Whether a .gz ends before its end: a transfer that broke off. DuckDB reads what is there and says nothing. The last four bytes
 * of a whole file say how long its text is; where they do not fit, it is unpacked once more to be sure (a .gz may have several parts).
 * @param textBytes of the lines that were read, their ends included
 */
export async function isCutShort({ path, bytes }: ExportFile, textBytes: number): Promise<boolean> {
  if (bytes < 4) return true;
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(4), position: bytes - 4 });
    const stated = buffer.readUInt32LE(0);
    // The last line may end without a line feed.
    if ([0, 1].some((less) => (textBytes - less) % UNSIGNED === stated)) return false;
  } finally {
    await file.close();
  }
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    );
    return false;
  } catch {
    return true;
  }
}
