import { DateTime } from 'luxon';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { DAY_MS } from '../../domain/time.js';
import { asString } from './json.js';

const PARTIAL_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
/** FHIR's own form, and what laboratories write in its place: a blank for the T, an offset without its colon, a small z. */
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/i;
/**
 * What databases and interfaces write where there is no date: the year 1 or 1753, the day zero of a spreadsheet, the first second of
 * an epoch, the end of time. Read as a date it would make the newest result the oldest. Nobody of these charts was born before 1901.
 */
const PLACEHOLDER = /^(?:0\d{3}|1[0-8]\d{2}|1900|9999)(?!\d)|^1970-01-01[T ]00:00(?!:00[.,]?0*[1-9]|:0[1-9])/;
/** No date is longer; whatever is, is none. */
const LONGEST = 48;

/**
 * Reads a FHIR date, dateTime or instant as the span that it stands for (docs/clinical/facts.md#partial-dates: "Partial
 * dates are intervals").
 * @param value the JSON value, of any type
 * @param timeZone the calendar of partial dates, and of a time without offset
 * @returns null for anything else, impossible dates such as 2024-02-30 included
 */
export function parseFhirDate(value: unknown, timeZone: TimeZone): TimeInterval | null {
  const text = asString(value);
  if (text === null || text.length > LONGEST || PLACEHOLDER.test(text)) return null;
  const partial = PARTIAL_DATE.exec(text);
  if (partial !== null) return partialDate(text, partial, timeZone);
  const parts = DATE_TIME.exec(text);
  if (parts === null) return null;
  const at = parts[8] === undefined ? localTime(parts, timeZone) : exactTime(parts, parts[8]);
  return at === null ? null : { from: at, to: at, precision: 'instant', reported: text };
}

function partialDate(reported: string, parts: RegExpExecArray, zone: TimeZone): TimeInterval | null {
  const precision = parts[3] !== undefined ? 'day' : parts[2] !== undefined ? 'month' : 'year';
  if (zone === 'UTC' && precision === 'day') {
    const from = utcMidnight(Number(parts[1]), Number(parts[2]), Number(parts[3]));
    return from === null ? null : { from, to: from + DAY_MS, precision, reported };
  }
  const start = DateTime.fromObject(
    { year: Number(parts[1]), month: Number(parts[2] ?? 1), day: Number(parts[3] ?? 1) },
    { zone },
  );
  if (!start.isValid) return null;
  return { from: start.toMillis(), to: start.plus({ [precision]: 1 }).toMillis(), precision, reported };
}

/** Without an offset it is a time of the site's clocks. */
function localTime(parts: RegExpExecArray, zone: TimeZone): number | null {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const time = DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone });
  return time.isValid ? time.toMillis() : null;
}

/** With an offset no calendar is needed, and thousands of results are read per call: plain arithmetic. */
function exactTime(parts: RegExpExecArray, offset: string): number | null {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const midnight = utcMidnight(year, month, day);
  if (midnight === null) return null;
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offsetMs(offset);
}

/** Midnight in UTC, or null where there is no such day. */
function utcMidnight(year: number, month: number, day: number): number | null {
  const midnight = new Date(Date.UTC(2000, 0, 1));
  midnight.setUTCFullYear(year, month - 1, day);
  // Date rolls 2024-02-30 over into March; a date that does not come back unchanged does not exist.
  return midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day ? midnight.getTime() : null;
}

function offsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
