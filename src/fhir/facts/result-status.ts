import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { CountingStatus } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import { unknownUnit } from '../../terminology/recognise/unknown-term.js';
import { displayOf } from '../elements/coded-text.js';
import { type ObservationPart, reportedOf, type ReportedValue } from '../elements/observation-parts.js';
import type { Visit } from './fact-builder.js';

type FinalStatus = Exclude<CountingStatus, 'preliminary'>;
const FINAL: ReadonlySet<string | null> = new Set<FinalStatus>(['final', 'amended', 'corrected']);

/** Whether a result with this status stands. */
export function isFinal(status: string | null): status is FinalStatus {
  return FINAL.has(status);
}

/** Whether it is kept: a preliminary one is, and is not fired on. */
export function isCounting(status: string | null): status is CountingStatus {
  return isFinal(status) || status === 'preliminary';
}

/** `specimen-in-process` came with R6. */
const NOT_YET: ReadonlyMap<string, UnreadReason> = new Map([
  ['registered', 'status-registered'],
  ['specimen-in-process', 'status-registered'],
  ['preliminary', 'status-preliminary'],
]);

/** No news: there is no such result, or there never was (docs/clinical/facts.md#status). */
export function isWithdrawn(status: string | null): boolean {
  return status === 'entered-in-error' || status === 'cancelled';
}

/** Why a result with this status is not read, where its status is none of those that count. */
export function whyNotCounting(status: string | null): UnreadReason {
  if (status === null || status === 'unknown') return 'status-unknown';
  return NOT_YET.get(status) ?? 'status';
}

/** Two clocks in one hospital differ by so much, milliseconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * The time of a result that is no later than now. A little ahead is a clock that is wrong, and the result was taken now; the
 * whole interval has to lie ahead, a date without time that is today does not.
 * @returns null for a time that lies in the future
 */
export function notAhead(time: TimeInterval, asOf: number): TimeInterval | null {
  if (time.from <= asOf) return time;
  if (time.from > asOf + CLOCK_SKEW_MS || time.precision !== 'instant') return null;
  return { ...time, from: asOf, to: asOf };
}

/** Enters a result that is not read, with what a reader needs to judge that. */
export function leaveOut(
  reason: UnreadReason,
  mayBe: FactKind,
  part: ObservationPart,
  value: ReportedValue,
  visit: Visit,
): void {
  const term = reason === 'unknown-unit' && value.kind === 'quantity' ? unknownUnit(value.raw) : null;
  const time = part.time ?? part.issued;
  visit.unread(reason, { reported: reportedOf(value), name: displayOf(part.code), time, term, mayBe });
}
