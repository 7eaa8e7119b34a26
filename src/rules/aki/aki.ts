import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding, NotApplicableReason } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { type AkiAssessment, assessAki } from '../shared/aki-stage.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { type Course, type CourseReading, readCourse } from '../shared/course.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { creatinineScale, printedResult } from '../shared/printed-amount.js';
import { comparableCreatinine, latest } from '../shared/results.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import { type AkiSubject, isOlderThanTheDrug, printedRatio, printedRise } from './aki-facts.js';
import { akiBaselineFinding, akiRiskFinding } from './aki-risk.js';
import { akiStageFinding } from './aki-stage-finding.js';
import { criteriaOf, isUnder } from '../shared/children.js';
import { dialysisOnRecord } from '../shared/dialysis.js';
import { egfrBeforeTreatment, lowEgfrNow, lowEgfrSince } from './egfr.js';
import type { BaselineReason } from './facts.js';
import type { AkiRuleParams } from './params.js';

/** Kidney injury, a driver of it, or a word before the first dose (docs/clinical/aki.md#steps). */
export function evaluateAki(snapshot: ClinicalSnapshot, params: AkiRuleParams): RuleAnswer {
  const kidneys = readKidneys(snapshot, params);
  const why = notApplicable(snapshot, params);
  if (why !== null) return notJudged(kidneys, why);

  const { index, assessment } = kidneys;
  if (index === null || assessment === null) return withoutIndex(kidneys);
  const subject = { ...kidneys, index, assessment };
  const stage = isBelowDetection(index) ? 0 : assessment.stage;
  const isStaged = stage !== null && stage !== 0;
  if (!isFresh(kidneys))
    return isStaged && isNotRepeated(subject) ? found(akiStageFinding(subject, stage, 'stale')) : withoutIndex(kidneys);
  if (isStaged) return found(akiStageFinding(subject, stage));

  // A first order has no course to be at risk in: what is low there is said before the first dose.
  const risk = isBelowDetection(index) ? null : akiRiskFinding(subject, kidneys.reading.state === 'none');
  if (risk !== null) return found(risk);
  return reminder(kidneys) ?? withoutFinding(subject);
}

/** What every answer is made from. */
interface Kidneys {
  readonly snapshot: ClinicalSnapshot;
  readonly params: AkiRuleParams;
  readonly reading: CourseReading;
  readonly course: Course | null;
  /** Confirmed results without repeats. */
  readonly results: readonly CreatinineResult[];
  /** C1, however old, and what the others say about it. */
  readonly index: CreatinineResult | null;
  readonly assessment: AkiAssessment | null;
}

type Judged = AkiSubject & Pick<Kidneys, 'reading'>;

function readKidneys(snapshot: ClinicalSnapshot, params: AkiRuleParams): Kidneys {
  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const results = comparableCreatinine(snapshot);
  const index = latest(results.filter((result) => result.use === 'any'));
  const assessment =
    index === null
      ? null
      : assessAki(index, results, course?.start ?? null, criteriaOf(snapshot, params), snapshot.timeZone);
  return { snapshot, params, reading, course, results, index, assessment };
}

/** As far from injury as a result can be: "< x never fires" (docs/clinical/facts.md#comparators). */
function isBelowDetection({ measurement }: CreatinineResult): boolean {
  return measurement.comparator === '<' || measurement.comparator === '<=';
}

function ageOf({ index, snapshot }: Kidneys): number {
  return index === null ? Infinity : daysAgo(index.time, snapshot.asOf, snapshot.timeZone);
}

function isFresh(kidneys: Kidneys): boolean {
  return ageOf(kidneys) <= kidneys.params.aki.maxAgeDays;
}

/** A bad result does not shrink because nobody repeated it (docs/clinical/aki.md#stale). */
function isNotRepeated(kidneys: Kidneys): boolean {
  return Math.floor(ageOf(kidneys)) <= kidneys.params.aki.notRepeatedDays;
}

/** No finding in a result that may be judged. That is silence only if it speaks for the kidneys of today, on the drug. */
function withoutFinding(subject: Judged): RuleAnswer {
  const { index, assessment } = subject;
  const silent = nothingFound(restsOn(index));
  if (isOlderThanTheDrug(subject)) {
    return { ...indeterminate(beforeTheDrug(subject)), restsOn: silent.restsOn ?? [] };
  }
  if (isBelowDetection(index)) return silent;
  return assessment.hasOlderBaseline
    ? silent
    : { ...indeterminate(noBaseline(subject)), restsOn: silent.restsOn ?? [] };
}

/**
 * From one year on; not on dialysis; not after a kidney transplant (docs/clinical/aki.md#who). An unknown age is said on the
 * card.
 */
function notApplicable(snapshot: ClinicalSnapshot, params: AkiRuleParams): NotApplicableReason | null {
  if (isUnder(1, snapshot)) return 'under-1';
  if (find(diagnosesOnRecord(snapshot), 'kidney-transplant') !== null) return 'kidney-transplant';
  return dialysisOnRecord(snapshot, params.aki).kind === 'current' ? 'dialysis' : null;
}

