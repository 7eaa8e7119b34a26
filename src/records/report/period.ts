import { DAY_MS } from '../../domain/time.js';
/** The calls a report is about: from the first moment up to, not including, the second. ISO 8601, UTC, milliseconds. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

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

/** PostgreSQL gives counts and sums as text, SQLite as numbers; a sum over nothing is null. */
export function toNumber(count: number | string | bigint | null | undefined): number {
  return Number(count ?? 0);
}

/** A share or a rate; null where there is nothing to divide by, which is not zero. */
export function ratio(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}

export function sumOf<T>(rows: readonly T[], count: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + count(row), 0);
}

/** Groups in the order of their keys. */
export function groupBy<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
