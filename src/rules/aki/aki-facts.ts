import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, LimitParts } from '../../domain/finding.js';
import type { CreatinineResult, MonitoringResult } from '../../domain/lab-result.js';
import type { TimeZone } from '../../domain/time.js';
import {
  type AbsoluteLimit,
  type AbsoluteRise,
  type AkiAssessment,
  riseLimit,
  stage3Limit,
} from '../shared/aki-stage.js';
import { type Baseline } from '../shared/baselines.js';
import { formatDate, formatTime } from '../shared/calendar.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { courseCaveats, creatinineCaveats } from '../shared/caveats.js';
import { type Course, dayOfCourse } from '../shared/course.js';
import {
  creatinineScale,
  levelScale,
  printedAmount,
  printedMedian,
  resultFacts,
  resultRow,
  rounded,
  type Scale,
} from '../shared/printed-amount.js';
import { electrolyteRows } from '../shared/electrolytes.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { newerPreliminary } from '../shared/results.js';
import { type ChildEgfr, heightAt, isUnder, STAGE_3_EGFR_OF_CHILD } from '../shared/children.js';
import { dialysisOnRecord } from '../shared/dialysis.js';
import { egfrOfEitherSex } from '../shared/egfr.js';
import type { AkiCaveat, BaselineFacts, HighTroughFacts } from './facts.js';
import type { AkiParams, AkiRuleParams } from './params.js';

/** What the findings of the `aki` rule are made from. */
export interface AkiSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: AkiRuleParams;
  readonly course: Course | null;
  readonly index: CreatinineResult;
  readonly assessment: AkiAssessment;
  /** Confirmed results without repeats. */
  readonly results: readonly CreatinineResult[];
}

export function baselineFacts(baseline: Baseline, zone: TimeZone): BaselineFacts {
  const [first] = baseline.results;
  const last = baseline.results.at(-1);
  const from = first === undefined ? '' : formatDate(first.time, zone);
  const to = last === undefined ? '' : formatDate(last.time, zone);
  return {
    kind: baseline.kind,
    value: inRuleUnit(baseline),
    reported: reportedBaseline(baseline),
    date: from === to ? from : `${from} – ${to}`,
    resultCount: baseline.results.length,
  };
}

/** umol/L; no limit is drawn at a baseline. */
function inRuleUnit(baseline: Baseline): number {
  const { value } = baseline;
  return commonUnit(baseline) === 'umol/L' ? printedMedian(value, 'umol/L') : printedAmount(value, 'umol/L', []);
}

/** A median stays in the unit of its results where they share one: a reader compares like with like. */
function reportedBaseline(baseline: Baseline): string {
  const [first, second] = baseline.results;
  if (first !== undefined && second === undefined) return first.measurement.reported;
  const unit = commonUnit(baseline);
  if (first === undefined || unit === null) return `${inRuleUnit(baseline)} umol/L`;
  const { value, canonical } = first.measurement;
  return `${printedMedian(baseline.value * (value / canonical), unit)} ${unit}`;
}

function commonUnit({ results }: Baseline): string | null {
  const units = new Set(results.map(({ measurement }) => measurement.unit));
  const [unit, another] = units;
  return unit === undefined || another !== undefined ? null : unit;
}

/** Two decimals, cut and not rounded: 1.496 must not read "1.5" under a card that says "below 1.5". */
export function printedRatio(ratio: number): number {
  return Math.floor(ratio * 100 + 1e-6) / 100;
}

export function printedRise({ amount, unit }: AbsoluteRise, params: AkiParams): string {
  return `${printedAmount(amount, unit, [riseLimit(unit, params).value])} ${unit}`;
}

