/** The calls a report is about: from the first moment up to, not including, the second. ISO 8601, UTC, milliseconds. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 91;
const DATE = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/**
 * A period from two texts: dates (`2026-11-22`, UTC, the last day included) or moments (`2026-11-22T17:00:00Z`).
 * @param from null: 91 days before the end
 * @param to null: now
 * @throws RangeError in words for whoever wrote them
 */
export function readPeriod(from: string | null, to: string | null, nowMs: number): Period {
  const end = to === null ? nowMs : momentOf('to', to) + (DATE.test(to) ? DAY_MS : 0);
  const start = from === null ? end - DEFAULT_DAYS * DAY_MS : momentOf('from', from);
  if (start >= end) throw new RangeError('from: must be before to');
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** The same period with this many weeks before it. */
export function withWeeksBefore({ from, to }: Period, weeks: number): Period {
  return { from: new Date(Date.parse(from) - weeks * 7 * DAY_MS).toISOString(), to };
}

function momentOf(name: 'from' | 'to', text: string): number {
  const moment = DATE.test(text) || MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new RangeError(`${name}: write a date such as 2026-11-22, or a moment such as 2026-11-22T17:00:00Z`);
  }
  return moment;
}
