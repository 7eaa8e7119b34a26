import { CREATININE_MICROMOL_PER_MG_DL, type CreatinineResult } from '../../domain/lab-result.js';
import { HOUR_MS, type TimeInterval, type TimeZone } from '../../domain/time.js';
import {
  BASELINE_DAYS,
  type Baseline,
  inTimeOrder,
  lowest,
  median,
  preTreatmentBaseline,
  RECENT_DAYS,
  weekBeforeTreatment,
} from './baselines.js';
import { daysBetween } from './calendar.js';
import { exceeds, reaches } from './comparison.js';
import { onceFor } from './once-per-chart.js';

/** The limits of the definition: part of the section `aki` of `hooks/rules.yaml` (docs/clinical/aki.md#numbers). */
export interface KidneyCriteria {
  readonly ratioStage1: number;
  readonly ratioStage2: number;
  readonly ratioStage3: number;
  readonly stage3AboveMicromolPerL: number;
  readonly stage3FromMgPerDl: number;
  readonly riseHours: number;
  readonly riseAboveMicromolPerL: number;
  readonly riseFromMgPerDl: number;
  readonly heightWithinDays: number; // docs/clinical/children.md#aki.heightWithinDays
  /** Under 18: takes the place of the absolute limit, an adult number (docs/clinical/children.md#one-to-seventeen). */
  readonly isStage3OfChild?: ((index: CreatinineResult) => boolean) | undefined;
}

export interface AbsoluteRise {
  readonly baseline: Baseline;
  /** In the unit family that the index result was reported in. */
  readonly amount: number;
  readonly unit: 'mg/dL' | 'umol/L';
  /** True when it happened inside `riseHours` for certain. */
  readonly withinWindow: boolean;
}

/** A limit of an absolute amount, in the unit family of the index result. */
export interface AbsoluteLimit {
  readonly value: number;
  readonly unit: 'mg/dL' | 'umol/L';
  /** True for ">=", false for ">". */
  readonly inclusive: boolean;
}

/** Everything the creatinine series says about the index result. */
export interface AkiAssessment {
  /** 0: criteria not met. null: nothing to compare with - not a zero (docs/clinical/aki.md#no-baseline). */
  readonly stage: 0 | 1 | 2 | 3 | null;
  /** Against RV1, RV2 and the 48 h rise; null without a prior result. */
  readonly nhsStage: 0 | 1 | 2 | 3 | null;
  /** Against the time before treatment: its median, else the lowest of the last week of it; null without either. */
  readonly preTreatmentStage: 0 | 1 | 2 | 3 | null;
  /** The baseline that the reported stage (or the highest ratio) rests on. */
  readonly baseline: Baseline | null;
  /** Index / `baseline`; null where the stage rests on a rise. */
  readonly ratio: number | null;
  /** Every baseline with its ratio, for the facts table. */
  readonly ratios: readonly { readonly baseline: Baseline; readonly ratio: number }[];
  readonly rise: AbsoluteRise | null;
  /** Anything older than the week before C1: the week of an illness does not show how the kidneys were. */
  readonly hasOlderBaseline: boolean;
  /** Stage 3 because of the absolute value, not the ratio. */
  readonly absoluteStage3: boolean;
  /** Stage 1 by rise, though KDIGO itself stages any AKI from 4.0 mg/dL on as 3. */
  readonly kdigoWouldSayStage3: boolean;
}

/**
 * AKI warning stage of the index result C1: KDIGO 2012 serum-creatinine criteria with NHS England baseline selection,
 * and the median before treatment as a third baseline (docs/clinical/aki.md#steps).
 *
 * @param index C1; a `>` result is read as its lower bound
 * @param others confirmed results of the same scale; those not before C1 are ignored
 * @param courseStart first day of the course, or null on the first order
 */
export const assessAki: (
  index: CreatinineResult,
  others: readonly CreatinineResult[],
  courseStart: TimeInterval | null,
  params: KidneyCriteria,
  zone: TimeZone,
) => AkiAssessment = onceFor(assess);

