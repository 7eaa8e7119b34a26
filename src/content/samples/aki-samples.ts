import type { Finding, Severity } from '../../domain/finding.js';
import type { AkiBaselineFacts, AkiRiskFacts, AkiStageFacts } from '../../rules/shared/finding-facts.js';
import { BASELINE_REASON_KEYS, CAVEAT_KEYS, DRIVER_KEYS, ROW_KEYS } from '../files/keys.js';
import {
  baselines,
  creatinine,
  creatinineConverted,
  egfr,
  HOSTILE,
  level,
  longResult,
  row,
  unusable,
} from './sample-parts.js';

const stageRows = ROW_KEYS.filter((key) => /^(creatinine|level|limit)/.test(key)).map((key) =>
  row(key, key === 'level-current' ? HOSTILE : '162 umol/L', key === 'creatinine-latest' ? '161.78 umol/L' : ''),
);

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
  stage3Limit: { value: 354, unit: 'umol/L', inclusive: false },
  highTrough: null,
  levelTiming: 'not-coded',
  transplant: false,
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
    highTrough: level,
    levelTiming: 'trough',
    transplant: true,
  },
  { ...plainStage, stage: 3, nhsStage: null, preTreatmentStage: 3, creatinine: longResult, highTrough: longResult },
  { ...plainStage, ratio: null, rise: HOSTILE, creatinine: longResult, caveats: CAVEAT_KEYS, unusable },
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
  unusable: [],
  caveats: [],
};

const risks: readonly AkiRiskFacts[] = [
  plainRisk,
  { ...plainRisk, drivers: ['rise-older-than-48h'], ratio: null, rise: '31 umol/L', male: true },
  { ...plainRisk, drivers: DRIVER_KEYS, highTrough: level, male: true, lowEgfr: true, egfr, rise: '31 umol/L' },
  {
    ...plainRisk,
    drivers: ['high-trough'],
    baseline: null,
    ratio: null,
    highTrough: longResult,
    creatinine: longResult,
  },
  { ...plainRisk, drivers: DRIVER_KEYS, rise: HOSTILE, highTrough: longResult, unusable, caveats: CAVEAT_KEYS },
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
  { ...plainBaseline, reasons: ['male'], creatinine: creatinineConverted },
  { ...plainBaseline, reasons: ['low-egfr'], creatinine, egfr },
  {
    ...plainBaseline,
    reasons: BASELINE_REASON_KEYS,
    creatinine: longResult,
    egfr,
    withinDays: 180,
    caveats: CAVEAT_KEYS,
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
