import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type Finding, type FindingId, SEVERITIES, type Severity } from '../../domain/finding.js';
import type { TacrolimusLevel } from '../../domain/lab-result.js';
import type { TacrolimusDrug } from '../../domain/medication.js';
import { assessAki } from '../shared/aki-stage.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { courseCaveats, levelCaveats } from '../shared/caveats.js';
import { criteriaOf, isMaleAdult } from '../shared/children.js';
import { exceeds } from '../shared/comparison.js';
import type { Course } from '../shared/course.js';
import { dayOfCourse, readCourse } from '../shared/course.js';
import { currentLevel, isAbove } from '../shared/current-level.js';
import { electrolyteRows } from '../shared/electrolytes.js';
import { creatinineScale, levelScale, resultFacts, resultRow, type Scale } from '../shared/printed-amount.js';
import { diagnosesOnRecord, find, tacrolimusOrders } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { comparableCreatinine, confirmed, latest, unusable, withoutRepeats } from '../shared/results.js';
import { type Basis, nothingFound, type RuleAnswer } from '../silence.js';
import type { TroughFacts } from './facts.js';
import type { TroughRuleParams } from './params.js';

/** The current whole-blood level against its limits (docs/clinical/trough.md#limits). */
export function evaluateTrough(snapshot: ClinicalSnapshot, params: TroughRuleParams): RuleAnswer {
  const { timeZone } = snapshot;
  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const { latest: level, isCurrent, windowDays } = currentLevel(snapshot, course, params.trough);

  const elsewhere = highOutsideBlood(snapshot, params, level);
  const findings = [level, elsewhere].flatMap((each) => {
    if (each === null) return [];
    const subject = { snapshot, params, course, level: each, notWholeBlood: each === elsewhere };
    if (daysAgo(each.time, snapshot.asOf, timeZone) <= windowDays) return judge(subject) ?? [];
    // A level of an earlier course says nothing about the one that begins.
    return reading.state === 'none' ? [] : (notRepeated(subject) ?? []);
  });
  const [worst] = findings.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  if (worst !== undefined) return { kind: 'findings', findings: [worst] };
  const levels: Basis = { set: 'tacrolimusLevels', newest: level?.time ?? null };
  if (level !== null && isCurrent) return nothingFound([levels]);
  // No level is expected before the first dose of a course.
  if (reading.state !== 'current') {
    return {
      kind: 'not-applicable',
      why: 'first-order',
      restsOn: [levels, { set: 'medications', kinds: ['tacrolimus'], undecided: reading.undecided }],
    };
  }
  if (level === null && isTooEarly(reading.course, snapshot, params)) {
    return { kind: 'not-applicable', why: 'no-level-expected', restsOn: [levels] };
  }
  const lacking =
    level === null
      ? missing('no-level', { windowDays }, ['order-tacrolimus-level'])
      : missing(
          'level-stale',
          {
            days: Math.floor(daysAgo(level.time, snapshot.asOf, timeZone)),
            windowDays,
            reported: level.measurement.reported,
            date: formatDate(level.time, timeZone),
          },
          ['order-tacrolimus-level'],
        );
  return { ...indeterminate(lacking), restsOn: [levels] };
}

interface TroughSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: TroughRuleParams;
  readonly course: Course | null;
  readonly level: TacrolimusLevel;
  /** Its specimen is labelled as serum, plasma or dried blood. */
  readonly notWholeBlood: boolean;
}

/**
 * A level in serum or plasma is far below that in whole blood. One above the limit is too high there, or its label is wrong
 * (docs/clinical/trough.md#serum); a level in whole blood that is newer clears the matter.
 */
function highOutsideBlood(
  { tacrolimusLevels }: ClinicalSnapshot,
  { trough }: TroughRuleParams,
  inBlood: TacrolimusLevel | null,
): TacrolimusLevel | null {
  const found = latest(tacrolimusLevels.unread.flatMap(({ level }) => level ?? []));
  if (found === null || !isAbove(found, trough.limit)) return null;
  return inBlood === null || found.time.from > inBlood.time.from ? found : null;
}

