import type { Finding, LimitParts, Severity } from '../../domain/finding.js';
import { creatinine, creatinineConverted, HOSTILE, level, longResult, row, unusable } from '../shared/sample-parts.js';
import {
  type AkiBaselineFacts,
  type AkiRiskFacts,
  type AkiStageFacts,
  BASELINE_REASONS,
  type BaselineFacts,
  DRIVERS,
  OTHER_CAUSES,
} from './facts.js';
import type { EgfrFacts } from '../shared/egfr.js';
import { limitRow } from './aki-facts.js';
import { CAVEATS, ROWS } from './keys.js';

/** Every part that a limit may have, so that a translation of the table is checked in each. */
const limits: Readonly<Record<string, LimitParts>> = {
  'limit-ratio': { word: 'from', amount: '1.25', below: '1.5' },
  'limit-rise': { word: 'above', amount: '26.5 umol/L', within: '48 h' },
  'limit-stage-3': { of: 'eGFR', word: 'below', amount: '35 mL/min/1.73 m2' },
};

const stageRows = ROWS.filter((key) => !key.startsWith('egfr')).map((key) => {
  const limit = limits[key];
  if (limit !== undefined) return limitRow(key, limit);
  return row(key, key === 'level-current' ? HOSTILE : '162 umol/L', key === 'creatinine-latest' ? '161.78 umol/L' : '');
});

const baselines: readonly BaselineFacts[] = [
  { kind: 'lowest-7d', value: 60, reported: '60 umol/L', date: '2026-11-16', resultCount: 1 },
  { kind: 'median-365d', value: 71.5, reported: '71.5 umol/L', date: '2026-01-03 – 2026-10-30', resultCount: 12 },
  { kind: 'pre-treatment', value: 58, reported: '58 umol/L', date: '2026-02-01 – 2026-04-30', resultCount: 4 },
  { kind: 'week-before-treatment', value: 58, reported: '58 umol/L', date: '2026-10-30', resultCount: 1 },
  { kind: 'lowest-48h', value: 120, reported: HOSTILE, date: '2026-11-19', resultCount: 1 },
];

const egfr: EgfrFacts = { value: 55, date: '2026-03-01', by: 'CKD-EPI 2021' };

const plainStage: AkiStageFacts = {
  stage: 1,
  nhsStage: 1,
  preTreatmentStage: null,
  creatinine,
  baseline: baselines[0] ?? baselineMissing(),
  ratio: 2.7,
  rise: null,
  kdigoWouldSayStage3: false,
  absoluteStage3: false,
  childStage3: null,
  stage3Limit: { value: 354, unit: 'umol/L', inclusive: false },
  highTrough: null,
  levelTiming: 'not-coded',
  transplant: false,
  fallingFrom: null,
  otherCauses: [],
  notRepeatedDays: null,
  unusable: [],
  caveats: [],
};

const stages: readonly AkiStageFacts[] = [
  plainStage,
  ...baselines.map((baseline) => ({ ...plainStage, stage: 2 as const, nhsStage: 0, preTreatmentStage: 2, baseline })),
  {
    ...plainStage,
    ratio: null,
    rise: '0.3 mg/dL',
    creatinine: creatinineConverted,
    kdigoWouldSayStage3: true,
    levelTiming: 'none',
  },
  {
    ...plainStage,
    stage: 3,
    nhsStage: 3,
    preTreatmentStage: 3,
    absoluteStage3: true,
    stage3Limit: { value: 4, unit: 'mg/dL', inclusive: true },
    highTrough: { ...level, limit: 15 },
    levelTiming: 'trough',
    transplant: true,
  },
  {
    ...plainStage,
    stage: 3,
    childStage3: { egfr: 34.9, limit: 35, height: HOSTILE, heightDate: '2026-09-02' },
  },
  {
    ...plainStage,
    stage: 3,
    nhsStage: null,
    preTreatmentStage: 3,
    creatinine: longResult,
    highTrough: { ...longResult, limit: 17.123456 },
  },
  {
    ...plainStage,
    stage: 1,
    notRepeatedDays: 90,
    fallingFrom: { reported: '260 umol/L', date: '2026-11-18' },
    otherCauses: OTHER_CAUSES.map((kind) => ({ kind, display: HOSTILE, date: '2026-11-18' })),
  },
  { ...plainStage, ratio: null, rise: HOSTILE, creatinine: longResult, caveats: CAVEATS, unusable },
];

