import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactSet } from '../../domain/fact-set.js';
import type { CreatinineResult, MonitoringResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import { addCalendarMonths, calendarDaysBetween, daysAgo, formatDate, startOfDay } from '../shared/calendar.js';
import { type Course, readCourse } from '../shared/course.js';
import { dialysisOnRecord } from '../shared/dialysis.js';
import { latest } from '../shared/results.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import type { LateTest, Monitored, OverdueFacts, PartOfCourse } from './facts.js';
import { MONITORED_PARTS, type MonitoredPart, type MonitoringParams, type MonitoringRuleParams } from './params.js';
import type { Finding, FindingId, SuggestionId } from '../../domain/finding.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { oncePerChart } from '../shared/once-per-chart.js';
import { isSuppliedAsWritten } from '../shared/supply.js';

/** What is late (docs/clinical/monitoring.md#intervals). "Late" is said of what is whole only: a newer result may be unread. */
export function evaluateMonitoring(snapshot: ClinicalSnapshot, params: MonitoringRuleParams): RuleAnswer {
  if (find(diagnosesOnRecord(snapshot), 'transplant') !== null) return { kind: 'not-applicable', why: 'transplant' };
  const reading = readCourse(snapshot, params.course, 'any-route');
  if (reading.state !== 'current') {
    const restsOn: readonly Basis[] = [{ set: 'medications', kinds: ['tacrolimus'], undecided: reading.undecided }];
    return { kind: 'not-applicable', why: 'first-order', restsOn };
  }
  // A transplant may stand there, and has intervals of its own.
  if (snapshot.conditions.state === 'unavailable') return indeterminate(missing('conditions-unavailable'));

  const { course } = reading;
  const checked = checkTests(course, snapshot, params);
  const told = checked.filter(({ late, isOpen }) => late !== null && !isOpen);
  const findings = FINDINGS.flatMap(({ id, parts }) =>
    (['live', 'silent'] as const).flatMap((mode) => {
      const late = parts
        .filter((part) => params.monitoring.modes[part] === mode)
        .flatMap((part) => told.filter(({ test }) => TESTS_OF[part].includes(test)))
        .flatMap((each) => each.late ?? []);
      if (late.length === 0) return [];
      const found = finding(id, late, course, snapshot, params);
      return mode === 'silent' ? [{ ...found, silent: true as const }] : [found];
    }),
  );
  const restsOn = checked.flatMap((each) => (each.late === null ? [] : (each.restsOn ?? [])));
  return findings.length === 0 ? nothingFound(restsOn) : { kind: 'findings', findings, restsOn };
}

/** Creatinine and levels raise the card; the others are information beside it. */
const FINDINGS: readonly { readonly id: FindingId; readonly parts: readonly MonitoredPart[] }[] = [
  { id: 'overdue', parts: ['creatinine', 'level'] },
  { id: 'overdue-electrolytes', parts: ['potassium-magnesium', 'glucose'] },
];

/** Every test that is not switched off. */
export function checkTests(course: Course, snapshot: ClinicalSnapshot, params: MonitoringRuleParams): CheckedTest[] {
  const part = partOfCourse(course, snapshot);
  return MONITORED_PARTS.filter((each) => params.monitoring.modes[each] !== 'off')
    .flatMap((each) => TESTS_OF[each])
    .flatMap((test) => checkTest(test, { course, part, snapshot, params }) ?? []);
}

const SUGGESTED: Readonly<Partial<Record<Monitored, SuggestionId>>> = {
  creatinine: 'order-creatinine',
  level: 'order-tacrolimus-level',
  potassium: 'order-potassium',
  magnesium: 'order-magnesium',
};

function finding(
  id: FindingId,
  late: readonly LateTest[],
  course: Course,
  snapshot: ClinicalSnapshot,
  params: MonitoringRuleParams,
): Finding {
  const { severity } = params.monitoring;
  // Whether an old order that nothing bears out is taken at all, or one whose supply ran out on paper, nobody knows.
  const isTaken = course.isCertain && isSuppliedAsWritten(snapshot, params.course);
  const isRaised = id === 'overdue' && isTaken && late.some(({ isTwice }) => isTwice);
  const facts: OverdueFacts = {
    late,
    start: course.startKnown ? formatDate(course.start, snapshot.timeZone) : '',
    part: partOfCourse(course, snapshot),
  };
  return {
    rule: 'monitoring',
    id,
    severity: isRaised ? severity.twice : id === 'overdue' ? severity.late : 'info',
    facts,
    rows: [],
    suggestions: late.flatMap(({ test }) => SUGGESTED[test] ?? []),
  };
}

/** The days of a course in which most is watched, and the months after which least is (docs/clinical/monitoring.md#intervals). */
const EARLY_DAYS = 28;
const MIDDLE_MONTHS = 3;

/** What is watched under one mode, with what it is read from. */
const TESTS_OF: Readonly<Record<MonitoredPart, readonly Monitored[]>> = {
  creatinine: ['creatinine'],
  level: ['level'],
  'potassium-magnesium': ['potassium', 'magnesium'],
  glucose: ['glucose'],
};

/** One test at this point of the course. */
export interface CheckedTest {
  readonly test: Monitored;
  /** When the newest was taken, a preliminary one too; null where there is none. */
  readonly newest: TimeInterval | null;
  /** null where it is not late. */
  readonly late: LateTest | null;
  /** What "late" rests on; null where that is whole by what was asked. */
  readonly restsOn: Basis | null;
  /** Nobody can tell whether there is a newer one. */
  readonly isOpen: boolean;
}

/** Where the patient stands: a start that is not known for certain may lie further back, so the longest windows hold. */
export function partOfCourse({ start, startKnown }: Course, { asOf, timeZone }: ClinicalSnapshot): PartOfCourse {
  if (!startKnown) return 'later';
  if (calendarDaysBetween(start.from, asOf, timeZone) <= EARLY_DAYS) return 'early';
  const thirdMonth = addCalendarMonths(startOfDay(start.from, timeZone), MIDDLE_MONTHS, timeZone);
  return startOfDay(asOf, timeZone) <= thirdMonth ? 'middle' : 'later';
}

export function windowDays(test: Monitored, part: PartOfCourse, params: MonitoringParams): number {
  switch (test) {
    case 'creatinine':
    case 'level':
      return { early: params.earlyDays, middle: params.middleDays, later: params.laterDays }[part];
    case 'potassium':
    case 'magnesium':
      return {
        early: params.electrolytesEarlyDays,
        middle: params.electrolytesMiddleDays,
        later: params.electrolytesLaterDays,
      }[part];
    case 'glucose':
      return part === 'early' ? params.glucoseEarlyDays : params.glucoseLaterDays;
  }
}

/** One test against its window; null where it is not watched in this patient, or was not asked for. */
function checkTest(test: Monitored, patient: Watched): CheckedTest | null {
  const read = newestOf(patient.snapshot, test, patient.params.aki);
  if (read === null) return null;
  const { newest, restsOn, isOpen } = read;
  return { test, newest, late: lateness(test, newest, patient), restsOn, isOpen };
}

type Newest = Pick<CheckedTest, 'newest' | 'restsOn' | 'isOpen'>;

/** A result that is being worked on was taken, so it counts (docs/clinical/monitoring.md#counts). */
const newestOf = oncePerChart(
  (snapshot: ClinicalSnapshot, test: Monitored, aki: MonitoringRuleParams['aki']): Newest | null => {
    const of = (set: 'creatinine' | 'tacrolimusLevels', items: readonly (CreatinineResult | TacrolimusLevel)[]) => {
      const newest = latest(items)?.time ?? null;
      const restsOn: Basis = { set, newest };
      return { newest, restsOn, isOpen: openQuestions(snapshot, [restsOn]).length > 0 };
    };
    switch (test) {
      case 'creatinine':
        // Creatinine follows the sessions there.
        if (dialysisOnRecord(snapshot, aki).kind === 'current') return null;
        return of(
          'creatinine',
          snapshot.creatinine.items.filter(({ use }) => use === 'any'),
        );
      case 'level':
        return of('tacrolimusLevels', snapshot.tacrolimusLevels.items);
      case 'potassium':
      case 'magnesium':
      case 'glucose': {
        const { monitoringTests } = snapshot;
        if (!wasAskedInFull(monitoringTests)) return null;
        const newest = latest(monitoringTests.items.filter((result) => result.test === test))?.time ?? null;
        return { newest, restsOn: null, isOpen: false };
      }
    }
  },
);

/** These tests are optional: what was not fetched, or not all of it, is not spoken of. */
function wasAskedInFull({ state, asked, unread }: FactSet<MonitoringResult>): boolean {
  return (state === 'present' || state === 'absent') && asked === 'whole' && unread.length === 0;
}

/** Somebody whose tests are checked. */
interface Watched {
  readonly course: Course;
  readonly part: PartOfCourse;
  readonly snapshot: ClinicalSnapshot;
  readonly params: MonitoringRuleParams;
}

function lateness(
  test: Monitored,
  newest: TimeInterval | null,
  { course, part, snapshot, params }: Watched,
): LateTest | null {
  const { asOf, timeZone } = snapshot;
  const days = newest === null ? null : Math.floor(daysAgo(newest, asOf, timeZone));
  const window = windowDays(test, part, params.monitoring);
  // Late counts from the day on which it was due (docs/clinical/monitoring.md#raised).
  const noneSinceStart = newest === null || isBeforeTheDrug(newest, course);
  const due = noneSinceStart ? firstByDay(test, params.monitoring) : window;
  const age = noneSinceStart ? calendarDaysBetween(course.start.from, asOf, timeZone) : (days ?? 0);
  if (age <= due) return null;
  const date = newest === null ? '' : formatDate(newest, timeZone);
  return { test, date, days, windowDays: window, noneSinceStart, isTwice: age > due + 2 * window };
}

/** Of a start that is not certain nothing is known to be from before it. */
function isBeforeTheDrug(newest: TimeInterval, { start, startKnown }: Course): boolean {
  return startKnown && newest.from < (start.precision === 'day' ? start.to : start.from);
}

/** The first level is asked for earlier than the first of anything else. */
function firstByDay(test: Monitored, params: MonitoringParams): number {
  return test === 'level' ? params.firstLevelByDay : windowDays(test, 'early', params);
}
