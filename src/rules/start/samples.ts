import type { Finding } from '../../domain/finding.js';
import { creatinine, HOSTILE, indications, longResult, row, unusable } from '../shared/sample-parts.js';
import { OWN_CAVEATS, SCREENS, type StartFacts } from './facts.js';

const baseline = {
  ...{ reasons: ['no-recent-creatinine'], creatinine: null, egfr: null, withinDays: 90 },
};
const knownBaseline = {
  ...{ reasons: ['low-egfr', 'male'], creatinine, withinDays: 90 },
  egfr: { value: 55, date: '2026-03-01', by: 'CKD-EPI 2021' },
};

const plain: StartFacts = {
  ...{ indication: 'ibd', indicationText: 'Ulcerative colitis', tissueGraft: '', firstOrder: true },
  rescue: [],
  positive: [],
  activeCDifficile: null,
  activeTuberculosis: null,
  missing: [
    { test: 'c-difficile', lastDate: '' },
    { test: 'hbsag', lastDate: '2023-02-01' },
    { test: 'anti-hbc', lastDate: '' },
  ],
  notReadable: [],
  alsoMissing: ['cmv-tissue', 'hcv-antibody', 'hiv', 'tuberculosis', 'vzv-igg'],
  alsoPositive: [],
  onRecord: [],
  ...{ cDifficileDays: 14, cmvTissueDays: 30, hepatitisBMonths: 24 },
  pneumocystis: null,
  ...{ hasRescue: false, hasInfection: true, hasHepatitisB: true, hasPneumocystis: false },
  baseline: null,
  unusable: [],
  caveats: [],
};

const positive = (test: StartFacts['positive'][number]['test'], text = 'Detected') => ({
  ...{ test, text, date: '2026-11-18' },
});
const infliximab = { drug: 'infliximab', date: '2026-11-01', goesOn: false, weeks: 8 };

const charts: readonly StartFacts[] = [
  plain,
  { ...plain, baseline },
  { ...plain, missing: [], positive: [positive('c-difficile')], alsoMissing: [], baseline: knownBaseline },
  { ...plain, rescue: [infliximab], hasRescue: true, pneumocystis: { third: 'infliximab', raisesPotassium: true } },
  {
    ...{ ...plain, firstOrder: false, missing: [], alsoMissing: [], caveats: ['first-order-not-certain'] },
    activeTuberculosis: { text: 'Tuberculosis', date: '' },
    activeCDifficile: { text: 'C. difficile colitis', date: '2026-11-12' },
  },
  {
    ...{ ...plain, missing: [], notReadable: [positive('hbsag', 'see comment')] },
    onRecord: [{ text: 'Hepatitis B', date: '2019' }],
    alsoPositive: [positive('anti-hbc'), positive('tuberculosis')],
  },
  ...indications.map(({ indication, indicationText, tissueGraft }) => ({
    ...{ ...plain, indication, indicationText, tissueGraft },
  })),
  {
    ...{ indication: 'overlap', indicationText: HOSTILE, tissueGraft: HOSTILE, firstOrder: true },
    rescue: [
      { ...infliximab, drug: HOSTILE, goesOn: true, date: '' },
      { ...infliximab, drug: 'ciclosporin', weeks: 4 },
      { ...infliximab, drug: 'tofacitinib', weeks: 2 },
    ],
    positive: SCREENS.slice(0, 4).map((test) => positive(test, HOSTILE)),
    activeCDifficile: { text: HOSTILE, date: '2026-11' },
    activeTuberculosis: { text: HOSTILE, date: '' },
    missing: [{ test: 'anti-hbc', lastDate: '2023-02-01' }],
    notReadable: [positive('hbsag', HOSTILE)],
    alsoMissing: SCREENS,
    alsoPositive: SCREENS.map((test) => positive(test, HOSTILE)),
    onRecord: [
      { text: HOSTILE, date: '' },
      { text: HOSTILE, date: '2019' },
    ],
    ...{ cDifficileDays: 30, cmvTissueDays: 60, hepatitisBMonths: 60 },
    pneumocystis: { third: HOSTILE, raisesPotassium: true },
    ...{ hasRescue: true, hasInfection: true, hasHepatitisB: true, hasPneumocystis: true },
    baseline: { ...knownBaseline, creatinine: longResult },
    unusable,
    caveats: OWN_CAVEATS,
  },
];

export const startSamples: readonly Finding[] = charts.map((facts) => ({
  rule: 'start',
  id: 'start',
  severity: facts.hasRescue || facts.positive.length > 0 ? 'warning' : 'info',
  facts,
  rows: [row('hbsag', 'Detected'), row('creatinine-latest', '162 umol/L'), row('c-difficile', HOSTILE)],
  suggestions: ['order-c-difficile', 'order-hbsag', 'order-anti-hbc', 'order-creatinine'],
}));
