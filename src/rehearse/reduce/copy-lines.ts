import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { ExportFile } from './export-files.js';
import { LONGEST_LINE } from './raw-lines.js';

/** What reading a file of lines told. */
export interface CopiedLines {
  readonly lines: number;
  /** Bytes that were copied. */
  readonly copied: number;
  /** Lines of more than {@link LONGEST_LINE}. */
  readonly tooLong: number;
  /** A .gz that ends before its end. */
  readonly cutShort: boolean;
}

/** Bytes of whole lines, of which some are to be copied. */
export interface LineChoice {
  /** What there is to search for in all of them at once, before the first of them is looked at. */
  begin?(bytes: Buffer): void;
  /** Whether the line from `from` to `end` is copied. Lines are asked for in their order. */
  isCopied(bytes: Buffer, from: number, end: number): boolean;
}

const NEWLINE = 0x0a;
/** Larger ones are read no faster, and the memory of each file in turn is what makes the garbage collector look at everything. */
const CHUNK = 1024 * 1024;

/** Copies the chosen lines of a file as they stand. */
export async function copyLines(file: ExportFile, to: string, choice: LineChoice): Promise<CopiedLines> {
  const out = await open(to, 'w');
  const lines = new LineBuffer();
  const counts = { lines: 0, copied: 0, tooLong: 0, cutShort: false };
  try {
    const parts = file.format === 'ndjson.gz' ? unzipped(file, lines, counts) : asItIs(file, lines);
    while ((await parts.next()).done !== true) {
      await copyWhole(lines, choice, counts, out);
      if (lines.end > LONGEST_LINE) lines.skip();
    }
    if (lines.end > 0) {
      lines.add(Buffer.of(NEWLINE));
      await copyWhole(lines, choice, counts, out);
    }
    counts.tooLong = lines.skipped;
    counts.lines += lines.skipped;
  } finally {
    await out.close();
  }
  return counts;
}

async function* asItIs({ path }: ExportFile, lines: LineBuffer): AsyncGenerator<void> {
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(lines.room());
      if (bytesRead === 0) return;
      lines.filled(bytesRead);
      yield;
    }
  } finally {
    await file.close();
  }
}

async function* unzipped({ path }: ExportFile, lines: LineBuffer, counts: { cutShort: boolean }): AsyncGenerator<void> {
  const text = createReadStream(path, { highWaterMark: CHUNK }).pipe(createGunzip({ chunkSize: CHUNK }));
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      lines.add(chunk);
      yield;
    }
  } catch (error) {
    // What came before it is read; zlib says `unexpected end of file`.
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    counts.cutShort = true;
  }
}

/** Memory that is used again and again; bytes that end in the middle of a line move to its begin. */
class LineBuffer {
  /** Bytes in hand: `bytes` from 0 to `end`. */
  end = 0;
  bytes = Buffer.allocUnsafe(2 * CHUNK);
  skipped = 0;
  private skipping = false;

  /** Where the next part of the file is read into. */
  room(): Buffer {
    if (this.bytes.length - this.end < CHUNK) {
      const larger = Buffer.allocUnsafe(this.bytes.length * 2);
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    return this.bytes.subarray(this.end, this.end + CHUNK);
  }

  filled(bytes: number): void {
    const start = this.end;
    this.end += bytes;
    if (!this.skipping) return;
    const end = this.bytes.subarray(0, this.end).indexOf(NEWLINE, start);
    this.skipping = end === -1;
    this.drop(end === -1 ? this.end : end + 1);
  }

  add(chunk: Buffer): void {
    this.filled(chunk.copy(this.room()));
  }

  /** What was read is done with. */
  drop(bytes: number): void {
    this.bytes.copyWithin(0, bytes, this.end);
    this.end -= bytes;
  }

  /** The line in hand is longer than any that is read: the rest of it is passed over. */
  skip(): void {
    this.skipped += 1;
    this.skipping = true;
    this.end = 0;
  }
}

/** Every whole line in hand. Lines that are copied and follow one another are copied as one piece. */
async function copyWhole(
  lines: LineBuffer,
  choice: LineChoice,
  counts: { lines: number; copied: number },
  out: FileHandle,
): Promise<void> {
  const bytes = lines.bytes.subarray(0, lines.end);
  choice.begin?.(bytes);
  const copied: Buffer[] = [];
  let [at, from] = [0, -1];
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    counts.lines += 1;
    const copies = choice.isCopied(bytes, at, end);
    if (copies && from === -1) from = at;
    if (!copies && from !== -1) {
      copied.push(bytes.subarray(from, at));
      from = -1;
    }
    at = end + 1;
  }
  if (from !== -1) copied.push(bytes.subarray(from, at));
  if (copied.length > 0) counts.copied += (await out.writev(copied)).bytesWritten;
  lines.drop(at);
}
