import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import type { PathStep } from '../rule.js';
import { assessAki } from '../shared/aki-stage.js';
import { type Baseline, type BaselineKind } from '../shared/baselines.js';
import { ageInYears, daysAgo, formatDate } from '../shared/calendar.js';
import type { Course } from '../shared/course.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { rounded } from '../shared/printed-amount.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { courseOf, courseStep, described, unreadableStep } from '../shared/path-steps.js';
import { comparableCreatinine, latest } from '../shared/results.js';
import type { LowEgfrKind } from './facts.js';
import { egfrBeforeTreatment, lowEgfrNow, lowEgfrSince } from './egfr.js';
import { egfrOf } from '../shared/egfr.js';
import type { AkiRuleParams } from './params.js';
import { slowDecline } from './slow-decline.js';
import { childEgfr, criteriaOf, isUnder, STAGE_3_EGFR_OF_CHILD } from '../shared/children.js';
import { dialysisOnRecord, type DialysisOnRecord } from '../shared/dialysis.js';

/** Gates, course, and the creatinine with everything it was compared with (docs/clinical/aki.md#steps). */
export function akiPath(snapshot: ClinicalSnapshot, params: AkiRuleParams): PathStep[] {
  return [
    ...kidneyGates(snapshot, params),
    courseStep(snapshot, params, 'any-route'),
    ...creatinineSteps(snapshot, params),
  ];
}

function kidneyGates(snapshot: ClinicalSnapshot, params: AkiRuleParams): PathStep[] {
  const birthDate = snapshot.patient.items[0]?.birthDate ?? null;
  const age = birthDate === null ? null : ageInYears(birthDate, snapshot.asOf, snapshot.timeZone);
  const unread = snapshot.conditions.state === 'unavailable' ? ' (the problem list could not be read)' : '';
  const transplant = find(diagnosesOnRecord(snapshot), 'kidney-transplant');
  return [
    { looked: 'age, 1 or older', saw: age === null ? 'not recorded' : `${age.least}` },
    { looked: 'kidney transplant', saw: transplant?.display ?? `none recorded${unread}` },
    { looked: 'dialysis', saw: dialysisWords(dialysisOnRecord(snapshot, params.aki), unread) },
  ];
}

function dialysisWords(dialysis: DialysisOnRecord, unread: string): string {
  switch (dialysis.kind) {
    case 'none':
      return `none recorded that may go on${unread}`;
    case 'current':
      return dialysis.fact.display;
    case 'not-certain':
      return `${dialysis.fact.display}, and nobody knows whether it goes on`;
  }
}

function creatinineSteps(snapshot: ClinicalSnapshot, params: AkiRuleParams): PathStep[] {
  const results = comparableCreatinine(snapshot);
  const index = latest(results.filter((result) => result.use === 'any'));
  const course = courseOf(snapshot, params.course);
  const trough = highCurrentLevel(snapshot, course, params.trough, params.aki.highTroughFrom);
  return [
    {
      looked: `creatinine judged, not older than ${params.aki.maxAgeDays} days (aki.maxAgeDays)`,
      saw: index === null ? 'none' : described(index, snapshot),
    },
    ...unreadableStep(snapshot, 'creatinine', index),
    ...(index === null
      ? []
      : [
          notRepeatedStep(index, snapshot, params),
          ...comparisons(index, results, course, snapshot, params),
          ...riskSteps(index, results, course, snapshot, params),
        ]),
    {
      looked: `current level above ${params.aki.highTroughFrom} ng/mL (aki.highTroughFrom)`,
      saw: trough === null ? 'no' : described(trough, snapshot),
    },
  ];
}

function comparisons(
  index: CreatinineResult,
  results: readonly CreatinineResult[],
  course: Course | null,
  snapshot: ClinicalSnapshot,
  params: AkiRuleParams,
): PathStep[] {
  const { aki } = params;
  const { ratios, rise, stage } = assessAki(
    index,
    results,
    course?.start ?? null,
    criteriaOf(snapshot, params),
    snapshot.timeZone,
  );
  const { ratioStage1, ratioStage2, ratioStage3, riskRatio } = aki;
  const steps = ratios.map(({ baseline, ratio }) => ({
    looked: `against ${BASELINE_WORDS[baseline.kind]}`,
    saw: `${rounded(index.measurement.canonical)} / ${baselineText(baseline, snapshot)} = ${ratio.toFixed(3)} times`,
  }));
  const window = rise?.withinWindow === true ? `within ${aki.riseHours} h` : 'over more than the window';
  return [
    ...steps,
    {
      looked: `rise above ${aki.riseAboveMicromolPerL} umol/L, or from ${aki.riseFromMgPerDl} mg/dL`,
      saw: rise === null ? 'no' : `${rounded(Number(rise.amount.toFixed(4)))} ${rise.unit}, ${window}`,
    },
    ...childStep(index, snapshot, params),
    {
      looked: `stages from ${ratioStage1}, ${ratioStage2}, ${ratioStage3} times; risk from ${riskRatio}`,
      saw: stage === null ? 'nothing to compare with' : `stage ${stage}${stage === 0 ? ' (criteria not met)' : ''}`,
    },
  ];
}

