import { moments, timeOrderedId } from './evaluation.js';

/** A call belongs to the day on which it began; some end after midnight. */
const DAYS_KEPT = 3;

/**
 * Running totals of one process, by day and name.
 * @returns a function that counts one more at a moment (milliseconds since the epoch), and says how many there are, and which process
 *   counts: a day that comes again, because the clock was set back, is counted anew beside what was counted of it
 */
export function createDayTotals(): (at: number, name: string) => { readonly instance: string; readonly total: number } {
  const days = new Map<string, { readonly instance: string; readonly totals: Map<string, number> }>();
  const openDay = (day: string, at: number) => {
    const opened = { instance: timeOrderedId(at), totals: new Map<string, number>() };
    days.set(day, opened);
    for (const each of [...days.keys()].slice(0, -DAYS_KEPT)) days.delete(each);
    return opened;
  };
  return (at, name) => {
    const { day } = moments(at);
    const { instance, totals } = days.get(day) ?? openDay(day, at);
    const total = (totals.get(name) ?? 0) + 1;
    totals.set(name, total);
    return { instance, total };
  };
}
