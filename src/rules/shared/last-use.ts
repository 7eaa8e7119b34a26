import type { MedicationFact } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import type { CourseParams } from './course-params.js';
import { endOfSupply, isExposure } from './supply.js';

/** Until when a line of the history shows a drug as taken. */
export interface LastUse {
  /** Milliseconds; not later than the moment of the call. */
  readonly by: number;
  /** It is on the list as going on. */
  readonly goesOn: boolean;
}

/**
 * Until when a drug was taken, by one line of its history: a dose on its day, tablets until they ran out, an order until it was
 * closed. An order that was closed without an end ended when its record was last changed, else on the day it was written: what
 * was assumed to be left is no dose (docs/clinical/start.md#sequential). null for what was not taken, or lies ahead.
 */
export function lastUse(line: MedicationFact, asOf: number, params: CourseParams): LastUse | null {
  const start = line.start ?? line.recordedOn;
  const isOrder = line.source === 'request' || line.source === 'statement';
  const isActive = isOrder && line.status === 'active';
  if (!isExposure(line) || (start !== null && start.from > asOf)) return null;
  if (start === null) return isActive ? { by: asOf, goesOn: true } : null;
  const ended = (by: number): LastUse => ({ by: Math.max(start.from, Math.min(by, asOf)), goesOn: false });
  if (line.end !== null && line.end.to <= asOf) return ended(line.end.to - 1);
  if (isActive) {
    const supplied = endOfSupply(line, start, asOf, params);
    const goesOn = line.end !== null || supplied + params.maxGapDays * DAY_MS >= asOf;
    return goesOn ? { by: asOf, goesOn } : ended(supplied);
  }
  if (line.supplyDays !== null) return ended(start.from + line.supplyDays * DAY_MS);
  return ended(isOrder ? (line.changedOn ?? start).from : start.from);
}
