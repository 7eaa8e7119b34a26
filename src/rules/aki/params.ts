import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { LevelParams } from '../shared/current-level.js';
import { between, severity, whole } from '../shared/setting.js';

/** The criteria of a stage are read elsewhere too. */
const ELSEWHERE =
  'interaction: a new nephrotoxic drug with AKI; trough: raised creatinine beside a low level; duration: AKI in the course; thiopurine-plan: methotrexate and a draft of azathioprine';

/** KDIGO 2012 serum-creatinine criteria with NHS England baseline selection (docs/clinical/aki.md#numbers). */
export const akiParams = z
  .strictObject({
    maxAgeDays: whole({
      from: 1,
      to: 90,
      standard: 30,
      unit: 'days',
      what: 'The latest creatinine is used if it is not older than this many days.',
      effect: (v) => `a creatinine up to ${v} days old is judged`,
      also: 'interaction: the kidney injury that makes a nephrotoxic drug critical, and how old a dialysis session may be; duration and monitoring: dialysis; thiopurine-plan: kidneys beside methotrexate and a draft of azathioprine',
    }),
    notRepeatedDays: whole({
      from: 30,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'A creatinine that reached a stage, is past its window and was not repeated still fires, as a warning at most, until it is this old.',
      effect: (v) => `an AKI stage that was not repeated is shown for ${v} days`,
    }),
    checkedFromDay: whole({
      from: 3,
      to: 14,
      standard: 7,
      unit: 'days',
      what: 'From this day of a course on, a creatinine from before the first dose does not check the drug.',
      effect: (v) => `from day ${v} of a course on a creatinine since the first dose is expected`,
    }),
    ratioStage1: between({
      from: 1.3,
      to: 2,
      standard: 1.5,
      unit: null,
      what: 'Creatinine / baseline from which it is stage 1 (KDIGO 2012: 1.5).',
      effect: (v) => `${v} times the baseline or more is AKI stage 1`,
      also: ELSEWHERE,
    }),
    ratioStage2: between({
      from: 1.8,
      to: 2.5,
      standard: 2,
      unit: null,
      what: 'Creatinine / baseline from which it is stage 2 (KDIGO 2012: 2.0).',
      effect: (v) => `${v} times the baseline or more is AKI stage 2`,
      also: ELSEWHERE,
    }),
    ratioStage3: between({
      from: 2.5,
      to: 4,
      standard: 3,
      unit: null,
      what: 'Creatinine / baseline from which it is stage 3 (KDIGO 2012: 3.0).',
      effect: (v) => `${v} times the baseline or more is AKI stage 3`,
      also: ELSEWHERE,
    }),
    stage3AboveMicromolPerL: between({
      from: 300,
      to: 500,
      standard: 354,
      unit: 'umol/L',
      what: 'With a ratio of stage 1 or more, a creatinine above this (umol/L) is stage 3 (NHS England: > 354).',
      effect: (v) => `with stage 1 by ratio, a creatinine above ${v} umol/L is stage 3`,
      also: ELSEWHERE,
    }),
    stage3FromMgPerDl: between({
      from: 3.4,
      to: 5.7,
      standard: 4,
      unit: 'mg/dL',
      what: 'The same where the laboratory reports mg/dL: from this value on (KDIGO 2012: >= 4.0).',
      effect: (v) => `with stage 1 by ratio, a creatinine of ${v} mg/dL or more is stage 3`,
      also: ELSEWHERE,
    }),
    riseHours: whole({
      from: 24,
      to: 72,
      standard: 48,
      unit: 'hours',
      what: 'Window for the absolute rise, hours (KDIGO 2012: 48).',
      effect: (v) => `the absolute rise is looked for within ${v} hours`,
      also: ELSEWHERE,
    }),
    riseAboveMicromolPerL: between({
      from: 20,
      to: 40,
      standard: 26.5,
      unit: 'umol/L',
      what: 'A rise above this (umol/L) in the window is stage 1. NHS England says > 26, KDIGO >= 26.5 (0.3 mg/dL = 26.52): the same for laboratories that report whole umol/L.',
      effect: (v) => `a rise above ${v} umol/L in that window is stage 1`,
      also: ELSEWHERE,
    }),
    riseFromMgPerDl: between({
      from: 0.2,
      to: 0.5,
      standard: 0.3,
      unit: 'mg/dL',
      what: 'The same where the laboratory reports mg/dL: from this rise on (KDIGO 2012: >= 0.3).',
      effect: (v) => `a rise of ${v} mg/dL or more in that window is stage 1`,
      also: ELSEWHERE,
    }),
    riskRatio: between({
      from: 1.1,
      to: 1.5,
      standard: 1.25,
      unit: null,
      what: 'A ratio from this up to stage 1 counts as a driver of risk.',
      effect: (v) => `${v} times the baseline or more, below stage 1, is a driver of risk`,
      also: 'trough: raised creatinine beside a low level',
    }),
    highTroughFrom: between({
      from: 10,
      to: 25,
      standard: 15,
      unit: 'ng/mL',
      what: 'A current level strictly above this (ng/mL) is a high level beside AKI and a driver of risk, whatever `trough.limit` says.',
      effect: (v) => `a level above ${v} beside AKI makes its card more serious`,
      also: 'the risk card; the trough card follows trough.limit',
    }),
    slowDeclineRatio: between({
      from: 1.25,
      to: 1.5,
      standard: 1.35,
      unit: null,
      what: 'Creatinine / baseline before treatment from which, on two results at least 14 days apart, it is a slow decline (1.35: eGFR about -30 %).',
      effect: (v) => `${v} times the baseline before treatment, twice in 14 days or more, is a slow decline`,
    }),
    lowEgfr: whole({
      from: 30,
      to: 90,
      standard: 60,
      unit: 'mL/min/1.73 m2',
      what: 'eGFR before treatment below this (CKD-EPI 2021, mL/min/1.73 m2) raises the risk.',
      effect: (v) => `an eGFR before treatment below ${v} raises the risk`,
    }),
    lowEgfrNow: whole({
      from: 15,
      to: 45,
      standard: 30,
      unit: 'mL/min/1.73 m2',
      what: 'eGFR of the latest creatinine below this (CKD-EPI 2021, mL/min/1.73 m2), without a stage: a warning.',
      effect: (v) => `an eGFR below ${v} without an AKI stage is a warning`,
    }),
    heightWithinDays: whole({
      from: 30,
      to: 365,
      standard: 180,
      unit: 'days',
      what: 'Under 18: a height not further than this from the creatinine serves for its eGFR (bedside Schwartz).',
      effect: (v) => `under 18 a height within ${v} days of the creatinine gives the eGFR`,
      also: ELSEWHERE,
    }),
    baselineWithinDays: whole({
      from: 7,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'First order of a course: a creatinine of this many days is expected.',
      effect: (v) => `at a first order a creatinine of the last ${v} days is expected`,
    }),
    severity: z
      .strictObject({
        stage1: severity('warning', 'AKI warning stage 1.', 'AKI stage 1'),
        stage1WithHighTrough: severity(
          'critical',
          'Stage 1 while the current tacrolimus trough is above its limit.',
          'AKI stage 1 beside a high level',
        ),
        stage2: severity('critical', 'AKI warning stage 2.', 'AKI stage 2'),
        stage3: severity('critical', 'AKI warning stage 3.', 'AKI stage 3'),
        risk: severity('info', 'A driver of risk without a stage.', 'a driver of AKI risk'),
        riskWithModifier: severity(
          'warning',
          'A driver of risk in a man, or with low eGFR before treatment.',
          'a driver of AKI risk in a man or with a low eGFR',
        ),
        slowDecline: severity(
          'warning',
          'Slow decline on the drug, without a stage.',
          'a slow decline of kidney function',
        ),
        lowEgfrNow: severity(
          'warning',
          'eGFR below `lowEgfrNow` without a stage, and before a first dose.',
          'a low eGFR without an AKI stage',
        ),
        baseline: severity('info', 'First order: baseline creatinine reminder.', 'the reminder before the first dose'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Acute kidney injury and its risk.');

export type AkiParams = z.infer<typeof akiParams>;

/** A high level beside it is a likely cause, so the rule reads levels as the `trough` rule does. */
export type AkiRuleParams = CommonParams & { readonly aki: AkiParams; readonly trough: LevelParams };