function assess(
  index: CreatinineResult,
  others: readonly CreatinineResult[],
  courseStart: TimeInterval | null,
  params: KidneyCriteria,
  zone: TimeZone,
): AkiAssessment {
  const priors = inTimeOrder(others).filter(
    ({ measurement, scale, time }) =>
      measurement.comparator === null && scale === index.scale && time.from < index.time.from,
  );
  const ageOf = (result: CreatinineResult) => daysBetween(result.time, index.time, zone);

  const recent = lowest('lowest-7d', priors, (result) => ageOf(result) <= RECENT_DAYS);
  const year = median(
    'median-365d',
    priors.filter((result) => {
      const age = ageOf(result);
      return age > RECENT_DAYS && age <= BASELINE_DAYS;
    }),
  );
  const beforeTreatment =
    courseStart === null
      ? null
      : (preTreatmentBaseline(priors, courseStart, zone) ?? weekBeforeTreatment(priors, courseStart, zone));

  const nhsRatios = withRatios(index, [recent, year]);
  const preRatios = withRatios(index, [beforeTreatment]);
  const rise = absoluteRise(index, priors, params, ageOf);

  const nhsByRatio = stageByRatio(index, highest(nhsRatios)?.ratio ?? null, params);
  const nhsStage = nhsByRatio === 0 && rise?.withinWindow === true ? 1 : nhsByRatio;
  const preTreatmentStage = stageByRatio(index, highest(preRatios)?.ratio ?? null, params);
  const stage = higherStage(nhsStage, preTreatmentStage);

  const ratios = [...nhsRatios, ...preRatios];
  const decisive = highest(ratios);
  const byRise = stage === 1 && (decisive === null || !reaches(decisive.ratio, params.ratioStage1));
  return {
    stage,
    nhsStage,
    preTreatmentStage,
    baseline: byRise ? (rise?.baseline ?? null) : (decisive?.baseline ?? null),
    ratio: byRise ? null : (decisive?.ratio ?? null),
    ratios,
    rise,
    hasOlderBaseline: ratios.some(({ baseline }) => baseline.results.some((result) => ageOf(result) > RECENT_DAYS)),
    absoluteStage3: stage === 3 && decisive !== null && !reaches(decisive.ratio, params.ratioStage3),
    kdigoWouldSayStage3:
      byRise && params.isStage3OfChild === undefined && reaches(inMgPerDl(index), KDIGO_STAGE_3_MG_PER_DL),
  };
}

/**
 * Stage 3 by value needs the definition of AKI to be met first: a stable 4.2 mg/dL is not AKI
 * (docs/clinical/aki.md#absolute; KDIGO 2012, 2.1).
 */
function stageByRatio(index: CreatinineResult, ratio: number | null, params: KidneyCriteria): 0 | 1 | 2 | 3 | null {
  if (ratio === null) return null;
  if (!reaches(ratio, params.ratioStage1)) return 0;
  if (isStage3ByValue(index, params) || reaches(ratio, params.ratioStage3)) return 3;
  return reaches(ratio, params.ratioStage2) ? 2 : 1;
}

/** KDIGO's own number, whatever limit a site has set. */
const KDIGO_STAGE_3_MG_PER_DL = 4;

/** "> 354 umol/L, or >= 4.0 mg/dL if reported so": each laboratory's own rounding is respected. */
export function stage3Limit(index: CreatinineResult, params: KidneyCriteria): AbsoluteLimit {
  return isMassReported(index)
    ? { value: params.stage3FromMgPerDl, unit: 'mg/dL', inclusive: true }
    : { value: params.stage3AboveMicromolPerL, unit: 'umol/L', inclusive: false };
}

