import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding, NotApplicableReason } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { assessAki } from '../shared/aki-stage.js';
import { ageInYears, daysAgo, formatDate } from '../shared/calendar.js';
import { type Course, type CourseReading, readCourse } from '../shared/course.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { creatinineScale, printedResult } from '../shared/printed-amount.js';
import { confirmed, latest, withoutRepeats } from '../shared/results.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import { akiBaselineFinding, akiRiskFinding } from './aki-risk.js';
import { akiStageFinding } from './aki-stage-finding.js';
import { dialysisOnRecord } from './dialysis.js';
import { egfrBeforeTreatment } from './egfr-before-treatment.js';
import type { BaselineReason } from './facts.js';
import type { AkiParams, AkiRuleParams } from './params.js';

/** Kidney injury, a driver of it, or a word before the first dose (docs/clinical/aki.md#steps). */
export function evaluateAki(snapshot: ClinicalSnapshot, params: AkiRuleParams): RuleAnswer {
  const why = notApplicable(snapshot, params);
  if (why !== null) return { kind: 'not-applicable', why };

  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const results = withoutRepeats(confirmed(snapshot.creatinine.items));
  const index = latest(results.filter((result) => result.use === 'any'));

  const isFresh = index !== null && daysAgo(index.time, snapshot.asOf, snapshot.timeZone) <= params.aki.maxAgeDays;
  if (!isFresh) return withoutIndex(snapshot, params, reading, index, results);
  // Below the detection limit is as far from injury as a result can be: "< x never fires"
  // (docs/clinical/facts.md#comparators).
  if (index.measurement.comparator === '<' || index.measurement.comparator === '<=') {
    return nothingFound([{ set: 'creatinine', newest: index.time }]);
  }

  const assessment = assessAki(index, results, course?.start ?? null, params.aki, snapshot.timeZone);
  const subject = { snapshot, params, course, index, assessment, results };
  if (assessment.stage !== null && assessment.stage !== 0) return found(akiStageFinding(subject, assessment.stage));

  const risk = akiRiskFinding(subject);
  if (risk !== null) return found(risk);

  // A high trough alone speaks on its own card, and a first order has no course to be at risk in.
  const mayRemind = reading.state === 'none' && openQuestions(snapshot, restsOn(index)).length === 0;
  if (mayRemind && highCurrentLevel(snapshot, course, params.trough) === null) {
    const reasons = baselineReasons(snapshot, params, results, index);
    if (reasons.length > 0) return found(akiBaselineFinding({ snapshot, params, results, latest: index, reasons }));
  }
  if (assessment.stage !== null) return nothingFound(restsOn(index));
  return { ...indeterminate(noBaseline(snapshot, index, params.aki)), restsOn: restsOn(index) };
}

/**
 * Adults; not on dialysis; not after a kidney transplant (docs/clinical/aki.md#who). An unknown age is said on the
 * card.
 */
function notApplicable(snapshot: ClinicalSnapshot, params: AkiRuleParams): NotApplicableReason | null {
  const birthDate = snapshot.patient.items[0]?.birthDate ?? null;
  if (birthDate !== null && ageInYears(birthDate, snapshot.asOf, snapshot.timeZone).most < 18) return 'under-18';
  if (find(diagnosesOnRecord(snapshot), 'kidney-transplant') !== null) return 'kidney-transplant';
  return dialysisOnRecord(snapshot, params.aki).kind === 'current' ? 'dialysis' : null;
}

/** No creatinine young enough to judge: on a first order the baseline reminder says it, else the data-gap card. */
function withoutIndex(
  snapshot: ClinicalSnapshot,
  params: AkiRuleParams,
  reading: CourseReading,
  index: CreatinineResult | null,
  results: readonly CreatinineResult[],
): RuleAnswer {
  const course: Course | null = reading.state === 'current' ? reading.course : null;
  const creatinine: Basis = { set: 'creatinine', newest: index?.time ?? null };
  const mayRemind =
    reading.state === 'none' &&
    openQuestions(snapshot, [creatinine]).length === 0 &&
    highCurrentLevel(snapshot, course, params.trough) === null;
  if (mayRemind) {
    const reasons = baselineReasons(snapshot, params, results, index);
    if (reasons.length > 0) return found(akiBaselineFinding({ snapshot, params, results, latest: index, reasons }));
  }
  const lacking =
    index === null
      ? missing('no-creatinine', {}, ['order-creatinine'])
      : missing(
          'creatinine-stale',
          {
            days: Math.floor(daysAgo(index.time, snapshot.asOf, snapshot.timeZone)),
            maxAgeDays: params.aki.maxAgeDays,
            reported: index.measurement.reported,
            date: formatDate(index.time, snapshot.timeZone),
          },
          ['order-creatinine'],
        );
  return { ...indeterminate(lacking), restsOn: [creatinine] };
}

/** What an answer without a card rests on: the creatinine results, and when the course began (docs/clinical/aki.md#pre). */
function restsOn(index: CreatinineResult | null): Basis[] {
  return [
    { set: 'creatinine', newest: index?.time ?? null },
    { set: 'medications', kinds: ['tacrolimus'] },
  ];
}

/**
 * "No baseline" is said with the value: it is never a reassurance (docs/clinical/aki.md#no-baseline). A second result
 * is the only way to see a rise, so it is offered.
 */
function noBaseline(snapshot: ClinicalSnapshot, index: CreatinineResult, params: AkiParams) {
  return missing(
    'no-baseline',
    {
      reported: index.measurement.reported,
      value: printedResult(index.measurement, creatinineScale(params)),
      date: formatDate(index.time, snapshot.timeZone),
    },
    ['order-creatinine'],
  );
}

/** First order of a course: what speaks for a word "before the first dose" (docs/clinical/aki.md#before-first-dose). */
function baselineReasons(
  snapshot: ClinicalSnapshot,
  params: AkiRuleParams,
  results: readonly CreatinineResult[],
  index: CreatinineResult | null,
): BaselineReason[] {
  const age = index === null ? Infinity : daysAgo(index.time, snapshot.asOf, snapshot.timeZone);
  const egfr = egfrBeforeTreatment(snapshot, results, null);
  return [
    ...(age > params.aki.baselineWithinDays ? (['no-recent-creatinine'] as const) : []),
    ...(egfr !== null && egfr.value < params.aki.lowEgfr ? (['low-egfr'] as const) : []),
    ...(snapshot.patient.items[0]?.sex === 'male' ? (['male'] as const) : []),
  ];
}

function found(finding: Finding): RuleAnswer {
  return { kind: 'findings', findings: [finding] };
}
