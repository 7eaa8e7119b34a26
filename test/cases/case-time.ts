import { DateTime } from 'luxon';
import { DAY_MS, HOUR_MS, type TimeInterval } from '../../src/domain/time.js';
import { at, instant } from '../support/snapshot-builder.js';

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
  if (text.startsWith('at ')) return at(text.slice(3));
  if (text.startsWith('on ')) return readDate(text.slice(3), clock.zone);
  const match = /^(?:(\d+(?:\.\d+)?) d)? ?(?:(\d+(?:\.\d+)?) h)?$/.exec(text);
  if (match === null || text === '') throw new Error(`not a time: "${text}"`);
  return instant(clock.asOf - Number(match[1] ?? 0) * DAY_MS - Number(match[2] ?? 0) * HOUR_MS);
}

function readDate(text: string, zone: string): TimeInterval {
  const precision = ({ 4: 'year', 7: 'month', 10: 'day' } as const)[text.length];
  const start = DateTime.fromISO(text, { zone });
  if (precision === undefined || !start.isValid) throw new Error(`not a date: "${text}"`);
  return { from: start.toMillis(), to: start.plus({ [precision]: 1 }).toMillis(), precision, reported: text };
}