/** Each laboratory's own unit here too: ">= 0.3 mg/dL", or "> 26.5 umol/L" (docs/adr/0002). */
export function riseLimit(unit: AbsoluteRise['unit'], params: KidneyCriteria): AbsoluteLimit {
  return unit === 'mg/dL'
    ? { value: params.riseFromMgPerDl, unit, inclusive: true }
    : { value: params.riseAboveMicromolPerL, unit, inclusive: false };
}

function isStage3ByValue(index: CreatinineResult, params: KidneyCriteria): boolean {
  if (params.isStage3OfChild !== undefined) return params.isStage3OfChild(index);
  const amount = isMassReported(index) ? inMgPerDl(index) : index.measurement.canonical;
  return isPast(index, amount, stage3Limit(index, params));
}

function isPast(index: CreatinineResult, amount: number, { value, inclusive }: AbsoluteLimit): boolean {
  return inclusive ? reaches(amount, value) : isAbove(index, amount, value);
}

/** "> x" is above x itself (docs/clinical/facts.md#comparators); a plain number is not. */
function isAbove(index: CreatinineResult, amount: number, limit: number): boolean {
  return index.measurement.comparator === '>' ? reaches(amount, limit) : exceeds(amount, limit);
}

/** The rise over the lowest result of the last 48 h, else of the 7 days (docs/clinical/aki.md#rise). */
function absoluteRise(
  index: CreatinineResult,
  priors: readonly CreatinineResult[],
  params: KidneyCriteria,
  ageOf: (result: CreatinineResult) => number,
): AbsoluteRise | null {
  // A date without an hour cannot prove "within 48 h": its whole day has to fit (docs/clinical/facts.md#partial-dates).
  const provenWithin = (result: CreatinineResult) => index.time.to - result.time.from <= params.riseHours * HOUR_MS;
  const windows = [
    { withinWindow: true, baseline: lowest('lowest-48h', priors, provenWithin) },
    { withinWindow: false, baseline: lowest('lowest-7d', priors, (result) => ageOf(result) <= RECENT_DAYS) },
  ];
  for (const { withinWindow, baseline } of windows) {
    if (baseline === null) continue;
    const rise = riseOver(index, baseline);
    if (isPast(index, rise.amount, riseLimit(rise.unit, params))) return { baseline, withinWindow, ...rise };
  }
  return null;
}

function riseOver(index: CreatinineResult, baseline: Baseline): { amount: number; unit: 'mg/dL' | 'umol/L' } {
  const prior = baseline.results[0];
  if (isMassReported(index)) {
    const before = prior === undefined ? baseline.value / CREATININE_MICROMOL_PER_MG_DL : inMgPerDl(prior);
    return { amount: inMgPerDl(index) - before, unit: 'mg/dL' };
  }
  return { amount: index.measurement.canonical - baseline.value, unit: 'umol/L' };
}

function isMassReported(result: CreatinineResult): boolean {
  return result.measurement.unit === 'mg/dL' || result.measurement.unit === 'mg/L';
}

/** The reported number where it was mg/dL, so that 1.4 - 1.1 is compared as the laboratory printed it. */
function inMgPerDl(result: CreatinineResult): number {
  return result.measurement.unit === 'mg/dL'
    ? result.measurement.value
    : result.measurement.canonical / CREATININE_MICROMOL_PER_MG_DL;
}

function withRatios(index: CreatinineResult, baselines: readonly (Baseline | null)[]) {
  return baselines
    .filter((baseline) => baseline !== null)
    .map((baseline) => ({ baseline, ratio: index.measurement.canonical / baseline.value }));
}

function highest<T extends { readonly ratio: number }>(ratios: readonly T[]): T | null {
  return ratios.reduce<T | null>((best, next) => (best === null || next.ratio > best.ratio ? next : best), null);
}

function higherStage(a: 0 | 1 | 2 | 3 | null, b: 0 | 1 | 2 | 3 | null): 0 | 1 | 2 | 3 | null {
  if (a === null) return b;
  return b === null || a >= b ? a : b;
}
