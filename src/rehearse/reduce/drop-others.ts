import { copyLines, type CopiedLines, type LineChoice } from './copy-lines.js';
import type { ExportFile } from './export-files.js';

/** What reading a file of lines told. */
export interface DroppedOthers extends CopiedLines {
  /** Whether a line is a drug's, wherever its type stands in it as most exporters write it. */
  readonly holdsDrugs: boolean;
}

/** Searched for once: of a reference the next byte is a slash. A mark that begins with a rare letter is found much faster. */
const PATIENT = Buffer.from('Patient');
const DRUG = Buffer.from('Medication');
const [OPEN, CLOSE, SLASH, QUOTE] = [0x7b, 0x7d, 0x2f, 0x22];

/**
 * Copies the lines of a file, but for those that are certainly other people's: a JSON object by both its ends, no Patient itself, that
 * names patients, and none of ours. Nothing is parsed, so nearly all of an export is read as fast as bytes can be looked at; what is
 * copied is read properly afterwards, and is the same whatever was dropped. A line that writes its references in another way is copied.
 */
export async function dropOthers(file: ExportFile, ours: ReadonlySet<string>, to: string): Promise<DroppedOthers> {
  const lines = linesOf(ours);
  const counts = await copyLines(file, to, lines);
  return { ...counts, holdsDrugs: lines.holdsDrugs() };
}

/** What is searched for is searched once for all lines in hand, not for each. */
function linesOf(ours: ReadonlySet<string>): LineChoice & { holdsDrugs(): boolean } {
  let [drugs, patient] = [false, Infinity];
  const next = (bytes: Buffer, from: number) => {
    const found = bytes.indexOf(PATIENT, from);
    return found === -1 ? Infinity : found;
  };
  return {
    holdsDrugs: () => drugs,
    begin(bytes) {
      if (!drugs) drugs = hasDrug(bytes);
      patient = next(bytes, 0);
    },
    isCopied(bytes, at, end) {
      let [names, copies] = [false, !isObject(bytes, at, end)];
      for (; patient < end; patient = next(bytes, patient + PATIENT.length)) {
        const after = patient + PATIENT.length;
        if (bytes[after] === SLASH) {
          names = true;
          copies ||= ours.has(idAt(bytes, after + 1));
        } else if (bytes[after] === QUOTE) copies ||= isType(bytes, at, patient);
      }
      return copies || !names;
    },
  };
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
