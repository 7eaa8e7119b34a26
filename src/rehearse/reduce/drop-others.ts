import { copyLines, type CopiedLines, type LineChoice } from './copy-lines.js';
import type { ExportFile } from './export-files.js';
import { Mark } from './mark.js';
import { PatientIds } from './patient-ids.js';

/** What reading a file of lines told. */
export interface DroppedOthers extends CopiedLines {
  /** Whether a line is a drug's, wherever its type stands in it as most exporters write it. */
  readonly holdsDrugs: boolean;
}

/** Searched for once: of a reference the next byte is a slash. */
const PATIENT = 'Patient';
/** Medication, MedicationRequest ... */
const DRUG = 'Medicat';
const [OPEN, CLOSE, SLASH, QUOTE] = [0x7b, 0x7d, 0x2f, 0x22];

/**
 * Copies the lines of a file, but for those that are certainly other people's: a JSON object by both its ends, no Patient itself, that
 * names patients, and none of ours. Nothing is parsed, so nearly all of an export is read as fast as bytes can be looked at; what is
 * copied is read properly afterwards, and is the same whatever was dropped. A line that writes its references in another way is copied.
 */
export async function dropOthers(file: ExportFile, ours: ReadonlySet<string>, to: string): Promise<DroppedOthers> {
  const lines = linesOf(new PatientIds(ours));
  const counts = await copyLines(file, to, lines);
  return { ...counts, holdsDrugs: lines.holdsDrugs() };
}

function linesOf(ours: PatientIds): LineChoice & { holdsDrugs(): boolean } {
  const [patient, drug] = [new Mark(PATIENT), new Mark(DRUG)];
  let drugs = false;
  return {
    holdsDrugs: () => drugs,
    begin(bytes) {
      if (!drugs) drugs = hasDrug(bytes, drug);
      patient.begin(bytes);
    },
    isCopied(bytes, at, end) {
      let [names, copies] = [false, !isObject(bytes, at, end)];
      for (let from = patient.next(at); from < end; from = patient.next(from + 1)) {
        const after = from + PATIENT.length;
        if (bytes[after] === SLASH) {
          names = true;
          copies ||= ours.isAt(bytes, after + 1);
        } else if (bytes[after] === QUOTE) copies ||= isType(bytes, at, from);
      }
      return copies || !names;
    },
  };
}

function hasDrug(bytes: Buffer, drug: Mark): boolean {
  drug.begin(bytes);
  for (let at = drug.next(0); at < bytes.length; at = drug.next(at + 1)) if (isType(bytes, 0, at)) return true;
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