const plainRisk: AkiRiskFacts = {
  creatinine,
  drivers: ['ratio-near-stage-1'],
  baseline: baselines[1] ?? null,
  ratio: 1.34,
  rise: null,
  highTrough: null,
  male: false,
  lowEgfr: false,
  egfr: null,
  egfrNow: null,
  hasOlderBaseline: true,
  slowDecline: null,
  hasSlowDecline: false,
  unusable: [],
  caveats: [],
};

const risks: readonly AkiRiskFacts[] = [
  plainRisk,
  { ...plainRisk, drivers: ['rise-older-than-48h'], ratio: null, rise: '31 umol/L', male: true },
  {
    ...plainRisk,
    drivers: ['low-egfr-long-standing'],
    baseline: null,
    ratio: null,
    egfrNow: { value: 22, date: '2026-11-20', by: 'bedside Schwartz' as const },
  },
  {
    ...plainRisk,
    ...{ drivers: ['low-egfr-not-known'], baseline: null, ratio: null, hasOlderBaseline: false },
    egfrNow: { value: 14, date: '2026-11-20', by: 'CKD-EPI 2021' as const },
  },
  {
    ...plainRisk,
    drivers: ['slow-decline'],
    slowDecline: { since: '2026-08-02', egfr: null, egfrBefore: null },
    hasSlowDecline: true,
  },
  {
    ...{ ...plainRisk, drivers: ['slow-decline'], baseline: null, ratio: null },
    slowDecline: { since: '2026-08-02', egfr: 55, egfrBefore: 71 },
    hasSlowDecline: true,
  },
  {
    ...plainRisk,
    drivers: DRIVERS,
    highTrough: { ...level, limit: 15 },
    male: true,
    lowEgfr: true,
    egfr,
    rise: '31 umol/L',
  },
  {
    ...plainRisk,
    drivers: ['high-trough'],
    baseline: null,
    ratio: null,
    highTrough: { ...longResult, limit: 17.123456 },
    creatinine: longResult,
  },
  {
    ...plainRisk,
    drivers: DRIVERS,
    rise: HOSTILE,
    highTrough: { ...longResult, limit: 17.123456 },
    unusable,
    caveats: CAVEATS,
  },
];

const plainBaseline: AkiBaselineFacts = {
  reasons: ['no-recent-creatinine'],
  creatinine: null,
  egfr: null,
  withinDays: 90,
  caveats: [],
};

const baselineFindings: readonly AkiBaselineFacts[] = [
  plainBaseline,
  { ...plainBaseline, creatinine },
  {
    ...plainBaseline,
    reasons: ['low-egfr-not-known', 'male'],
    creatinine: creatinineConverted,
    egfr: { value: 14, date: '2026-11-20', by: 'bedside Schwartz' as const },
  },
  { ...plainBaseline, reasons: ['low-egfr'], creatinine, egfr },
  {
    ...plainBaseline,
    reasons: BASELINE_REASONS,
    creatinine: longResult,
    egfr,
    withinDays: 180,
    caveats: CAVEATS,
  },
];

const severityOf = (facts: AkiStageFacts): Severity => (facts.stage === 1 ? 'warning' : 'critical');

export const akiSamples: readonly Finding[] = [
  ...stages.map((facts): Finding => ({
    rule: 'aki',
    id: 'aki-stage',
    severity: severityOf(facts),
    facts,
    rows: stageRows,
    suggestions: ['order-creatinine', 'order-tacrolimus-level'],
  })),
  ...risks.map((facts): Finding => ({
    rule: 'aki',
    id: 'aki-risk',
    severity: facts.male || facts.lowEgfr ? 'warning' : 'info',
    facts,
    rows: stageRows,
    suggestions: ['order-creatinine'],
  })),
  ...baselineFindings.map((facts): Finding => ({
    rule: 'aki',
    id: 'aki-baseline',
    severity: 'info',
    facts,
    rows:
      facts.creatinine === null
        ? []
        : [row('creatinine-latest', facts.creatinine.reported), row('egfr-before-treatment', '55')],
    suggestions: facts.creatinine === null ? ['order-creatinine'] : [],
  })),
];

function baselineMissing(): never {
  throw new Error('no sample baseline');
}
