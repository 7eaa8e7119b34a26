import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { TacrolimusLevel } from '../../domain/lab-result.js';
import type { TimeZone } from '../../domain/time.js';
import { daysAgo } from './calendar.js';
import { exceeds, reaches } from './comparison.js';
import type { Course } from './course.js';
import { dayOfCourse } from './course.js';
import { confirmed, latest } from './results.js';

/** The part of the section `trough` of `hooks/rules.yaml` that says which level speaks, and with which limits. */
export interface LevelParams {
  readonly limit: number;
  readonly critical: number;
  readonly earlyDays: number;
  readonly currentEarlyDays: number;
  readonly currentLaterDays: number;
  readonly aboveMaintenance: { readonly above: number };
  readonly low: { readonly below: number };
}

export interface CurrentLevel {
  /** The latest confirmed level, however old; null where there is none. */
  readonly latest: TacrolimusLevel | null;
  readonly isCurrent: boolean;
  /** How old a level may be at this point of the course, days. */
  readonly windowDays: number;
}

/**
 * The latest level and whether it still speaks: 14 days in the first 28 of a course, then 45
 * (docs/clinical/trough.md#current).
 */
export function currentLevel(snapshot: ClinicalSnapshot, course: Course | null, params: LevelParams): CurrentLevel {
  const level = latest(confirmed(snapshot.tacrolimusLevels.items));
  const isEarly =
    course !== null && course.startKnown && dayOfCourse(course, snapshot.asOf, snapshot.timeZone) <= params.earlyDays;
  const windowDays = isEarly ? params.currentEarlyDays : params.currentLaterDays;
  return {
    latest: level,
    windowDays,
    isCurrent: level !== null && ageInDays(level, snapshot.asOf, snapshot.timeZone) <= windowDays,
  };
}

function ageInDays(level: TacrolimusLevel, asOf: number, zone: TimeZone): number {
  return daysAgo(level.time, asOf, zone);
}

/**
 * Strictly above the limit in ng/mL: 15.0 is not above 15. "< x" never is; "> x" is if x reaches the limit
 * (docs/clinical/facts.md#comparators).
 */
export function isAbove(level: TacrolimusLevel, limit: number): boolean {
  const { comparator, canonical } = level.measurement;
  if (comparator === '<' || comparator === '<=') return false;
  return comparator === '>' ? reaches(canonical, limit) : exceeds(canonical, limit);
}

/** Whether it may be: "< 30" and "> 14" leave open whether they are above 15 (docs/clinical/not-checked.md#bounds). */
export function mayBeAbove({ measurement }: TacrolimusLevel, limit: number): boolean {
  const { comparator, canonical } = measurement;
  return comparator === '>' || comparator === '>=' || exceeds(canonical, limit);
}

/**
 * The current level, if it is above `limit` (ng/mL): the driver of AKI risk and of severity in the `aki` rule, which has a
 * limit of its own (docs/clinical/aki.md#aki.highTroughFrom).
 */
export function highCurrentLevel(
  snapshot: ClinicalSnapshot,
  course: Course | null,
  params: LevelParams,
  limit: number,
): TacrolimusLevel | null {
  const current = currentLevel(snapshot, course, params);
  return current.latest !== null && current.isCurrent && isAbove(current.latest, limit) ? current.latest : null;
}
