import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, Finding, FindingId, Severity } from '../../domain/finding.js';
import { DAY_MS } from '../../domain/time.js';
import { addCalendarMonths, formatDate, startOfDay } from '../shared/calendar.js';
import { courseCaveats } from '../shared/caveats.js';
import type { Course, CourseReading } from '../shared/course.js';
import { isPotassiumDangerous } from '../shared/electrolytes.js';
import { courseFacts, courseRows, readCourse } from '../shared/course.js';
import type { IndicationFacts } from '../shared/finding-facts.js';
import { capped, diagnosesOnRecord, find, indicationGate, indicationRows, isRectalOnly } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import type { DurationFacts } from './facts.js';
import { akiInCourse } from './kidneys.js';
import type { DurationRuleParams } from './params.js';

/** Whether the course is past its usual length, or near it (docs/clinical/duration.md#clock). */
export function evaluateDuration(snapshot: ClinicalSnapshot, params: DurationRuleParams): RuleAnswer {
  if (isRectalOnly(snapshot, params.course)) return { kind: 'not-applicable', why: 'rectal-route' };
  const gate = indicationGate(snapshot);
  if (gate.kind === 'stop') return { kind: 'not-applicable', why: gate.why };

  const reading = readCourse(snapshot, params.course, 'systemic');
  if (reading.state === 'none') return { kind: 'not-applicable', why: 'first-order' };
  if (reading.state === 'unknown') return indeterminate(medicationsMissing(snapshot, reading));

  const { course } = reading;
  const band = bandOf(course, snapshot, params);
  if (band === 'silent' || band === 'imprecise') {
    // A short course may be the visible end of a long one.
    if (!course.startKnown) return indeterminate(medicationsMissing(snapshot, reading));
    if (band === 'silent') return nothingFound([]);
    return indeterminate(missing('start-date-imprecise', { start: formatDate(course.start, snapshot.timeZone) }));
  }
  if (gate.kind === 'unknown') return indeterminate(missing('conditions-unavailable'));
  if (gate.facts.indication === 'not-recorded' && params.duration.noIndication === 'silent') {
    return { kind: 'not-applicable', why: 'no-indication-silent' };
  }
  const { severity } = params.duration;
  const found =
    band === 'over'
      ? finding('duration-over', severity.over, course, gate.facts, snapshot, params)
      : finding('duration-notice', severity.notice, course, gate.facts, snapshot, params);
  return { kind: 'findings', findings: [found] };
}

/**
 * `over` the day after start + limit calendar months; on the day itself silent, notice included
 * (docs/clinical/duration.md#clock). A start known only to the month has to be over from its last possible day; where
 * only the first possible day is over, nobody can tell.
 */
function bandOf(
  course: Course,
  snapshot: ClinicalSnapshot,
  params: DurationRuleParams,
): 'over' | 'notice' | 'silent' | 'imprecise' {
  const { asOf, timeZone } = snapshot;
  const today = startOfDay(asOf, timeZone);
  const { limitMonths, noticeMonths } = params.duration;
  const isPast = (startMs: number) => today > addCalendarMonths(startMs, limitMonths, timeZone);
  const isDue = (startMs: number) => today === addCalendarMonths(startMs, limitMonths, timeZone);
  const isNear = (startMs: number) => today >= addCalendarMonths(startMs, noticeMonths, timeZone);
  const earliest = course.start.from;
  const lastPossible = course.start.precision === 'instant' ? course.start.from : course.start.to - 1;
  if (isPast(lastPossible)) return 'over';
  if (isPast(earliest)) return 'imprecise';
  if (isDue(lastPossible)) return 'silent';
  return isNear(earliest) ? 'notice' : 'silent';
}

function medicationsMissing(snapshot: ClinicalSnapshot, reading: CourseReading) {
  const [open = missing('medications-incomplete')] = openQuestions(snapshot, [
    { set: 'medications', kinds: ['tacrolimus'], undecided: reading.undecided },
  ]);
  if (reading.state !== 'current') return open;
  return { ...open, facts: { ...open.facts, since: formatDate(reading.course.start, snapshot.timeZone) } };
}

