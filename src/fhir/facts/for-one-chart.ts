import type { CodedText } from '../../domain/coding.js';
import type { MedicationDescription } from '../../domain/medication.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';

/** Nobody writes more names into one chart; beyond it what was said before is forgotten. */
const MOST_NAMES = 500;
/** So many questions may begin with the same code, and differ in what stands beside it. */
const MOST_ALIKE = 8;

/**
 * The terminology for the chart of one call: what it has said of a name it says again without looking. A year of creatinine has one
 * code, a history of medication a few drugs. Made anew for every call, and gone with it, so no call sees what another held.
 */
export function forOneChart(terminology: Terminology): Terminology {
  return {
    ...terminology,
    recogniseDrug: remembered((description) => terminology.recogniseDrug(description)),
    classifyDrug: remembered((description) => terminology.classifyDrug(description)),
    recogniseLab: remembered((code, specimen) => terminology.recogniseLab(code, specimen)),
    readDiagnosis: remembered((code, stated) => terminology.readDiagnosis(code, stated)),
    saysHaemolysed: remembered((said) => terminology.saysHaemolysed(said)),
  };
}

interface Remembered<Asked, Answer> {
  readonly asked: Asked;
  readonly answer: Answer;
}

/**
 * A pure function that answers from memory what it was asked before. Questions are found by the first code or text in them and
 * compared member by member: that makes nothing that would have to be thrown away.
 */
function remembered<Asked extends readonly [CodedText | MedicationDescription, ...unknown[]], Answer>(
  ask: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const answers = new Map<string, Remembered<Asked, Answer>[]>();
  let names = 0;
  return (...asked) => {
    const name = firstNameIn(asked[0]);
    const alike = answers.get(name);
    if (alike !== undefined) for (const known of alike) if (isSame(known.asked, asked)) return known.answer;
    const answer = ask(...asked);
    if (names >= MOST_NAMES) {
      answers.clear();
      names = 0;
    }
    names += 1;
    if (alike === undefined || alike.length >= MOST_ALIKE) answers.set(name, [{ asked, answer }]);
    else answers.set(name, [...alike, { asked, answer }]);
    return answer;
  };
}

function firstNameIn(asked: CodedText | MedicationDescription): string {
  const { codings, text } = 'concept' in asked ? asked.concept : asked;
  return codings[0]?.code ?? text ?? '';
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let at = 0; at < a.length; at += 1) if (!isSame(a[at], b[at])) return false;
    return true;
  }
  return hasSame(a as Members, b as Members) && hasNoOther(b as Members, a as Members);
}

type Members = Readonly<Record<string, unknown>>;

function hasSame(a: Members, b: Members): boolean {
  for (const name in a) if (!isSame(a[name], b[name])) return false;
  return true;
}

function hasNoOther(a: Members, b: Members): boolean {
  for (const name in a) if (!(name in b)) return false;
  return true;
}
