import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult, TacrolimusLevel } from '../../domain/lab-result.js';
import { assessAki } from '../../rules/aki/aki-stage.js';
import type { Baseline } from '../../rules/aki/aki-stage.js';
import { daysAgo, formatDate, formatTime } from '../../rules/shared/calendar.js';
import type { Course } from '../../rules/shared/course.js';
import { readCourse } from '../../rules/shared/course.js';
import { currentLevel, highCurrentLevel, isAbove } from '../../rules/shared/current-level.js';
import { rounded } from '../../rules/shared/describe-result.js';
import type { RuleParams } from '../../rules/shared/params.js';
import { confirmed, hasNewerUnusable, latest, withoutRepeats } from '../../rules/shared/results.js';
import type { PathStep } from './explanation.js';

/** The creatinine that is judged, and every baseline it was compared with (docs/clinical/aki.md#steps). */
export function creatinineSteps(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const results = withoutRepeats(confirmed(snapshot.creatinine.items));
  const index = latest(results.filter((result) => result.use === 'any'));
  const limit = `not older than ${params.aki.maxAgeDays} days (aki.maxAgeDays)`;
  const judged: PathStep = {
    looked: `creatinine judged, ${limit}`,
    saw: index === null ? 'none' : described(index, snapshot),
  };
  const course = courseOf(snapshot, params);
  const trough = highCurrentLevel(snapshot, course, params.trough);
  return [
    judged,
    ...unreadableStep(snapshot, 'creatinine', index),
    ...(index === null ? [] : comparisons(index, results, course, snapshot, params)),
    {
      looked: `current level above ${params.trough.limit} ng/mL (trough.limit)`,
      saw: trough === null ? 'no' : described(trough, snapshot),
    },
  ];
}

function comparisons(
  index: CreatinineResult,
  results: readonly CreatinineResult[],
  course: Course | null,
  snapshot: ClinicalSnapshot,
  params: RuleParams,
): PathStep[] {
  const { ratios, rise, stage } = assessAki(index, results, course?.start ?? null, params.aki, snapshot.timeZone);
  const { ratioStage1, ratioStage2, ratioStage3, riskRatio } = params.aki;
  const steps = ratios.map(({ baseline, ratio }) => ({
    looked: `against ${BASELINE_WORDS[baseline.kind]}`,
    saw: `${rounded(index.measurement.canonical)} / ${baselineText(baseline, snapshot)} = ${ratio.toFixed(3)} times`,
  }));
  const window = rise?.withinWindow === true ? `within ${params.aki.riseHours} h` : 'over more than the window';
  return [
    ...steps,
    {
      looked: `rise above ${params.aki.riseAboveMicromolPerL} umol/L, or from ${params.aki.riseFromMgPerDl} mg/dL`,
      saw: rise === null ? 'no' : `${rounded(Number(rise.amount.toFixed(4)))} ${rise.unit}, ${window}`,
    },
    {
      looked: `stages from ${ratioStage1}, ${ratioStage2}, ${ratioStage3} times; risk from ${riskRatio}`,
      saw: stage === null ? 'nothing to compare with' : `stage ${stage}${stage === 0 ? ' (criteria not met)' : ''}`,
    },
  ];
}

/** The level that is judged against the limits (docs/clinical/trough.md#limits). */
export function levelSteps(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const current = currentLevel(snapshot, courseOf(snapshot, params), params.trough);
  const level = current.latest;
  const { limit, critical } = params.trough;
  const verdict = (threshold: number) =>
    level === null ? 'no level' : isAbove(level, threshold) ? 'above' : 'not above';
  return [
    {
      looked: `latest level, current for ${current.windowDays} days`,
      saw: level === null ? 'none' : `${described(level, snapshot)}${current.isCurrent ? '' : ': too old'}`,
    },
    ...unreadableStep(snapshot, 'tacrolimusLevels', level),
    { looked: `above ${limit} ng/mL (trough.limit)`, saw: verdict(limit) },
    { looked: `above ${critical} ng/mL (trough.critical)`, saw: verdict(critical) },
  ];
}

const BASELINE_WORDS: Readonly<Record<Baseline['kind'], string>> = {
  'lowest-7d': 'the lowest of 7 days before',
  'median-365d': 'the median of 8 to 365 days before',
  'pre-treatment': 'the median before tacrolimus',
  'lowest-48h': 'the lowest of 48 h before',
};

function baselineText({ value, results }: Baseline, { timeZone }: ClinicalSnapshot): string {
  const dates = results.map(({ time }) => formatDate(time, timeZone));
  const [first = ''] = dates;
  const last = dates.at(-1) ?? '';
  return `${rounded(value)} umol/L (${first === last ? first : `${dates.length} results, ${first} to ${last}`})`;
}

function described(result: CreatinineResult | TacrolimusLevel, { asOf, timeZone }: ClinicalSnapshot): string {
  const age = Math.floor(daysAgo(result.time, asOf, timeZone));
  return `${result.measurement.reported}, ${formatTime(result.time, timeZone)} (${age} days old)`;
}

function unreadableStep(
  snapshot: ClinicalSnapshot,
  set: 'creatinine' | 'tacrolimusLevels',
  newest: CreatinineResult | TacrolimusLevel | null,
): PathStep[] {
  if (!hasNewerUnusable(snapshot[set], newest?.time ?? null)) return [];
  return [{ looked: 'newer results that cannot be used', saw: 'yes: silence may not rest on the one above' }];
}

function courseOf(snapshot: ClinicalSnapshot, params: RuleParams): Course | null {
  const reading = readCourse(snapshot, params.course, 'any-route');
  return reading.state === 'current' ? reading.course : null;
}
