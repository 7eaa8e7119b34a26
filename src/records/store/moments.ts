import { DAY_MS } from '../../domain/time.js';

/** ISO 8601 in UTC with milliseconds: sorts as text. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-11-22`, UTC. */
export function dayOf(ms: number): string {
  return momentOf(ms).slice(0, 10);
}

/** The Monday of the ISO week, UTC. */
export function weekOf(ms: number): string {
  const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return dayOf(ms - sinceMonday * DAY_MS);
}
