/**
 * A FHIR date or dateTime as the span it really stands for: `2024-03` is the whole of March 2024.
 * Milliseconds since the epoch, UTC; `from` is included, `to` is not - except for an instant, where both are the same.
 */
export interface TimeInterval {
  readonly from: number;
  readonly to: number;
  readonly precision: 'instant' | 'day' | 'month' | 'year';
  /** The text in the record, for the facts table of a card. */
  readonly reported: string;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Names the place whose calendar "today" and "6 months" follow, for example `Europe/London`. */
export type TimeZone = string;