function finding(
  id: FindingId,
  severity: Severity,
  course: Course,
  indication: IndicationFacts,
  snapshot: ClinicalSnapshot,
  params: DurationRuleParams,
): Finding {
  const { asOf, timeZone } = snapshot;
  const limitDay = addCalendarMonths(course.start.from, params.duration.limitMonths, timeZone);
  const healing = healingFacts(snapshot, course, indication);
  const injured = akiInCourse(snapshot, course, params);
  const facts: DurationFacts = {
    ...indication,
    course: courseFacts(course, asOf, timeZone),
    limitMonths: params.duration.limitMonths,
    limitDate: formatDate({ from: limitDay, to: limitDay, precision: 'day', reported: '' }, timeZone),
    taperAdvice: !isPotassiumDangerous(snapshot),
    ...healing,
    akiInCourse: injured,
    caveats: courseCaveats(course),
  };
  return {
    rule: 'duration',
    id,
    // An order that nothing bears out is worth a question, not a warning.
    severity: course.isCertain ? capped(severity, indication) : 'info',
    facts,
    rows: [
      ...courseRows(course, snapshot),
      ...indicationRows(indication),
      ...healingRows(healing),
      ...injuryRows(injured),
    ],
    suggestions: mayOfferEndoscopy(healing, indication) ? ['order-lower-endoscopy'] : [],
  };
}

type HealingFacts = Pick<
  DurationFacts,
  'noColon' | 'hasColon' | 'endoscopy' | 'endoscopyKnown' | 'healingFromWeek' | 'calprotectin'
>;

/** An earlier look says nothing of what tacrolimus did (docs/clinical/duration.md#endoscopy). */
const HEALING_FROM_DAY = 56;

/**
 * Whether healing was looked for, and whether there is a colon to look at (docs/clinical/duration.md#endoscopy). A pouch is
 * there because the colon is gone.
 */
function healingFacts(
  snapshot: ClinicalSnapshot,
  course: Course,
  { disease, indicationText }: IndicationFacts,
): HealingFacts {
  const { procedures, screeningTests, timeZone } = snapshot;
  const colectomy = find(diagnosesOnRecord(snapshot), 'colectomy')?.display ?? null;
  const noColon = colectomy ?? (disease === 'pouchitis' ? indicationText : '');
  const since = course.start.from + HEALING_FROM_DAY * DAY_MS;
  const [last] = procedures.items
    .flatMap(({ classes, lastDone, display }) =>
      classes.includes('lower-endoscopy') && lastDone !== null && lastDone.to >= since ? [{ lastDone, display }] : [],
    )
    .sort((a, b) => b.lastDone.from - a.lastDone.from || (a.display < b.display ? -1 : 1));
  const [marker] = screeningTests.items
    .filter(({ test, time }) => test === 'calprotectin' && time.to >= since)
    .sort((a, b) => b.time.from - a.time.from || (a.display < b.display ? -1 : 1));
  return {
    noColon,
    hasColon: colectomy === null && disease !== 'pouchitis',
    endoscopy: last === undefined ? null : { text: last.display, date: formatDate(last.lastDone, timeZone) },
    endoscopyKnown: procedures.state === 'present' || procedures.state === 'absent',
    healingFromWeek: HEALING_FROM_DAY / 7,
    calprotectin: marker === undefined ? null : { text: marker.display, date: formatDate(marker.time, timeZone) },
  };
}

function healingRows({ endoscopy, calprotectin }: HealingFacts): FactRow[] {
  const row = (what: string, { text, date }: { text: string; date: string }): FactRow => {
    return { what, reported: text, converted: '', time: date, code: '' };
  };
  return [
    ...(endoscopy === null ? [] : [row('lower-endoscopy', endoscopy)]),
    ...(calprotectin === null ? [] : [row('calprotectin', calprotectin)]),
  ];
}

function injuryRows(injured: DurationFacts['akiInCourse']): FactRow[] {
  if (injured === null) return [];
  return [{ what: 'creatinine-highest', reported: injured.reported, converted: '', time: injured.date, code: '' }];
}

function mayOfferEndoscopy(
  { hasColon, endoscopy, endoscopyKnown }: HealingFacts,
  { disease }: IndicationFacts,
): boolean {
  const isOfTheColon = disease === 'ulcerative-colitis' || disease === 'crohn-disease';
  return isOfTheColon && hasColon && endoscopyKnown && endoscopy === null;
}
