import { DAY } from './resources.mjs';

export function noTruth() {
  return {
    tacrolimusPatients: 0,
    orders: 0,
    withoutMoment: 0,
    enteredInError: 0,
    troughHigh: { 12: 0, 15: 0 },
    akiStage: 0,
    durationOver: 0,
    levelsAbove20: 0,
  };
}

/** What a clinician who signs each order could have known then, and what follows from it. */
export function addTruth(truth, { begin, orders, levels, creatinine }) {
  truth.tacrolimusPatients += 1;
  truth.levelsAbove20 += levels.filter(({ value, readable }) => readable && value > 20).length;
  for (const { at, placed } of orders) {
    if (!placed) truth.enteredInError += 1;
    else if (at === null) truth.withoutMoment += 1;
    else {
      truth.orders += 1;
      for (const limit of [12, 15]) if (isHigh(levels, at, begin, limit)) truth.troughHigh[limit] += 1;
      if (latest(creatinine, at)?.injured === true) truth.akiStage += 1;
      if (at > sixMonthsAfter(begin)) truth.durationOver += 1;
    }
  }
}

/** The latest level that was known: it counts for 14 days early in a course, else 45; a high one that nobody repeated for 90. */
function isHigh(levels, at, begin, limit) {
  const level = latest(
    levels.filter(({ readable }) => readable),
    at,
  );
  return level !== null && at > begin && level.value > limit && days(level.taken, at) <= 90;
}

function latest(results, at) {
  return results
    .filter(({ known }) => known <= at)
    .reduce((best, each) => (best === null || each.taken > best.taken ? each : best), null);
}

function days(from, to) {
  return Math.floor(to / DAY) - Math.floor(from / DAY);
}

/** The last moment of the day on which six calendar months are over (UTC). */
function sixMonthsAfter(begin) {
  const day = new Date(begin);
  const target = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 6, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), Math.min(day.getUTCDate(), last)) + DAY - 1;
}
