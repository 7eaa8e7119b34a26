import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { ExportFile } from './export-files.js';
import { LONGEST_LINE } from './raw-lines.js';

/** What reading a file of lines told. */
export interface DroppedOthers {
  readonly lines: number;
  /** Bytes that were copied. */
  readonly copied: number;
  /** Lines of more than {@link LONGEST_LINE}. */
  readonly tooLong: number;
  /** A .gz that ends before its end. */
  readonly cutShort: boolean;
  /** Whether a line is a drug's, wherever its type stands in it as most exporters write it. */
  readonly holdsDrugs: boolean;
}

/** Searched for once: of a reference the next byte is a slash. A mark that begins with a rare letter is found much faster. */
const PATIENT = Buffer.from('Patient');
const DRUG = Buffer.from('Medication');
const [NEWLINE, OPEN, CLOSE, SLASH, QUOTE] = [0x0a, 0x7b, 0x7d, 0x2f, 0x22];
const CHUNK = 4 * 1024 * 1024;

/**
 * Copies the lines of a file, but for those that are certainly other people's: a JSON object by both its ends, no Patient itself, that
 * names patients, and none of ours. Nothing is parsed, so nearly all of an export is read as fast as bytes can be looked at; what is
 * copied is read properly afterwards, and is the same whatever was dropped. A line that writes its references in another way is copied.
 */
export async function dropOthers(file: ExportFile, ours: ReadonlySet<string>, to: string): Promise<DroppedOthers> {
  const out = await open(to, 'w');
  const lines = new LineBuffer();
  const told = { lines: 0, copied: 0, tooLong: 0, cutShort: false, holdsDrugs: false };
  try {
    const parts = file.format === 'ndjson.gz' ? unzipped(file, lines, told) : asItIs(file, lines);
    while ((await parts.next()).done !== true) {
      await copyLines(lines, ours, told, out);
      if (lines.end > LONGEST_LINE) lines.skip();
    }
    if (lines.end > 0) {
      lines.add(Buffer.of(NEWLINE));
      await copyLines(lines, ours, told, out);
    }
    told.tooLong = lines.skipped;
    told.lines += lines.skipped;
  } finally {
    await out.close();
  }
  return told;
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

async function* unzipped({ path }: ExportFile, lines: LineBuffer, told: { cutShort: boolean }): AsyncGenerator<void> {
  const text = createReadStream(path, { highWaterMark: CHUNK / 4 }).pipe(createGunzip({ chunkSize: CHUNK / 4 }));
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      lines.add(chunk);
      yield;
    }
  } catch (error) {
    // What came before it is read; zlib says `unexpected end of file`.
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    told.cutShort = true;
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

/** Every whole line in hand. What is searched for is searched once for all of them, not for each. */
async function copyLines(
  lines: LineBuffer,
  ours: ReadonlySet<string>,
  told: { lines: number; copied: number; holdsDrugs: boolean },
  out: FileHandle,
): Promise<void> {
  const bytes = lines.bytes.subarray(0, lines.end);
  if (!told.holdsDrugs) told.holdsDrugs = hasDrug(bytes);
  const next = (from: number) => {
    const found = bytes.indexOf(PATIENT, from);
    return found === -1 ? Infinity : found;
  };
  const copied: Buffer[] = [];
  let [at, patient] = [0, next(0)];
  /** Lines that are copied and follow one another are copied as one piece. */
  let from = -1;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    told.lines += 1;
    let [names, copies] = [false, !isObject(bytes, at, end)];
    for (; patient < end; patient = next(patient + PATIENT.length)) {
      const after = patient + PATIENT.length;
      if (bytes[after] === SLASH) {
        names = true;
        copies ||= ours.has(idAt(bytes, after + 1));
      } else if (bytes[after] === QUOTE) copies ||= isType(bytes, at, patient);
    }
    copies ||= !names;
    if (copies && from === -1) from = at;
    if (!copies && from !== -1) {
      copied.push(bytes.subarray(from, at));
      from = -1;
    }
    at = end + 1;
  }
  if (from !== -1) copied.push(bytes.subarray(from, at));
  if (copied.length > 0) told.copied += (await out.writev(copied)).bytesWritten;
  lines.drop(at);
}

function hasDrug(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(DRUG); at !== -1; at = bytes.indexOf(DRUG, at + DRUG.length))
    if (isType(bytes, 0, at)) return true;
  return false;
}

/** Spaces and the end of a line of Windows may stand around it. */
function isObject(bytes: Buffer, from: number, end: number): boolean {
  let last = end - 1;
  while (last > from && (bytes[last] ?? 0) <= 0x20) last -= 1;
  let first = from;
  while (first < last && (bytes[first] ?? 0) <= 0x20) first += 1;
  return bytes[first] === OPEN && bytes[last] === CLOSE;
}

/** `"resourceType":"Patient"`, and not a reference that says its type. */
function isType(bytes: Buffer, from: number, at: number): boolean {
  return /"resourceType"\s*:\s*"$/.test(bytes.toString('latin1', Math.max(from, at - 32), at));
}

const MOST_OF_AN_ID = 64;

function idAt(bytes: Buffer, from: number): string {
  let end = from;
  while (end < from + MOST_OF_AN_ID && isOfAnId(bytes[end] ?? 0)) end += 1;
  return bytes.toString('latin1', from, end);
}

function isOfAnId(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2d ||
    byte === 0x2e
  );
}
