import type { Finding } from '../../domain/finding.js';
import { HOSTILE, level, longResult, row } from '../shared/sample-parts.js';
import { CAVEATS, type InteractionFacts, type PartnerFacts } from './facts.js';
import { INTERACTION_KINDS } from './params.js';

const clarithromycin: PartnerFacts = {
  drug: 'clarithromycin 500 mg tablet',
  name: 'clarithromycin',
  kind: 'strong-inhibitor',
  state: 'ordered',
  date: '',
  changesTo: null,
};

const plain: InteractionFacts = {
  partners: [clarithromycin],
  more: 0,
  tacrolimusOrdered: true,
  level: { ...level, reported: '8.1 ng/mL', value: 8.1 },
  akiStage: null,
  creatinine: { ...level, reported: '92 umol/L', value: 92 },
  creatinineRaised: false,
  raisesPotassium: false,
  potassium: null,
  tacrolimusSince: { date: '2026-08-14', certain: true },
  transplant: false,
  caveats: [],
};

const each: readonly PartnerFacts[] = INTERACTION_KINDS.flatMap((kind): PartnerFacts[] => [
  { ...clarithromycin, kind, state: 'since', date: '2026-11-20' },
  { ...clarithromycin, kind, state: 'stopped', date: '' },
]);

const charts: readonly InteractionFacts[] = [
  plain,
  { ...plain, level: null, creatinine: null, tacrolimusOrdered: false, tacrolimusSince: null },
  { ...plain, raisesPotassium: true, partners: [{ ...clarithromycin, kind: 'raises-potassium' }] },
  ...each.map((partner): InteractionFacts => ({ ...plain, partners: [partner] })),
  ...(['immediate', 'extended'] as const).map((changesTo): InteractionFacts => {
    const changed: PartnerFacts = { ...clarithromycin, name: 'tacrolimus', kind: 'release-changed', changesTo };
    return { ...plain, partners: [changed, clarithromycin] };
  }),
  {
    ...plain,
    ...{ partners: each.slice(0, 10), more: 16, akiStage: 3, transplant: true },
    ...{ creatinineRaised: true, raisesPotassium: true, potassium: { ...level, reported: '5.4 mmol/L', value: 5.4 } },
    tacrolimusSince: { date: '2026-08-14', certain: false },
  },
  {
    ...plain,
    partners: [
      {
        drug: HOSTILE,
        name: HOSTILE.slice(0, 120),
        kind: 'nephrotoxin',
        state: 'given',
        date: '2026-11',
        changesTo: null,
      },
      ...each,
    ],
    level: longResult,
    akiStage: 1,
    creatinine: longResult,
    raisesPotassium: true,
    potassium: longResult,
    transplant: true,
    caveats: CAVEATS,
  },
];

export const interactionSamples: readonly Finding[] = charts.map((facts) => ({
  rule: 'interaction',
  id: 'interaction',
  severity: facts.akiStage === null ? 'warning' : 'critical',
  facts,
  rows: [
    row('concomitant', facts.partners[0]?.drug ?? ''),
    row('level-current', '8.1 ng/mL'),
    row('potassium', '5.4 mmol/L'),
  ],
  suggestions: ['order-tacrolimus-level', 'order-creatinine', 'order-potassium'],
}));
