import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';

/**
 * A pure reading of the chart that several rules ask for, made once for each chart and whatever else it depends on. A snapshot does
 * not change, and readings are told apart by its identity: nothing of one call is seen by another.
 * @param read depends on its arguments alone, which are told apart by identity; nobody changes what it returns
 */
export function oncePerChart<Asked extends readonly [ClinicalSnapshot, ...unknown[]], Answer>(
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  return keeping(MOST_CHARTS, read);
}

interface Reading<Asked, Answer> {
  readonly asked: Asked;
  readonly answer: Answer;
}

/** What was read of one thing; both are null, and empty, until there is one. */
interface Kept<Asked, Answer> {
  about: object | null;
  readings: Reading<Asked, Answer>[];
}

/**
 * The same for a reading of one thing in a chart: of a result, say.
 *
 * Kept for the few things that were asked about last, and not in a WeakMap: to V8's collector of young objects the table of a WeakMap
 * is a holder like any other, so that each chart that was ever read would be copied twice before a full collection lets go of it.
 */
export function onceFor<Asked extends readonly [object, ...unknown[]], Answer>(
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  return keeping(MOST_THINGS, read);
}

function keeping<Asked extends readonly [object, ...unknown[]], Answer>(
  most: number,
  read: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  const kept = Array.from({ length: most }, (): Kept<Asked, Answer> => ({ about: null, readings: [] }));
  let oldest = 0;
  const keptOf = (about: object): Kept<Asked, Answer> => {
    for (const each of kept) if (each.about === about) return each;
    const place = kept[oldest] ?? { about, readings: [] };
    oldest = (oldest + 1) % most;
    place.about = about;
    place.readings = [];
    return place;
  };
  return (...asked) => {
    const { readings } = keptOf(asked[0]);
    for (const known of readings) if (isSame(known.asked, asked)) return known.answer;
    const answer = read(...asked);
    if (readings.length < MOST_READINGS) readings.push({ asked, answer });
    return answer;
  };
}

function isSame(known: readonly unknown[], asked: readonly unknown[]): boolean {
  for (let at = 0; at < asked.length; at += 1) if (known[at] !== asked[at]) return false;
  return known.length === asked.length;
}

/** Two large charts may be read in turns; each that is kept is one that outlives its call. */
const MOST_CHARTS = 2;
/** One chart has a few results, and lists of them, that are asked about. */
const MOST_THINGS = 4;
/** More than rules and their explanations ask for; whoever tries hundreds of parameters does not fill the memory. */
const MOST_READINGS = 8;
