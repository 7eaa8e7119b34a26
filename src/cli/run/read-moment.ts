import { CliError, type CliIo } from './cli-io.js';

/** `2026-11-22T17:00:00Z` or `2026-11-22` (noon, UTC); without one it is now. Milliseconds since the epoch. */
export function readMoment(text: string | null, io: Pick<CliIo, 'now'>): number {
  if (text === null) return io.now();
  const moment = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
  if (Number.isNaN(moment))
    throw new CliError(`--as-of ${text}: write a date such as 2026-11-22, or 2026-11-22T17:00:00Z`);
  return moment;
}
