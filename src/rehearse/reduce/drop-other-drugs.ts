import { asObject } from '../../fhir/elements/json.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import { copyLines, type CopiedLines } from './copy-lines.js';
import { drugOf } from './drug-names.js';
import type { ExportFile } from './export-files.js';

const CONCEPT = '"medicationCodeableConcept"';
/** With any of these the drug may be named elsewhere, or its member be written in another way. */
const ELSEWHERE = ['"medicationReference"', '"medication"', '"contained"', '\\u00'];

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
  return copyLines(file, to, {
    isCopied(bytes, from, end) {
      // One character for each byte: what is compared is the text as it was written.
      const concept = conceptIn(bytes.toString('latin1', from, end));
      return concept === null || !isOther(concept);
    },
  });
}

/** The member that names the drug, where it is the only thing that does. */
function conceptIn(line: string): string | null {
  const at = line.indexOf(CONCEPT);
  if (at === -1 || line.includes(CONCEPT, at + 1) || ELSEWHERE.some((mark) => line.includes(mark))) return null;
  const colon = line.indexOf(':', at);
  const from = line.indexOf('{', colon);
  // Nothing but the colon, and spaces around it, stands between a name and its object.
  if (colon === -1 || from === -1 || line.slice(at + CONCEPT.length, from).trim() !== ':') return null;
  const end = endOfObject(line, from);
  return end === -1 ? null : line.slice(from, end);
}

/** Behind the brace that closes the one at `from`; -1 where none does. */
function endOfObject(line: string, from: number): number {
  let [depth, isInText] = [0, false];
  for (let at = from; at < line.length; at += 1) {
    const letter = line[at];
    if (isInText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') isInText = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
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
