/** A FHIR date as the span it stands for, in milliseconds since the epoch: `from` is included, `to` is not. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

const FHIR_DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/**
 * Reads a FHIR date, dateTime or instant of any precision: `2024-03` is the whole of March.
 * What has no zone is read as UTC, which the search rules leave to the server (FHIR R4 3.1.1.5.5).
 *
 * @returns null when the text is no date, or no such day exists
 */
export function parseFhirDate(text: string): DateRange | null {
  const match = FHIR_DATE.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const y = Number(year);
  const m = month === undefined ? 1 : Number(month);
  const d = day === undefined ? 1 : Number(day);
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return null;
  if (month === undefined) return { from: utc(y, 1, 1), to: utc(y + 1, 1, 1) };
  if (day === undefined) return { from: utc(y, m, 1), to: utc(y, m + 1, 1) };
  if (hour === undefined) return { from: utc(y, m, d), to: utc(y, m, d + 1) };
  const h = Number(hour);
  const min = Number(minute);
  const s = second === undefined ? 0 : Number(second);
  if (h > 23 || min > 59 || s > 59) return null;
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  const from = utc(y, m, d) + ((h * 60 + min) * 60 + s) * 1000 + milliseconds - offsetMs(zone);
  const width = fraction !== undefined ? 1 : second !== undefined ? 1000 : 60_000;
  return { from, to: from + width };
}

function utc(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000;
}