function childStep(index: CreatinineResult, snapshot: ClinicalSnapshot, { aki }: AkiRuleParams): PathStep[] {
  if (!isUnder(18, snapshot)) return [];
  const child = childEgfr(snapshot, { value: index.measurement.canonical, time: index.time }, aki);
  return [
    {
      looked: `under 18: eGFR by a height within ${aki.heightWithinDays} days (aki.heightWithinDays), stage 3 below ${STAGE_3_EGFR_OF_CHILD}`,
      saw: child === null ? 'no height' : `${rounded(child.egfr)} with ${child.height.measurement.reported}`,
    },
  ];
}

const BASELINE_WORDS: Readonly<Record<BaselineKind, string>> = {
  'lowest-7d': 'the lowest of 7 days before',
  'median-365d': 'the median of 8 to 365 days before',
  'pre-treatment': 'the median before tacrolimus',
  'week-before-treatment': 'the lowest of the week before tacrolimus',
  'lowest-48h': 'the lowest of 48 h before',
};

function baselineText({ value, results }: Baseline, { timeZone }: ClinicalSnapshot): string {
  const dates = results.map(({ time }) => formatDate(time, timeZone));
  const [first = ''] = dates;
  const last = dates.at(-1) ?? '';
  return `${rounded(value)} umol/L (${first === last ? first : `${dates.length} results, ${first} to ${last}`})`;
}

const LOW_EGFR_WORDS: Readonly<Record<LowEgfrKind, string>> = {
  'low-egfr-not-known': 'low, and nobody knows how it was before',
  'low-egfr-long-standing': 'low, and has been for long',
  'low-egfr-now': 'low now',
};

/** A bad result that is past its window goes on speaking for a while (docs/clinical/aki.md#stale). */
function notRepeatedStep(
  index: CreatinineResult,
  { asOf, timeZone }: ClinicalSnapshot,
  { aki }: AkiRuleParams,
): PathStep {
  const days = daysAgo(index.time, asOf, timeZone);
  return {
    looked: `past ${aki.maxAgeDays} days: a stage still counts up to ${aki.notRepeatedDays} days (aki.notRepeatedDays), as a warning at most`,
    saw:
      days <= aki.maxAgeDays
        ? 'not past it'
        : Math.floor(days) <= aki.notRepeatedDays
          ? `not repeated for ${Math.floor(days)} days`
          : 'too old to count',
  };
}

/** What makes a risk without a stage, beside the ratio and the rise (docs/clinical/aki.md#risk). */
function riskSteps(
  index: CreatinineResult,
  results: readonly CreatinineResult[],
  course: Course | null,
  snapshot: ClinicalSnapshot,
  params: AkiRuleParams,
): PathStep[] {
  const { slowDeclineRatio, lowEgfr, lowEgfrNow: limit } = params.aki;
  const assessment = assessAki(index, results, course?.start ?? null, criteriaOf(snapshot, params), snapshot.timeZone);
  const decline = slowDecline({ snapshot, params, course, index, assessment, results });
  const before = egfrBeforeTreatment(snapshot, results, course, params);
  const now = egfrOf(snapshot, index, params);
  const low = lowEgfrNow(snapshot, index, params);
  return [
    {
      looked: `slow decline: from ${slowDeclineRatio} times before treatment on two results 14 days apart (aki.slowDeclineRatio), or eGFR below ${lowEgfr} for more than 90 days and not before treatment (aki.lowEgfr)`,
      saw:
        decline === null
          ? 'no'
          : `since ${decline.since}${decline.egfr === null ? '' : `, eGFR ${decline.egfr}, before treatment ${decline.egfrBefore ?? '?'}`}`,
    },
    {
      looked: `eGFR of this creatinine below ${limit} (aki.lowEgfrNow)`,
      saw:
        now === null
          ? 'no eGFR'
          : `${now.value}${low === null ? '' : `: ${LOW_EGFR_WORDS[lowEgfrSince(assessment, params)]}`}`,
    },
    {
      looked: `eGFR before treatment below ${lowEgfr} (aki.lowEgfr)`,
      saw: before === null ? 'no eGFR' : `${before.value} (${before.date})`,
    },
  ];
}
