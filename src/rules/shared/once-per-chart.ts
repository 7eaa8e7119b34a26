import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';

/**
 * A pure reading of the chart that several rules ask for, made once for each chart and whatever else it depends on. A snapshot does
 * not change, and what was read of it is gone with it: nothing of one call is seen by another.
 * @param read depends on its arguments alone, which are told apart by identity; nobody changes what it returns
 */
export function oncePerChart<Asked extends readonly [ClinicalSnapshot, ...unknown[]], Answer>(
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const charts = new WeakMap<ClinicalSnapshot, { readonly asked: Asked; readonly answer: Answer }[]>();
  return (...asked) => {
    const [snapshot] = asked;
    const before = charts.get(snapshot) ?? [];
    for (const known of before) if (known.asked.every((each, at) => each === asked[at])) return known.answer;
    const answer = read(...asked);
    if (before.length < MOST_READINGS) charts.set(snapshot, [...before, { asked, answer }]);
    return answer;
  };
}

/** More than rules and their explanations ask for; whoever tries hundreds of parameters does not fill the memory. */
const MOST_READINGS = 8;
