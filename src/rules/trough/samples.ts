import type { Finding, FindingId, Severity } from '../../domain/finding.js';
import { HOSTILE, level, longResult, row, unusable } from '../shared/sample-parts.js';
import type { TroughFacts } from './facts.js';
import { CAVEATS } from './keys.js';

const plain: TroughFacts = {
  level: { ...level, reported: '17.4 ng/mL', value: 17.4 },
  isLowerBound: false,
  limit: 15,
  aboveCritical: false,
  timingNotCoded: false,
  extendedRelease: false,
  infused: false,
  notWholeBlood: false,
  male: false,
  transplant: false,
  weekOfCourse: 3,
  creatinineRaised: false,
  unusable: [],
  notRepeatedDays: null,
  intoxication: false,
  orderedSince: null,
  caveats: [],
};

/** Every switch on at once, and the longest texts. */
const full: TroughFacts = {
  ...plain,
  level: longResult,
  isLowerBound: true,
  limit: 17.123456,
  aboveCritical: true,
  timingNotCoded: true,
  extendedRelease: true,
  infused: true,
  notWholeBlood: true,
  male: true,
  transplant: true,
  weekOfCourse: null,
  creatinineRaised: true,
  unusable,
  notRepeatedDays: 90,
  intoxication: true,
  orderedSince: '2026-11-20',
  caveats: CAVEATS,
};

const bands: readonly (readonly [FindingId, Severity, TroughFacts])[] = [
  ['trough-high', 'warning', plain],
  ['trough-high', 'warning', { ...plain, timingNotCoded: true, male: true }],
  ['trough-high', 'critical', { ...plain, level, aboveCritical: true, limit: 20, transplant: true }],
  ['trough-high', 'critical', { ...plain, level: { ...level, reported: '>30 ng/mL', value: 30 }, isLowerBound: true }],
  [
    'trough-high',
    'warning',
    { ...plain, level: { ...level, reported: '19.4 nmol/L', value: 15.599 }, extendedRelease: true },
  ],
  ['trough-high', 'critical', full],
  ['trough-high', 'warning', { ...plain, notRepeatedDays: 50, orderedSince: '2026-11-20' }],
  [
    'trough-high',
    'critical',
    {
      ...plain,
      level: { ...level, reported: '128 ng/mL', value: 128 },
      aboveCritical: true,
      limit: 20,
      intoxication: true,
    },
  ],
  ['trough-above-maintenance', 'info', { ...plain, limit: 10, weekOfCourse: 8 }],
  ['trough-above-maintenance', 'info', { ...plain, limit: 10, weekOfCourse: null, timingNotCoded: true }],
  ['trough-above-maintenance', 'info', { ...full, limit: 10 }],
  ['trough-low', 'info', { ...plain, limit: 5, level: { ...level, reported: '3.1 ng/mL', value: 3.1 } }],
  [
    'trough-low',
    'info',
    { ...plain, limit: 5, level: { ...level, reported: '<2 ng/mL', value: 2 }, creatinineRaised: true },
  ],
  ['trough-low', 'info', { ...full, limit: 5, isLowerBound: false }],
];

export const troughSamples: readonly Finding[] = bands.map(([id, severity, facts]) => ({
  rule: 'trough',
  id,
  severity,
  facts,
  rows: [
    row('level-current', facts.level.reported, '17.4 ng/mL'),
    row('level-preliminary', HOSTILE),
    row('creatinine-latest', '88 umol/L'),
  ],
  suggestions: id === 'trough-high' ? ['order-tacrolimus-level', 'order-creatinine'] : ['order-tacrolimus-level'],
}));
