import type { StoryPlan } from '../build-story.js';
import { at, latest } from '../lab-resources.js';
import type { LabPoint } from '../lab-resources.js';
import { SILENCE, card } from '../patient-story.js';

/** 1.3 times the pre-treatment baseline, reached slowly: a driver of risk, and no stage. */
const creepingUp = (baseline: number): readonly LabPoint[] => [
  latest(Math.round(baseline * 1.3)),
  at(10, Math.round(baseline * 1.25)),
  at(30, Math.round(baseline * 1.2)),
  at(90, baseline),
  at(130, baseline),
];

/** Kidney risk without a stage, and what a first order asks for (docs/clinical/aki.md#risk). */
export const RISK_STORIES: readonly StoryPlan[] = [
  {
    id: 'aki-risk-female',
    title: 'Creatinine 1.3 times the baseline, woman',
    story: 'A driver without a modifier: for information.',
    creatinine: creepingUp(70),
    expected: [card('aki-risk', 'info')],
  },
  {
    id: 'aki-risk-male',
    title: 'Creatinine 1.3 times the baseline, man',
    story: 'A driver and male sex: a warning.',
    gender: 'male',
    creatinine: creepingUp(70),
    expected: [card('aki-risk', 'warning')],
  },
  {
    id: 'aki-risk-sex-unknown',
    title: 'Creatinine 1.3 times the baseline, sex not recorded',
    story: 'Without a recorded sex there is no eGFR and no modifier; the driver still counts.',
    gender: 'unknown',
    creatinine: creepingUp(70),
    expected: [card('aki-risk', 'info')],
  },
  {
    id: 'aki-risk-low-egfr',
    title: 'Creatinine 1.3 times a poor baseline',
    story: 'Aged 60 with 110 before treatment, an eGFR below 60: driver and modifier.',
    age: 60,
    creatinine: creepingUp(110),
    expected: [card('aki-risk', 'warning')],
  },
  {
    id: 'aki-risk-with-high-trough',
    title: 'Creatinine creeping up, trough 16',
    story: 'Two drivers: the rise has a card of its own beside the trough card.',
    creatinine: creepingUp(70),
    levels: [latest(16)],
    expected: [card('aki-risk', 'info'), card('trough-high', 'warning')],
  },
  {
    id: 'aki-unknown-sex-stage-2',
    title: 'AKI stage 2, sex not recorded',
    story: 'Ratios need no sex.',
    gender: 'unknown',
    creatinine: [latest(160), at(5, 80), at(90, 80), at(130, 80)],
    expected: [card('aki-stage', 'critical')],
  },
  {
    id: 'first-order-all-known',
    title: 'First order, kidneys checked',
    story: 'Before the first dose: a woman with a recent creatinine, azathioprine under way.',
    course: null,
    expected: SILENCE,
  },
  {
    id: 'first-order-male',
    title: 'First order in a man',
    story: 'A recent creatinine with an older one beside it; male sex alone is no reason to speak.',
    course: null,
    gender: 'male',
    expected: SILENCE,
  },
  {
    id: 'first-order-no-creatinine',
    title: 'First order, last creatinine four months ago',
    story: 'Nothing in 90 days to compare the course with.',
    course: null,
    creatinine: [at(120, 66), at(200, 67)],
    expected: [card('aki-baseline', 'info')],
  },
  {
    id: 'first-order-low-egfr',
    title: 'First order with an eGFR below 60',
    story: 'Aged 60, creatinine steady at 115.',
    course: null,
    age: 60,
    creatinine: [at(5, 115), at(40, 114), at(100, 115)],
    expected: [card('aki-baseline', 'info')],
  },
];
