import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';

/**
 * A pure reading of the chart that several rules ask for, made once for each chart and whatever else it depends on. A snapshot does
 * not change, and what was read of it is gone with it: nothing of one call is seen by another.
 * @param read depends on its arguments alone, which are told apart by identity; nobody changes what it returns
 */
export function oncePerChart<Asked extends readonly [ClinicalSnapshot, ...unknown[]], Answer>(
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  return onceFor(read);
}

/** The same for a reading of one thing in a chart: of a result, say. It is gone with that thing. */
export function onceFor<Asked extends readonly [object, ...unknown[]], Answer>(
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const charts = new WeakMap<object, { readonly asked: Asked; readonly answer: Answer }[]>();
  return (...asked) => {
    const [about] = asked;
    const before = charts.get(about);
    if (before !== undefined) for (const known of before) if (isSame(known.asked, asked)) return known.answer;
    const answer = read(...asked);
    if (before === undefined) charts.set(about, [{ asked, answer }]);
    else if (before.length < MOST_READINGS) before.push({ asked, answer });
    return answer;
  };
}

function isSame(known: readonly unknown[], asked: readonly unknown[]): boolean {
  for (let at = 0; at < asked.length; at += 1) if (known[at] !== asked[at]) return false;
  return known.length === asked.length;
}

/** More than rules and their explanations ask for; whoever tries hundreds of parameters does not fill the memory. */
const MOST_READINGS = 8;
