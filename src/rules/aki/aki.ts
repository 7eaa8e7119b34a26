import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding, NotApplicableReason, RuleOutcome } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { assessAki } from '../shared/aki-stage.js';
import { ageInYears, daysAgo, formatDate } from '../shared/calendar.js';
import { type Course, type CourseReading, readCourse } from '../shared/course.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { indeterminate, missing, SILENT } from '../shared/missing.js';
import { creatinineScale, printedResult } from '../shared/printed-amount.js';
import { confirmed, hasNewerUnusable, latest, unjudged, withoutRepeats } from '../shared/results.js';
import { akiBaselineFinding, akiRiskFinding } from './aki-risk.js';
import { akiStageFinding } from './aki-stage-finding.js';
import { dialysisOnRecord } from './dialysis.js';
import { egfrBeforeTreatment } from './egfr-before-treatment.js';
import type { BaselineReason } from './facts.js';
import type { AkiParams, AkiRuleParams } from './params.js';

/** Kidney injury, a driver of it, or a word before the first dose (docs/clinical/aki.md#steps). */
export function evaluateAki(snapshot: ClinicalSnapshot, params: AkiRuleParams): RuleOutcome {
  const why = notApplicable(snapshot, params);
  if (why !== null) return { kind: 'not-applicable', why };
  if (snapshot.creatinine.state === 'unavailable') return indeterminate(missing('creatinine-unavailable'));

  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const results = withoutRepeats(confirmed(snapshot.creatinine.items));
  const index = latest(results.filter((result) => result.use === 'any'));

  const isFresh = index !== null && daysAgo(index.time, snapshot.asOf, snapshot.timeZone) <= params.aki.maxAgeDays;
  if (!isFresh) return withoutIndex(snapshot, params, reading, index, results);
  // Below the detection limit is as far from injury as a result can be: "< x never fires"
  // (docs/clinical/facts.md#comparators).
  if (index.measurement.comparator === '<' || index.measurement.comparator === '<=') {
    return openQuestion(snapshot, index) ?? SILENT;
  }

  const assessment = assessAki(index, results, course?.start ?? null, params.aki, snapshot.timeZone);
  const subject = { snapshot, params, course, index, assessment, results };
  if (assessment.stage !== null && assessment.stage !== 0) return found(akiStageFinding(subject, assessment.stage));

  const risk = akiRiskFinding(subject);
  if (risk !== null) return found(risk);

  const unanswered = openQuestion(snapshot, index) ?? unknownCourse(snapshot);
  if (unanswered !== null) return unanswered;
  // A high trough alone speaks on its own card, and a first order has no course to be at risk in.
  if (reading.state === 'none' && highCurrentLevel(snapshot, course, params.trough) === null) {
    const reasons = baselineReasons(snapshot, params, results, index);
    if (reasons.length > 0) return found(akiBaselineFinding({ snapshot, params, results, latest: index, reasons }));
  }
  return assessment.stage === null ? indeterminate(noBaseline(snapshot, index, params.aki)) : SILENT;
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
): RuleOutcome {
  const course: Course | null = reading.state === 'current' ? reading.course : null;
  const mayRemind =
    reading.state === 'none' &&
    snapshot.creatinine.state !== 'truncated' &&
    !hasNewerUnusable(snapshot.creatinine, index?.time ?? null) &&
    highCurrentLevel(snapshot, course, params.trough) === null;
  if (mayRemind) {
    const reasons = baselineReasons(snapshot, params, results, index);
    if (reasons.length > 0) return found(akiBaselineFinding({ snapshot, params, results, latest: index, reasons }));
  }
  const unanswered = openQuestion(snapshot, index);
  if (unanswered !== null) return unanswered;
  if (index === null) return indeterminate(missing('no-creatinine', {}, ['order-creatinine']));
  return indeterminate(
    missing(
      'creatinine-stale',
      {
        days: Math.floor(daysAgo(index.time, snapshot.asOf, snapshot.timeZone)),
        maxAgeDays: params.aki.maxAgeDays,
        reported: index.measurement.reported,
        date: formatDate(index.time, snapshot.timeZone),
      },
      ['order-creatinine'],
    ),
  );
}

/** Silence needs everything: a missing page, or a newer result that nobody can read, leaves the question open. */
function openQuestion(snapshot: ClinicalSnapshot, index: CreatinineResult | null): RuleOutcome | null {
  if (hasNewerUnusable(snapshot.creatinine, index?.time ?? null)) {
    return indeterminate(
      missing(
        'creatinine-unusable',
        { results: unjudged(snapshot.creatinine, index?.time ?? null, snapshot.timeZone) },
        ['order-creatinine'],
      ),
    );
  }
  // "None on record" answers the whole question only.
  const { state, asked } = snapshot.creatinine;
  const isPart = state === 'truncated' || (index === null && asked === 'narrower');
  return isPart ? indeterminate(missing('creatinine-incomplete')) : null;
}

/** Slow toxicity shows only against the results before treatment, and when that began stands in the medication history. */
function unknownCourse({ medications }: ClinicalSnapshot): RuleOutcome | null {
  if (medications.state === 'unavailable') return indeterminate(missing('medications-unavailable'));
  return medications.state === 'truncated' ? indeterminate(missing('medications-incomplete')) : null;
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

function found(finding: Finding): RuleOutcome {
  return { kind: 'findings', findings: [finding] };
}