/** The first level is drawn when a steady state is near (docs/clinical/trough.md#trough.firstLevelFromDay). */
function isTooEarly(course: Course, { asOf, timeZone }: ClinicalSnapshot, { trough }: TroughRuleParams): boolean {
  return course.startKnown && dayOfCourse(course, asOf, timeZone) < trough.firstLevelFromDay;
}

/**
 * A bad result does not shrink because nobody repeated it: past its window it still fires, as a warning at most
 * (docs/clinical/trough.md#trough.notRepeatedDays).
 */
function notRepeated(subject: TroughSubject): Finding | null {
  const { snapshot, params, level } = subject;
  const { trough } = params;
  const days = Math.floor(daysAgo(level.time, snapshot.asOf, snapshot.timeZone));
  if (days > trough.notRepeatedDays || !isAbove(level, trough.limit)) return null;
  const limit = isAbove(level, trough.critical) ? trough.critical : trough.limit;
  return finding(subject, 'trough-high', severityNotRepeated(trough.severity.aboveLimit), limit, days);
}

export function severityNotRepeated(aboveLimit: Severity): Severity {
  return aboveLimit === 'info' ? 'info' : 'warning';
}

/** Above this no dose explains it (ng/mL): 112 is published; a strong inhibitor, a contaminated line (docs/clinical/trough.md#limits). */
const INTOXICATION_ABOVE = 100;

/** The band that the level is in, or null when it needs no word. The phase of treatment does not move the upper limit. */
function judge(subject: TroughSubject): Finding | null {
  const { snapshot, params, course, level } = subject;
  const { trough } = params;
  if (isAbove(level, trough.critical)) {
    return finding(subject, 'trough-high', trough.severity.aboveCritical, trough.critical);
  }
  if (isAbove(level, trough.limit)) return finding(subject, 'trough-high', trough.severity.aboveLimit, trough.limit);

  const day = course?.startKnown === true ? dayOfCourse(course, snapshot.asOf, snapshot.timeZone) : null;
  const isAfterWeek = (week: number) => day !== null && day > week * 7;
  if (trough.aboveMaintenance.enabled && isAfterWeek(trough.aboveMaintenance.afterWeek)) {
    const { above } = trough.aboveMaintenance;
    if (isAbove(level, above))
      return finding(subject, 'trough-above-maintenance', trough.severity.aboveMaintenance, above);
  }
  if (trough.low.enabled && isAfterWeek(trough.low.afterWeek) && isBelow(level, trough.low.below)) {
    return finding(subject, 'trough-low', trough.severity.low, trough.low.below);
  }
  return null;
}

function isBelow(level: TacrolimusLevel, limit: number): boolean {
  const { comparator, canonical } = level.measurement;
  return comparator !== '>' && comparator !== '>=' && exceeds(limit, canonical);
}

function finding(
  subject: TroughSubject,
  id: FindingId,
  severity: Severity,
  limit: number,
  notRepeatedDays: number | null = null,
): Finding {
  const { snapshot, params, course, level } = subject;
  const { asOf, timeZone } = snapshot;
  const scale = levelScale(params.trough);
  const facts: TroughFacts = {
    level: resultFacts(level, scale, asOf, timeZone),
    isLowerBound: level.measurement.comparator === '>' || level.measurement.comparator === '>=',
    limit,
    aboveCritical: isAbove(level, params.trough.critical),
    timingNotCoded: level.timing === 'not-coded',
    extendedRelease: drugsOfNow(snapshot).some(({ release }) => release === 'extended'),
    infused: isInfused(snapshot),
    notWholeBlood: subject.notWholeBlood,
    male: isMaleAdult(snapshot),
    transplant: hasTransplant(snapshot),
    weekOfCourse: course?.startKnown === true ? Math.floor(dayOfCourse(course, asOf, timeZone) / 7) + 1 : null,
    creatinineRaised: isCreatinineRaised(subject),
    unusable: unusable(
      { ...snapshot.tacrolimusLevels, unread: snapshot.tacrolimusLevels.unread.filter((each) => each.level !== level) },
      timeZone,
    ),
    notRepeatedDays,
    intoxication: isAbove(level, INTOXICATION_ABOVE),
    orderedSince: orderedSince(snapshot, level),
    caveats: [...levelCaveats(snapshot), ...courseCaveats(course)],
  };
  return {
    rule: 'trough',
    id,
    severity,
    facts,
    rows: [
      resultRow('level-current', level, scale, timeZone),
      ...preliminaryRows(snapshot, level, scale),
      ...creatinineRow(snapshot, creatinineScale(params.aki)),
      ...electrolyteRows(snapshot),
    ],
    suggestions: id === 'trough-high' ? ['order-tacrolimus-level', 'order-creatinine'] : ['order-tacrolimus-level'],
  };
}

