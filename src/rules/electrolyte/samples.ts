import type { Finding } from '../../domain/finding.js';
import { HOSTILE, level, longResult, row, unusable } from '../shared/sample-parts.js';
import type { DangerFacts, ElectrolyteFacts, NeurotoxicityFacts } from './facts.js';

const potassium: DangerFacts = { reported: '6.2 mmol/L', value: 6.2, date: '2026-11-20', daysAgo: 2, limit: 6 };
const magnesium: DangerFacts = { reported: '1.1 mg/dL', value: 0.45, date: '2026-11-20', daysAgo: 2, limit: 0.5 };
const glucose: DangerFacts = { reported: '14 mmol/L', value: 14, date: '2026-11-20', daysAgo: 2, limit: 11.1 };
const seizure: NeurotoxicityFacts = { text: 'Seizure', date: '2026-11-12', beforeCourse: false };

const plain: Omit<ElectrolyteFacts, 'hasNeurotoxicity' | 'hasHighPotassium' | 'hasLowMagnesium'> = {
  neurotoxicity: null,
  potassium,
  magnesium: null,
  glucose: null,
  level: { ...level, reported: '8.1 ng/mL', value: 8.1 },
  transplant: false,
  unusable: [],
};

const charts: readonly (typeof plain)[] = [
  plain,
  { ...plain, level: null },
  { ...plain, potassium: { ...potassium, reported: '5.6 mEq/L', value: 5.6, limit: 5.5 } },
  { ...plain, potassium: null, magnesium },
  { ...plain, potassium: null, glucose },
  { ...plain, potassium: null, neurotoxicity: seizure },
  { ...plain, potassium: null, neurotoxicity: { ...seizure, beforeCourse: true } },
  { ...plain, magnesium, glucose, neurotoxicity: seizure, transplant: true },
  {
    neurotoxicity: { text: HOSTILE, date: '2026-11', beforeCourse: true },
    potassium: { ...longResult, limit: 5.5123456 },
    magnesium: { ...longResult, limit: 0.5 },
    glucose: { ...longResult, limit: 11.1 },
    level: longResult,
    transplant: true,
    unusable,
  },
];

export const electrolyteSamples: readonly Finding[] = charts.map((facts) => ({
  rule: 'electrolyte',
  id: 'electrolyte',
  severity: facts.neurotoxicity !== null || facts.potassium?.limit === 6 ? 'critical' : 'warning',
  facts: {
    ...facts,
    hasNeurotoxicity: facts.neurotoxicity !== null,
    hasHighPotassium: facts.potassium !== null,
    hasLowMagnesium: facts.magnesium !== null,
  },
  rows: [row('potassium', '6.2 mmol/L'), row('tremor', HOSTILE), row('level-current', '8.1 ng/mL')],
  suggestions: ['order-potassium', 'order-creatinine', 'order-magnesium', 'order-tacrolimus-level'],
}));
