import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult, MonitoringResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import { kidneysToday } from '../shared/aki-today.js';
import { calendarDaysBetween, daysAgo, daysBetween } from '../shared/calendar.js';
import { isUnder } from '../shared/children.js';
import { type ConcomitantUse, concomitantUses } from '../shared/concomitant-use.js';
import { exceeds } from '../shared/comparison.js';
import { type CourseReading, readCourse } from '../shared/course.js';
import { mayBeAbove } from '../shared/current-level.js';
import { isFrom, latestOf, POTASSIUM_CRITICAL } from '../shared/electrolytes.js';
import { diagnosesOnRecord, find, tacrolimusOrders } from '../shared/indication.js';
import { confirmed, latest, leftOutNewer } from '../shared/results.js';
import type { InteractionRuleParams } from './params.js';

/** The chart as this rule looks at it. */
export interface Subject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: InteractionRuleParams;
  /** What the hook is about: tacrolimus, or another drug of a patient who takes it. */
  readonly trigger: 'tacrolimus' | 'other';
  readonly course: CourseReading;
  readonly uses: readonly ConcomitantUse[];
  /** The latest confirmed level. */
  readonly level: TacrolimusLevel | null;
  /** Of those whom the `aki` rule judges; null without a stage. */
  readonly akiStage: Stage;
  /** The latest confirmed creatinine, however old. */
  readonly creatinine: CreatinineResult | null;
  /** A stage by the numbers, also of a graft or an infant: no reason to take a new nephrotoxic drug lightly. */
  readonly isKidneyInjured: boolean;
  readonly potassium: PotassiumReading;
}

/** `not-known`: none of the last days, none that came, or a newer one that cannot be read. */
type PotassiumReading = 'in-range' | 'high' | 'dangerous' | 'not-known';

type Stage = 1 | 2 | 3 | null;

/** null: nothing is being ordered that this rule is about. */
export function subjectOf(snapshot: ClinicalSnapshot, params: InteractionRuleParams): Subject | null {
  const trigger = triggerOf(snapshot);
  if (trigger === null) return null;
  const course = readCourse(snapshot, params.course, 'any-route');
  const { index: creatinine, stage } = kidneysToday(snapshot, params, course);
  return {
    snapshot,
    params,
    trigger,
    course,
    uses: concomitantUses(snapshot, params.course),
    level: latest(confirmed(snapshot.tacrolimusLevels.items)),
    akiStage: isJudged(snapshot) ? stage : null,
    creatinine,
    isKidneyInjured: stage !== null,
    potassium: readPotassium(snapshot, params),
  };
}

/** The newest potassium, if it is of the last days (docs/clinical/interaction.md#potassium). */
function readPotassium(snapshot: ClinicalSnapshot, { interaction }: InteractionRuleParams): PotassiumReading {
  const { asOf, timeZone, monitoringTests } = snapshot;
  const result = latestOf(snapshot, 'potassium');
  if (result === null || daysAgo(result.time, asOf, timeZone) > interaction.potassiumWithinDays) return 'not-known';
  if (isFrom(result, POTASSIUM_CRITICAL)) return 'dangerous';
  if (isPast(result, interaction.potassiumAbove)) return 'high';
  const { comparator } = result.measurement;
  const isCertain =
    comparator === null ||
    ((comparator === '<' || comparator === '<=') && !exceeds(result.measurement.canonical, interaction.potassiumAbove));
  return isCertain && leftOutNewer({ ...monitoringTests, items: [] }, result.time).length === 0
    ? 'in-range'
    : 'not-known';
}

/** Above the limit; "< x" never is. */
function isPast({ measurement }: MonitoringResult, limit: number): boolean {
  const { comparator, canonical } = measurement;
  return comparator !== '<' && comparator !== '<=' && exceeds(canonical, limit);
}

function triggerOf(snapshot: ClinicalSnapshot): Subject['trigger'] | null {
  if (tacrolimusOrders(snapshot).some(({ doNotPerform }) => !doNotPerform)) return 'tacrolimus';
  const others = [...snapshot.draftConcomitants, ...snapshot.drafts.filter(({ drug }) => drug.kind === 'thiopurine')];
  return others.some(({ triggering, doNotPerform }) => triggering && !doNotPerform) ? 'other' : null;
}

/**
 * The `aki` rule reports no stage of a graft or an infant (docs/clinical/aki.md#who). Where the problem list was not asked, nobody
 * knows of a graft or of dialysis.
 */
function isJudged(snapshot: ClinicalSnapshot): boolean {
  if (snapshot.provenance.conditions === 'not-asked') return false;
  return !isUnder(1, snapshot) && find(diagnosesOnRecord(snapshot), 'kidney-transplant') === null;
}

/** When both began to be taken together; null where one begins now, or nobody knows since when. */
export function pairStart({ course }: Subject, since: TimeInterval | null): TimeInterval | null {
  if (course.state === 'none') return null;
  if (since === null || course.state === 'unknown') return since;
  return course.course.start.from > since.from ? course.course.start : since;
}

/** New, and up to `newDays` after that; without a start, too (docs/clinical/interaction.md#managed). */
export function isNew(subject: Subject, start: TimeInterval | null): boolean {
  return start === null || ageOf(subject, start) <= subject.params.interaction.newDays;
}

/** Calendar days since the last day on which it can have begun. */
function ageOf({ snapshot }: Subject, start: TimeInterval): number {
  return calendarDaysBetween(lastPossible(start).from, snapshot.asOf, snapshot.timeZone);
}

function lastPossible(time: TimeInterval): TimeInterval {
  if (time.precision === 'instant' || time.precision === 'day') return time;
  return { ...time, from: time.to - 1 };
}

/** A level this long after the pair began shows what the pair does, days (docs/clinical/interaction.md#managed). */
const LEVEL_AFTER_DAYS = 2;
/** How old that level may be, days: of a young pair, and of one that is older than `SETTLED_DAYS`. */
const LEVEL_WITHIN_DAYS = 14;
const SETTLED_DAYS = 60;
const SETTLED_LEVEL_WITHIN_DAYS = 45;

/** A level since the pair began, in range: somebody has looked (docs/clinical/interaction.md#managed). */
export function isManaged(subject: Subject, start: TimeInterval | null): boolean {
  const { level, params, snapshot } = subject;
  if (level === null || start === null) return false;
  if (mayBeAbove(level, params.trough.limit)) return false;
  const within = ageOf(subject, start) > SETTLED_DAYS ? SETTLED_LEVEL_WITHIN_DAYS : LEVEL_WITHIN_DAYS;
  return (
    daysBetween(lastPossible(start), level.time, snapshot.timeZone) >= LEVEL_AFTER_DAYS &&
    daysAgo(level.time, snapshot.asOf, snapshot.timeZone) <= within
  );
}
