import type { Terminology } from './terminology.js';

/** Nobody writes more names into one chart; beyond it, and for longer ones, the terminology is asked each time. */
const MOST_NAMES = 500;
const LONGEST_NAME = 2_000;

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
  };
}

/** A pure function that answers from memory what it was asked before: the question as text is the key. */
function remembered<Asked extends readonly unknown[], Answer>(
  ask: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const answers = new Map<string, Answer>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(...asked);
    if (key.length <= LONGEST_NAME && answers.size < MOST_NAMES) answers.set(key, answer);
    return answer;
  };
}