/** The current level, where it is above `aki.highTroughFrom`, and its row (docs/clinical/aki.md#aki.highTroughFrom). */
export function highTrough({ snapshot, course, params }: Pick<AkiSubject, 'snapshot' | 'course' | 'params'>): {
  readonly facts: HighTroughFacts;
  readonly row: FactRow;
} | null {
  const limit = params.aki.highTroughFrom;
  const level = highCurrentLevel(snapshot, course, params.trough, limit);
  if (level === null) return null;
  const scale = levelScale(params.trough, limit);
  return {
    facts: { ...resultFacts(level, scale, snapshot.asOf, snapshot.timeZone), limit },
    row: resultRow('level-current', level, scale, snapshot.timeZone),
  };
}

/** C1 and every baseline it was compared with. */
export function akiRows(subject: AkiSubject): FactRow[] {
  const { snapshot, params, index, assessment } = subject;
  const zone = snapshot.timeZone;
  const scale = creatinineScale(params.aki);
  const compared = new Map<string, Baseline>();
  for (const { baseline } of assessment.ratios) compared.set(baseline.kind, baseline);
  if (assessment.rise !== null) compared.set(assessment.rise.baseline.kind, assessment.rise.baseline);
  return [
    resultRow('creatinine-index', index, scale, zone),
    ...[...compared.values()].map((baseline) => baselineRow(baseline, scale, zone)),
    ...preliminaryRows(snapshot, index, scale),
    ...electrolyteRows(snapshot),
  ];
}

function baselineRow(baseline: Baseline, scale: Scale, zone: TimeZone): FactRow {
  const [only, second] = baseline.results;
  const what = `creatinine-${baseline.kind}`;
  if (only !== undefined && second === undefined) return resultRow(what, only, scale, zone);
  const { date, value, reported, resultCount } = baselineFacts(baseline, zone);
  const converted = `${value} umol/L`;
  return {
    what,
    reported: `${reported} (${resultCount})`,
    converted: reported === converted ? '' : converted,
    time: date,
    code: '',
  };
}

/** Preliminary results are shown, never fired on (docs/clinical/facts.md#status). */
export function preliminaryRows(snapshot: ClinicalSnapshot, judged: CreatinineResult | null, scale: Scale): FactRow[] {
  return newerPreliminary(snapshot.creatinine.items, judged?.time ?? null)
    .slice(0, 3)
    .map((result) => resultRow('creatinine-preliminary', result, scale, snapshot.timeZone));
}

/** A result from before the first dose, or of a first day without an hour, when one on the drug is due (docs/clinical/aki.md#before-the-drug). */
export function isOlderThanTheDrug({
  snapshot,
  params,
  course,
  index,
}: Omit<AkiSubject, 'assessment' | 'results'>): boolean {
  if (course === null || dayOfCourse(course, snapshot.asOf, snapshot.timeZone) < params.aki.checkedFromDay)
    return false;
  const { precision, from, to } = course.start;
  return index.time.from < (precision === 'day' ? to : from);
}

/** Of a finding about a result: what its baseline and its day do not show. */
export function judgedCaveats(subject: AkiSubject): AkiCaveat[] {
  const isOfTheWeekBefore = subject.assessment.ratios.some(({ baseline }) => baseline.kind === 'week-before-treatment');
  return [
    ...akiCaveats(subject),
    ...(isOfTheWeekBefore ? (['baseline-of-week-before'] as const) : []),
    ...(isOlderThanTheDrug(subject) ? (['no-creatinine-since-start'] as const) : []),
  ];
}

/** @param subject without a result: the height of today is asked for */
export function akiCaveats(
  subject: Pick<AkiSubject, 'snapshot' | 'params' | 'course'> & { readonly index: CreatinineResult | null },
): AkiCaveat[] {
  const birthDate = subject.snapshot.patient.items[0]?.birthDate ?? null;
  const eitherSex = subject.index === null ? null : egfrOfEitherSex(subject.snapshot, subject.index);
  return [
    ...creatinineCaveats(subject.snapshot),
    ...(birthDate === null ? (['age-not-recorded'] as const) : []),
    ...(eitherSex !== null && eitherSex.value < subject.params.aki.lowEgfrNow ? (['egfr-of-either-sex'] as const) : []),
    ...(dialysisOnRecord(subject.snapshot, subject.params.aki).kind === 'not-certain'
      ? (['dialysis-not-certain'] as const)
      : []),
    ...(find(diagnosesOnRecord(subject.snapshot), 'kidney-failure') === null ? [] : (['kidney-failure'] as const)),
    ...childCaveats(subject),
    ...courseCaveats(subject.course),
  ];
}

