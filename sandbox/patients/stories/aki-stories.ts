import type { StoryPlan } from '../build-story.js';
import { PROBLEMS, TESTS } from '../codes.js';
import { at, beforeLatest, latest } from '../lab-resources.js';
import type { LabPoint } from '../lab-resources.js';
import { SILENCE, card } from '../patient-story.js';

const stage1 = [card('aki-stage', 'warning')];
const severe = [card('aki-stage', 'critical')];

/** Two results from before the course (70 days ago): the pre-treatment baseline. */
const before = (value: number, more: Partial<LabPoint> = {}): readonly LabPoint[] => [
  at(90, value, more),
  at(130, value, more),
];

/** The result judged, one five days earlier, and the same from before treatment: every baseline is `baseline`. */
const series = (value: number, baseline: number, more: Partial<LabPoint> = {}): readonly LabPoint[] => [
  latest(value, more),
  beforeLatest(5 * 24, baseline, more),
  ...before(baseline, more),
];

/** Stages of docs/clinical/aki.md#steps, each threshold and the value beside it, in umol/L unless the story says so. */
export const AKI_STORIES: readonly StoryPlan[] = [
  {
    id: 'aki-ratio-1-49',
    title: 'Creatinine 1.49 times the baseline',
    story: '50 to 74.5: short of stage 1, and a rise worth knowing.',
    creatinine: series(74.5, 50),
    expected: [card('aki-risk', 'info')],
  },
  {
    id: 'aki-ratio-1-5',
    title: 'Creatinine exactly 1.5 times the baseline',
    story: '50 to 75: stage 1 includes 1.5.',
    creatinine: series(75, 50),
    expected: stage1,
  },
  {
    id: 'aki-stage-1',
    title: 'AKI stage 1',
    story: 'Five days from 80 to 130 with a trough of 12.',
    creatinine: series(130, 80),
    levels: [latest(12)],
    expected: stage1,
  },
  {
    id: 'aki-ratio-1-99',
    title: 'Creatinine 1.99 times the baseline',
    story: '80 to 159: still stage 1.',
    creatinine: series(159, 80),
    expected: stage1,
  },
  {
    id: 'aki-stage-2',
    title: 'AKI stage 2',
    story: 'Creatinine doubled in five days, 80 to 160.',
    creatinine: series(160, 80),
    expected: severe,
  },
  {
    id: 'aki-stage-3',
    title: 'AKI stage 3',
    story: 'Creatinine trebled in five days, 80 to 240.',
    creatinine: series(240, 80),
    expected: severe,
  },
  {
    id: 'aki-stage-3-above-354',
    title: 'AKI stage 3 by the absolute limit',
    story: 'Known kidney disease, 240 to 360: only 1.5 times, but above 354.',
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.chronicKidneyDisease],
    creatinine: series(360, 240),
    expected: severe,
  },
  {
    id: 'aki-stage-1-high-trough',
    title: 'AKI stage 1 with a trough of 16',
    story: 'Stage 1 while the drug that can cause it is too high: critical.',
    creatinine: series(130, 80),
    levels: [latest(16)],
    expected: [card('aki-stage', 'critical'), card('trough-high', 'warning')],
  },
  {
    id: 'aki-stage-3-toxic-trough',
    title: 'AKI stage 3 with a trough of 24',
    story: 'Both limits of toxicity passed; no card may say "do not stop abruptly".',
    creatinine: series(260, 80),
    levels: [latest(24)],
    expected: [card('aki-stage', 'critical'), card('trough-high', 'critical')],
  },
  {
    id: 'aki-rise-26-in-48-h',
    title: 'Creatinine up by 26 in a day',
    story: '110 to 136 in a man: exactly 26 is not more than 26, and the ratio is 1.24.',
    gender: 'male',
    creatinine: [latest(136), beforeLatest(24, 110), ...before(110)],
    expected: SILENCE,
  },
  {
    id: 'aki-rise-27-in-48-h',
    title: 'Creatinine up by 27 in a day',
    story: '110 to 137: stage 1 by the 48-hour rule alone.',
    gender: 'male',
    creatinine: [latest(137), beforeLatest(24, 110), ...before(110)],
    expected: stage1,
  },
  {
    id: 'aki-rise-27-at-48-h',
    title: 'Creatinine up by 27 in exactly 48 hours',
    story: 'The window includes its end.',
    gender: 'male',
    creatinine: [latest(137), beforeLatest(48, 110), ...before(110)],
    expected: stage1,
  },
  {
    id: 'aki-rise-27-at-49-h',
    title: 'Creatinine up by 27 in 49 hours',
    story: 'Too slow for a stage; in a man a rise of that size is a risk with a modifier.',
    gender: 'male',
    creatinine: [latest(137), beforeLatest(49, 110), ...before(110)],
    expected: [card('aki-risk', 'warning')],
  },
  {
    id: 'aki-minimum-at-168-h',
    title: 'Lowest creatinine exactly 7 days ago',
    story: '60 a week ago and 90 today, 85 before: the 7-day minimum includes hour 168, so 1.5 times.',
    creatinine: [latest(90), beforeLatest(168, 60), at(20, 85), at(40, 85), ...before(85)],
    expected: stage1,
  },
  {
    id: 'aki-minimum-at-169-h',
    title: 'Lowest creatinine 7 days and an hour ago',
    story: 'The same results an hour further apart: 60 is now one of the results behind a median of 85.',
    creatinine: [latest(90), beforeLatest(169, 60), at(20, 85), at(40, 85), ...before(85)],
    expected: SILENCE,
  },
  {
    id: 'aki-slow-toxicity',
    title: 'Slow rise on treatment',
    story: 'Four months at 118 to 128: only the baseline from before treatment, 80, shows that 130 is 1.6 times.',
    course: 120,
    creatinine: [
      latest(130),
      ...[5, 12, 20, 30, 40, 50, 60, 70, 80].map((days, index) => at(days, 128 - index)),
      at(140, 80),
      at(170, 80),
    ],
    expected: stage1,
  },
  {
    id: 'ckd-stable',
    title: 'Stable chronic kidney disease',
    story: 'Creatinine 360 and about 355 for a year: above 354 without a rise is no kidney injury, but an eGFR of 14.',
    problems: [PROBLEMS.ulcerativeColitis, PROBLEMS.chronicKidneyDisease],
    creatinine: [latest(360), at(10, 355), at(40, 352), ...before(354)],
    expected: [card('aki-risk', 'warning')],
  },
  {
    id: 'aki-mg-per-dl',
    title: 'Creatinine 1.2 from 0.8 mg/dL',
    story: 'Exactly 1.5 times, which binary arithmetic makes 1.4999999999999998.',
    creatinine: series(1.2, 0.8, { unit: 'mg/dL', code: TESTS.creatinineMass }),
    expected: stage1,
  },
  {
    id: 'aki-rise-0-3-mg-per-dl',
    title: 'Creatinine 1.4 from 1.1 mg/dL in a day',
    story: 'A rise of exactly 0.3 mg/dL, which binary arithmetic makes a little less.',
    gender: 'male',
    creatinine: [
      latest(1.4, { unit: 'mg/dL', code: TESTS.creatinineMass }),
      beforeLatest(24, 1.1, { unit: 'mg/dL', code: TESTS.creatinineMass }),
      ...before(1.1, { unit: 'mg/dL', code: TESTS.creatinineMass }),
    ],
    expected: stage1,
  },
  {
    id: 'aki-units-mixed',
    title: 'Mass and molar units in one series',
    story: 'The old laboratory reported 0.9 mg/dL, the new one 162 umol/L: twice the baseline.',
    creatinine: [
      latest(162, { code: TESTS.creatinineMass }),
      beforeLatest(5 * 24, 80, { unit: 'µmol/L' }),
      ...before(0.9, { unit: 'mg/dL', code: TESTS.creatinineMass }),
    ],
    expected: severe,
  },
  {
    id: 'creatinine-entered-in-error',
    title: 'Creatinine 300 entered in error',
    story: 'The sample was another patient’s and was withdrawn; the valid result is 68.',
    creatinine: [latest(300, { status: 'entered-in-error' }), at(3, 68), at(26, 67), ...before(66)],
    expected: SILENCE,
  },
  {
    id: 'creatinine-preliminary',
    title: 'Preliminary creatinine 180',
    story: 'Not yet released: named, never judged. The last final result is 68.',
    creatinine: [latest(180, { status: 'preliminary' }), at(3, 68), at(26, 67), ...before(66)],
    expected: [card('not-evaluated', 'info')],
  },
  {
    id: 'creatinine-in-urine',
    title: 'Urine creatinine 9000',
    story: 'Another specimen, and no blood result of today.',
    creatinine: [latest(9000, { code: TESTS.urineCreatinine }), at(3, 68), at(26, 67), ...before(66)],
    expected: SILENCE,
  },
];
