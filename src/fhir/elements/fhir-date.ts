import { existingMidnight, fromLocal, midnightOf } from '../../domain/local-time.js';
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
  if (text === null || text.length > LONGEST) return null;
  const plain = plainTime(text);
  if (plain !== null) return { from: plain, to: plain, precision: 'instant', reported: text };
  if (PLACEHOLDER.test(text)) return null;
  const partial = PARTIAL_DATE.exec(text);
  if (partial !== null) return partialDate(text, partial, timeZone);
  const parts = DATE_TIME.exec(text);
  if (parts === null) return null;
  const at = exactTime(parts, timeZone);
  return at === null ? null : { from: at, to: at, precision: 'instant', reported: text };
}

function partialDate(reported: string, parts: RegExpExecArray, zone: TimeZone): TimeInterval | null {
  const precision = parts[3] !== undefined ? 'day' : parts[2] !== undefined ? 'month' : 'year';
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const midnight = existingMidnight(year, month, day);
  if (midnight === null) return null;
  const next =
    precision === 'day'
      ? midnight + DAY_MS
      : precision === 'month'
        ? midnightOf(year, month + 1, 1)
        : midnightOf(year + 1, 1, 1);
  return { from: fromLocal(midnight, zone), to: fromLocal(next, zone), precision, reported };
}

/** With an offset no calendar is needed; without one it is a time of the site's clocks. */
function exactTime(parts: RegExpExecArray, zone: TimeZone): number | null {
  const midnight = existingMidnight(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  if (midnight === null || minute > 59 || second > 59) return null;
  const milliseconds = parts[7] === undefined ? 0 : Number(parts[7].padEnd(3, '0').slice(0, 3));
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  const offset = parts[8];
  if (offset !== undefined) return hour > 23 ? null : local - offsetMs(offset);
  // The end of a day is written 24:00, too.
  return hour > 24 || (hour === 24 && local > midnight + DAY_MS) ? null : fromLocal(local, zone);
}

function offsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

const [ZERO, DASH, COLON] = [0x30, 0x2d, 0x3a];
const NOT_A_NUMBER = -1;

/** The form in which nearly all servers write, `2026-11-20T08:05:00+01:00`, by its positions; null for any other. */
function plainTime(text: string): number | null {
  const isPlain =
    (text.length === 25 ? text.charCodeAt(22) === COLON : text.length === 20) &&
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text[10] === 'T' &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON;
  if (!isPlain) return null;
  const century = twoDigits(text, 0);
  const [year, month, day] = [twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  // Before 1971 and in the last century of all lie the placeholders, which are told apart elsewhere.
  const isOrdinary = century >= 20 && century < 99;
  if (!isOrdinary || year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0)
    return null;
  if (day > 28 || hour > 23 || minute > 59 || second > 59) return null;
  const offset = plainOffset(text);
  if (offset === null) return null;
  return midnightOf(century * 100 + year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 - offset;
}

function plainOffset(text: string): number | null {
  if (text.length === 20) return text[19] === 'Z' ? 0 : null;
  const sign = text[19] === '+' ? 1 : text[19] === '-' ? -1 : 0;
  const [hours, minutes] = [twoDigits(text, 20), twoDigits(text, 23)];
  if (sign === 0 || hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return null;
  return sign * (hours * 60 + minutes) * 60_000;
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NOT_A_NUMBER;
}
