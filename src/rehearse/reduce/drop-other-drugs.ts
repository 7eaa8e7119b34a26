import { asObject } from '../../fhir/elements/json.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { copyLines, type CopiedLines } from './copy-lines.js';
import { drugOf } from './drug-names.js';
import type { ExportFile } from './export-files.js';
import { Mark } from './mark.js';

const MEMBER = '"medicationCodeableConcept"';
/** The end of that member's name, and of the names of few others. */
const CONCEPT = 'Concept';
const BEFORE_CONCEPT = MEMBER.length - CONCEPT.length - 1;
/** With any of these the drug may be named elsewhere, or its member be written in another way. `Referen` is that of medicationReference. */
const ELSEWHERE = ['Referen', '"medication"', '"contained"', '\\u00'];

/** No export names its drugs in more ways; beyond it, what was said before is forgotten. */
const MOST_NAMES = 100_000;

/**
 * Copies the lines of a file, but for those that are certainly of other drugs: that name their drug themselves, in words and codes that
 * are neither tacrolimus nor unknown. The same few thousand names stand on nearly all lines of an export, so most lines are told by the
 * text of their name, and nothing of them is parsed.
 */
export async function dropOtherDrugs(file: ExportFile, terminology: Terminology, to: string): Promise<CopiedLines> {
  const others = new Map<string, boolean>();
  const isOther = (concept: string): boolean => {
    const known = others.get(concept);
    if (known !== undefined) return known;
    const answer = isOtherDrug(concept, terminology);
    if (others.size >= MOST_NAMES) others.clear();
    others.set(concept, answer);
    return answer;
  };
  const [concept, elsewhere] = [new Mark(CONCEPT), ELSEWHERE.map((text) => new Mark(text))];
  return copyLines(file, to, {
    begin(bytes) {
      for (const mark of [concept, ...elsewhere]) mark.begin(bytes);
    },
    isCopied(bytes, from, end) {
      const at = onlyMember(bytes, from, end, concept);
      if (at === -1 || elsewhere.some((mark) => mark.next(from) < end)) return true;
      const name = objectBehind(bytes, at + MEMBER.length, end);
      return name === null || !isOther(name);
    },
  });
}

/** Where the member that names the drug begins; -1 where there is none, or more than one. */
function onlyMember(bytes: Buffer, from: number, end: number, concept: Mark): number {
  let found = -1;
  for (let at = concept.next(from); at < end; at = concept.next(at + 1)) {
    const begin = at - BEFORE_CONCEPT;
    if (begin < from || bytes.toString('latin1', begin, begin + MEMBER.length) !== MEMBER) continue;
    if (found !== -1) return -1;
    found = begin;
  }
  return found;
}

const [COLON, QUOTE, BACKSLASH, OPEN, CLOSE] = [0x3a, 0x22, 0x5c, 0x7b, 0x7d];

/** The object that stands behind a member's name, as it is written, one character for each byte; null where none does. */
function objectBehind(bytes: Buffer, from: number, end: number): string | null {
  const colon = behindSpaces(bytes, from, end);
  const begin = behindSpaces(bytes, colon + 1, end);
  if (bytes[colon] !== COLON || bytes[begin] !== OPEN) return null;
  let [depth, isInText] = [0, false];
  for (let at = begin; at < end; at += 1) {
    const letter = bytes[at];
    if (isInText) {
      if (letter === BACKSLASH) at += 1;
      else if (letter === QUOTE) isInText = false;
    } else if (letter === QUOTE) isInText = true;
    else if (letter === OPEN) depth += 1;
    else if (letter === CLOSE) {
      depth -= 1;
      if (depth === 0) return bytes.toString('latin1', begin, at + 1);
    }
  }
  return null;
}

function behindSpaces(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] ?? 0) <= 0x20) at += 1;
  return at;
}

function isOtherDrug(concept: string, terminology: Terminology): boolean {
  const medicationCodeableConcept = parsed(Buffer.from(concept, 'latin1').toString('utf8'));
  if (medicationCodeableConcept === null) return false;
  return drugOf(JSON.stringify({ medicationCodeableConcept }), '', null, terminology) === 'other';
}

function parsed(text: string) {
  try {
    return asObject(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
