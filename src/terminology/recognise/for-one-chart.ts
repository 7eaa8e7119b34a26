import type { Terminology } from './terminology.js';

/** Nobody writes more names into one chart, or more letters; beyond it what was said before is forgotten. */
const MOST_NAMES = 500;
const MOST_LETTERS = 1_000_000;
/** A longer one is asked for each time. The longest that are shared by many lines, a product and its ingredients, are half as long. */
const LONGEST_NAME = 40_000;

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

/** A pure function that answers from memory what it was asked before: the question as text is the key. */
function remembered<Asked extends readonly unknown[], Answer>(
  ask: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const answers = new Map<string, Answer>();
  let letters = 0;
  return (...asked) => {
    const key = JSON.stringify(asked);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(...asked);
    if (key.length > LONGEST_NAME) return answer;
    letters += key.length;
    if (answers.size >= MOST_NAMES || letters > MOST_LETTERS) {
      answers.clear();
      letters = key.length;
    }
    answers.set(key, answer);
    return answer;
  };
}