/**
 * The newest tacrolimus order on record that was written on a day after the level: the level may be that of another dose
 * (docs/clinical/trough.md#risk-text).
 */
function orderedSince({ medications, timeZone }: ClinicalSnapshot, level: TacrolimusLevel): string | null {
  const after = medications.items
    .filter(({ drug, source, doNotPerform }) => drug.kind === 'tacrolimus' && source === 'request' && !doNotPerform)
    .filter(({ status }) => !['draft', 'cancelled', 'unknown'].includes(status))
    .map(({ recordedOn }) => recordedOn)
    .filter((written) => written !== null && written.from >= level.time.to && written.from > level.time.from)
    .filter((written) => written !== null)
    .sort((a, b) => b.from - a.from);
  const [newest] = after;
  return newest === undefined ? null : formatDate(newest, timeZone);
}

/**
 * Once daily: its trough is drawn about 24 h after the dose. Judged by the order placed, else by the newest on record.
 */
function drugsOfNow(snapshot: ClinicalSnapshot): TacrolimusDrug[] {
  const placed = tacrolimusOrders(snapshot).flatMap(({ drug }) => (drug.kind === 'tacrolimus' ? [drug] : []));
  return placed.length > 0 ? placed : drugsOnRecord(snapshot);
}

function drugsOnRecord({ medications }: ClinicalSnapshot): TacrolimusDrug[] {
  return medications.items.flatMap(({ drug, status }) =>
    drug.kind === 'tacrolimus' && (status === 'active' || status === 'in-progress') ? [drug] : [],
  );
}

/** Under an infusion there is no trough. The level was drawn under what is on record, not under what is being ordered. */
function isInfused(snapshot: ClinicalSnapshot): boolean {
  const onRecord = drugsOnRecord(snapshot);
  return (onRecord.length > 0 ? onRecord : drugsOfNow(snapshot)).some(({ infused }) => infused === true);
}

/**
 * Troughs and kidneys are watched after a transplant too, but its targets may be others
 * (docs/clinical/trough.md#risk-text).
 */
function hasTransplant(snapshot: ClinicalSnapshot): boolean {
  return find(diagnosesOnRecord(snapshot), 'transplant') !== null;
}

/** A low level must not read as "give more" while the kidneys suffer (docs/clinical/trough.md#low-level). */
function isCreatinineRaised({ snapshot, params, course }: TroughSubject): boolean {
  const results = comparableCreatinine(snapshot);
  const index = latest(results.filter((result) => result.use === 'any'));
  if (index === null) return false;
  const { ratios, rise } = assessAki(
    index,
    results,
    course?.start ?? null,
    criteriaOf(snapshot, params),
    snapshot.timeZone,
  );
  return rise !== null || ratios.some(({ ratio }) => ratio >= params.aki.riskRatio);
}

function preliminaryRows(snapshot: ClinicalSnapshot, level: TacrolimusLevel, scale: Scale) {
  return withoutRepeats(snapshot.tacrolimusLevels.items)
    .filter((result) => result.status === 'preliminary' && result.time.from >= level.time.from)
    .sort((a, b) => b.time.from - a.time.from || b.measurement.canonical - a.measurement.canonical)
    .slice(0, 3)
    .map((result) => resultRow('level-preliminary', result, scale, snapshot.timeZone));
}

/** The trough card asks to look at the kidneys, so it shows the last creatinine. */
function creatinineRow(snapshot: ClinicalSnapshot, scale: Scale) {
  const creatinine = latest(confirmed(snapshot.creatinine.items));
  return creatinine === null ? [] : [resultRow('creatinine-latest', creatinine, scale, snapshot.timeZone)];
}
