import { DateTime } from 'luxon';
import { CaseError } from './case-error.js';
import { DAY_MS, HOUR_MS, type TimeInterval } from '../../domain/time.js';

/** The moment and the calendar of a row. */
export interface CaseClock {
  readonly asOf: number;
  readonly zone: string;
}

/**
 * A time as the tables write it: `now`; `48 h`, `30 d` or `2 d 1 h` (before now, to the second); `on 2026-05-22`,
 * `on 2026-05`, `on 2026` (a date, in the calendar of the row); `at 2026-05-22T10:00:00Z`.
 */
export function readTime(text: string, clock: CaseClock): TimeInterval {
  if (text === 'now') return instant(clock.asOf);
  if (text.startsWith('at ')) return { ...instant(readInstant(text.slice(3))), reported: text.slice(3) };
  if (text.startsWith('on ')) return readDate(text.slice(3), clock.zone);
  const match = /^(?:(\d+(?:\.\d+)?) d)? ?(?:(\d+(?:\.\d+)?) h)?$/.exec(text);
  if (match === null || text === '')
    throw new CaseError(`not a time: "${text}"; write it like "3 d", "48 h" or "on 2026-05-22"`);
  return instant(clock.asOf - Number(match[1] ?? 0) * DAY_MS - Number(match[2] ?? 0) * HOUR_MS);
}

function instant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: new Date(ms).toISOString() };
}

function readInstant(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new CaseError(`not a moment: "${text}"`);
  return ms;
}

function readDate(text: string, zone: string): TimeInterval {
  const precision = ({ 4: 'year', 7: 'month', 10: 'day' } as const)[text.length];
  const start = DateTime.fromISO(text, { zone });
  if (precision === undefined || !start.isValid) throw new CaseError(`not a date: "${text}"`);
  return { from: start.toMillis(), to: start.plus({ [precision]: 1 }).toMillis(), precision, reported: text };
}

/** The date of birth of somebody whose last birthday was half a year ago. */
export function bornAt(age: number, clock: CaseClock): TimeInterval {
  const day = DateTime.fromMillis(clock.asOf, { zone: clock.zone }).minus({ years: age, months: 6 });
  return readDate(day.toFormat('yyyy-MM-dd'), clock.zone);
}
