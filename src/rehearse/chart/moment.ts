import { HOUR_MS, type TimeInterval, type TimeZone } from '../../domain/time.js';
import { parseFhirDate } from '../../fhir/elements/fhir-date.js';
import { asObject, type JsonObject } from '../../fhir/elements/json.js';
import type { ResultKind } from './result-kind.js';

/** How long after the blood was drawn a site's laboratory tells, by what it measures. Hours; null where the site has not said. */
export interface Turnaround {
  readonly tacrolimus: number | null;
  readonly creatinine: number | null;
  readonly other: number | null;
}

/** From when on a record could be seen, and how that is known. */
export interface Moment {
  /** Milliseconds since the epoch; null where the record has no date at all. */
  readonly at: number | null;
  /** A result that has neither `issued` nor a stated turnaround is taken as known when the blood was drawn: too early. */
  readonly by: 'issued' | 'turnaround' | 'nothing';
}

/**
 * From when on a resource could be seen. Of a date without a time it is the end of that day: nothing is known before it was there.
 * `meta.lastUpdated` is not asked: in an export it is the day of the loading.
 * @param kind of a result; null for other resources
 */
export function momentOf(
  resource: JsonObject,
  kind: ResultKind | null,
  { timeZone, turnaround }: { readonly timeZone: TimeZone; readonly turnaround: Turnaround },
): Moment {
  const read = (value: unknown) => parseFhirDate(value, timeZone);
  const start = (value: unknown) => read(asObject(value)?.start);
  if (kind === null) return { at: ends(writtenOn(resource, read, start)), by: 'nothing' };
  const issued = ends(read(resource.issued));
  if (issued !== null) return { at: issued, by: 'issued' };
  const taken = ends(
    read(resource.effectiveDateTime) ??
      read(resource.effectiveInstant) ??
      read(asObject(resource.effectivePeriod)?.end) ??
      start(resource.effectivePeriod),
  );
  const stated = turnaround[KEY[kind] ?? 'other'];
  if (taken === null || stated === null) return { at: taken, by: 'nothing' };
  return { at: taken + stated * HOUR_MS, by: 'turnaround' };
}

const KEY: Readonly<Partial<Record<ResultKind, keyof Turnaround>>> = {
  creatinine: 'creatinine',
  tacrolimusLevels: 'tacrolimus',
};

type Reader = (value: unknown) => TimeInterval | null;

/** When a record of another kind was written, or what it tells of was done. */
function writtenOn(resource: JsonObject, read: Reader, start: Reader): TimeInterval | null {
  const candidates = [
    read(resource.authoredOn) ?? read(resource.dateWritten),
    read(resource.whenHandedOver) ?? read(resource.whenPrepared),
    read(resource.dateAsserted),
    read(resource.effectiveDateTime) ?? start(resource.effectivePeriod),
    read(resource.recordedDate) ??
      read(resource.dateRecorded) ??
      read(resource.assertedDate) ??
      read(resource.recorded),
    read(resource.performedDateTime) ?? start(resource.performedPeriod) ?? read(resource.occurrenceDateTime),
    read(resource.onsetDateTime) ?? start(resource.onsetPeriod),
    read(resource.created) ?? start(resource.period),
  ];
  return candidates.find((each) => each !== null) ?? null;
}

/** The last millisecond for which an interval stands; an instant is its own end. */
function ends(interval: TimeInterval | null): number | null {
  if (interval === null) return null;
  return interval.precision === 'instant' ? interval.to : interval.to - 1;
}