function childCaveats({
  snapshot,
  params,
  index,
}: Pick<AkiSubject, 'snapshot' | 'params'> & { readonly index: CreatinineResult | null }): AkiCaveat[] {
  if (!isUnder(18, snapshot)) return [];
  const { asOf } = snapshot;
  const time = index?.time ?? { from: asOf, to: asOf, precision: 'instant', reported: '' };
  return ['evidence-from-adults', ...(heightAt(snapshot, time, params.aki) === null ? (['no-height'] as const) : [])];
}

/** The limits that were passed, for the table of facts (docs/clinical/cards.md#parts): those the stage rests on. */
export function stageLimitRows(
  { index, assessment, params, snapshot }: AkiSubject,
  stage: 1 | 2 | 3,
  child: ChildEgfr | null = null,
): FactRow[] {
  const { aki } = params;
  if (assessment.ratio === null) return assessment.rise === null ? [] : [riseRow(assessment.rise, aki)];
  const byRatio = { 1: aki.ratioStage1, 2: aki.ratioStage2, 3: aki.ratioStage3 };
  if (!assessment.absoluteStage3) return [limitRow('limit-ratio', { word: 'from', amount: String(byRatio[stage]) })];
  const byRatio1 = limitRow('limit-ratio', { word: 'from', amount: String(aki.ratioStage1) });
  if (child === null) return [byRatio1, limitRow('limit-stage-3', absolute(stage3Limit(index, aki)))];
  return [
    byRatio1,
    limitRow('limit-stage-3', { of: 'eGFR', word: 'below', amount: `${STAGE_3_EGFR_OF_CHILD} mL/min/1.73 m2` }),
    heightRow(child.height, snapshot.timeZone),
  ];
}

/** What the eGFR of a child rests on. */
export function heightRow({ measurement, time, code }: MonitoringResult, zone: TimeZone): FactRow {
  const { reported, unit, canonical } = measurement;
  return {
    what: 'height',
    reported,
    converted: unit === 'cm' ? '' : `${rounded(canonical)} cm`,
    time: formatTime(time, zone),
    code: `${code.system === 'http://loinc.org' ? 'LOINC ' : ''}${code.code}`.trim(),
  };
}

/** The limits of the drivers of a risk without a stage. */
export function riskLimitRows(aki: AkiParams, isNear: boolean, lateRise: AbsoluteRise | null): FactRow[] {
  return [
    ...(isNear
      ? [limitRow('limit-ratio', { word: 'from', amount: String(aki.riskRatio), below: String(aki.ratioStage1) })]
      : []),
    ...(lateRise === null ? [] : [riseRow(lateRise, aki)]),
  ];
}

function riseRow({ unit, withinWindow }: AbsoluteRise, params: AkiParams): FactRow {
  const window = withinWindow ? `${params.riseHours} h` : '7 d';
  return limitRow('limit-rise', { ...absolute(riseLimit(unit, params)), within: window });
}

/** In words: some EHRs show Markdown as it stands, and an escaped ">" is hard to read there. */
function absolute({ value, unit, inclusive }: AbsoluteLimit): LimitParts {
  return { word: inclusive ? 'from' : 'above', amount: `${value} ${unit}` };
}

/** A limit in words, and in its parts. */
export function limitRow(what: string, limit: LimitParts): FactRow {
  const { of, word, amount, below, within } = limit;
  const parts = [of, word, amount, below && `to below ${below}`, within && `in ${within}`];
  const reported = parts.filter((part) => part !== undefined).join(' ');
  return { what, reported, converted: '', time: '', code: '', limit };
}
