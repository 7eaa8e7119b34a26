const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The calendar of one synthetic chart: everything is said relative to the moment of the order. */
export interface Timeline {
  /** Milliseconds since the epoch, on a whole second. */
  readonly asOf: number;
  /** FHIR instant, UTC; negative is the future. */
  hoursAgo(hours: number): string;
  /** FHIR date, in the site's calendar. */
  daysAgo(days: number): string;
  /** The same day of an earlier month, or its last: the completed months since it are `months`. */
  monthsAgo(months: number): string;
  /** The earliest day from which `months` calendar months have not run out before today: "to the day". */
  startOfExactly(months: number): string;
  /** The latest day from which `months` calendar months ran out before today: "and one day". */
  startOfOver(months: number): string;
  /** Days between that date and today. */
  daysSince(day: string): number;
}

/**
 * @param asOf - milliseconds since the epoch: when the order is placed
 * @param timeZone - whose "today" it is
 */
export function createTimeline(asOf: number, timeZone = 'UTC'): Timeline {
  const now = Math.floor(asOf / 1000) * 1000;
  // Dates are counted as UTC midnights, whatever the zone: there are no 23-hour days in date arithmetic.
  const today = Date.parse(localDate(now, timeZone));
  const daysAgo = (days: number): string => dateText(today - days * DAY_MS);
  const startOfExactly = (months: number): string => {
    let days = months * 31 + 3;
    while (Date.parse(addMonths(daysAgo(days), months)) < today) days -= 1;
    return daysAgo(days);
  };
  return {
    asOf: now,
    hoursAgo: (hours) => new Date(now - hours * HOUR_MS).toISOString().replace('.000Z', 'Z'),
    daysAgo,
    monthsAgo: (months) => addMonths(dateText(today), -months),
    startOfExactly,
    startOfOver: (months) => dateText(Date.parse(startOfExactly(months)) - DAY_MS),
    daysSince: (day) => Math.round((today - Date.parse(day)) / DAY_MS),
  };
}

/**
 * Calendar months, held back to the end of a shorter month: 2024-08-31 and 6 months is 2025-02-28
 * (docs/clinical/duration.md#clock).
 */
export function addMonths(day: string, months: number): string {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dateText(Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)));
}

function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The Canadian locale writes dates as ISO 8601 does. */
function localDate(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(time);
}