/** Worked out and not reported: where the number is bad it is said (docs/clinical/aki.md#not-applicable-said). */
function notJudged(kidneys: Kidneys, why: NotApplicableReason): RuleAnswer {
  const { index, assessment, snapshot, params } = kidneys;
  if (
    index === null ||
    assessment === null ||
    isBelowDetection(index) ||
    !isNotRepeated(kidneys) ||
    !assessment.stage
  ) {
    return why === 'under-1' ? withoutStage(kidneys) : { kind: 'not-applicable', why };
  }
  const { ratio, rise } = assessment;
  const by = {
    ratio: ratio === null ? null : printedRatio(ratio),
    rise: ratio === null && rise !== null ? printedRise(rise, params.aki) : null,
  };
  return indeterminate(
    missing('creatinine-not-judged', { why, ...reportedOn(index, snapshot), ...by }, ['order-creatinine']),
  );
}

/** Of an infant whose stage nobody can work out the age is no reason to be silent (docs/clinical/children.md#infants). */
function withoutStage(kidneys: Kidneys): RuleAnswer {
  const { index, assessment } = kidneys;
  if (index === null || assessment === null || !isFresh(kidneys)) return withoutIndex(kidneys);
  const isUnknown = assessment.stage === null && !isBelowDetection(index);
  return isUnknown
    ? indeterminate(noBaseline({ ...kidneys, index, assessment }))
    : { kind: 'not-applicable', why: 'under-1' };
}

/** No creatinine young enough to judge: on a first order the baseline reminder says it, else the data-gap card. */
function withoutIndex(kidneys: Kidneys): RuleAnswer {
  const { snapshot, params, index } = kidneys;
  const reminded = reminder(kidneys);
  if (reminded !== null) return reminded;
  const lacking =
    index === null
      ? missing('no-creatinine', {}, ['order-creatinine'])
      : missing(
          'creatinine-stale',
          {
            days: Math.floor(daysAgo(index.time, snapshot.asOf, snapshot.timeZone)),
            maxAgeDays: params.aki.maxAgeDays,
            ...reportedOn(index, snapshot),
          },
          ['order-creatinine'],
        );
  return { ...indeterminate(lacking), restsOn: [creatinineBasis(index)] };
}

function creatinineBasis(index: CreatinineResult | null): Basis {
  return { set: 'creatinine', newest: index?.time ?? null };
}

/** What an answer without a card rests on: the creatinine results, and when the course began (docs/clinical/aki.md#pre). */
function restsOn(index: CreatinineResult | null): Basis[] {
  return [creatinineBasis(index), { set: 'medications', kinds: ['tacrolimus'] }];
}

function reportedOn({ measurement, time }: CreatinineResult, { timeZone }: ClinicalSnapshot) {
  return { reported: measurement.reported, date: formatDate(time, timeZone) };
}

/** From some day on the drug has to be checked by a result of its own time (docs/clinical/aki.md#before-the-drug). */
function beforeTheDrug({ index, course, snapshot }: Judged) {
  const start = course === null ? '' : formatDate(course.start, snapshot.timeZone);
  return missing('no-creatinine-since-start', { ...reportedOn(index, snapshot), start }, ['order-creatinine']);
}

/**
 * "No baseline" is said with the value: it is never a reassurance (docs/clinical/aki.md#no-baseline), and neither is a
 * minimum of this week (docs/clinical/aki.md#low-egfr-now). A second result is the only way to see a rise, so it is offered.
 */
function noBaseline({ snapshot, index, params, assessment }: Judged) {
  return missing(
    assessment.stage === null ? 'no-baseline' : 'baseline-of-this-week',
    { ...reportedOn(index, snapshot), value: printedResult(index.measurement, creatinineScale(params.aki)) },
    ['order-creatinine'],
  );
}

/** First order of a course: a word "before the first dose" (docs/clinical/aki.md#before-first-dose). */
function reminder(kidneys: Kidneys): RuleAnswer | null {
  const { snapshot, params, reading, course, results, index, assessment } = kidneys;
  if (reading.state !== 'none') return null;
  const fresh = isFresh(kidneys) ? index : null;
  const low = fresh === null ? null : lowEgfrNow(snapshot, fresh, params);
  // What is low may rest on what was seen. A high level speaks on its own card.
  const isWhole = openQuestions(snapshot, fresh === null ? [creatinineBasis(index)] : restsOn(fresh)).length === 0;
  if (
    low === null &&
    (!isWhole || highCurrentLevel(snapshot, course, params.trough, params.aki.highTroughFrom) !== null)
  )
    return null;

  const egfr = low ?? egfrBeforeTreatment(snapshot, results, null, params);
  const since: BaselineReason = low === null || assessment === null ? 'low-egfr' : lowEgfrSince(assessment, params);
  const reasons: BaselineReason[] = [
    ...(ageOf(kidneys) > params.aki.baselineWithinDays ? (['no-recent-creatinine'] as const) : []),
    ...(egfr !== null && egfr.value < params.aki.lowEgfr ? [since] : []),
  ];
  return reasons.length === 0 ? null : found(akiBaselineFinding({ snapshot, params, latest: index, reasons, egfr }));
}

function found(finding: Finding): RuleAnswer {
  return { kind: 'findings', findings: [finding] };
}
