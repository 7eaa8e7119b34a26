import { z } from 'zod';
import { SEVERITIES } from '../../domain/finding.js';

const severity = (fallback: (typeof SEVERITIES)[number], what: string) =>
  z.enum(SEVERITIES).default(fallback).describe(what);
const between = (min: number, max: number, fallback: number, what: string) =>
  z.number().min(min).max(max).default(fallback).describe(what);
const whole = (min: number, max: number, fallback: number, what: string) =>
  z.int().min(min).max(max).default(fallback).describe(what);

/** How the course of tacrolimus is read from the chart (docs/clinical/duration.md#course). Days. */
export const courseParams = z
  .strictObject({
    maxGapDays: whole(7, 90, 30, 'A gap in supply longer than this many days starts a new course.'),
    assumedSupplyDays: whole(
      14,
      180,
      90,
      'An ended order or a dispense that says nothing about its length counts for this many days.',
    ),
    levelEvidenceDays: whole(
      14,
      90,
      45,
      'A measurable tacrolimus level not older than this shows that the patient takes the drug, even without an order.',
    ),
  })
  .prefault({})
  .describe('How a course of tacrolimus is read from orders, dispenses, statements and levels.');

/** KDIGO 2012 serum-creatinine criteria with NHS England baseline selection (docs/clinical/aki.md#numbers). */
export const akiParams = z
  .strictObject({
    maxAgeDays: whole(1, 90, 30, 'The latest creatinine is used if it is not older than this many days.'),
    ratioStage1: between(1.3, 2, 1.5, 'Creatinine / baseline from which it is stage 1 (KDIGO 2012: 1.5).'),
    ratioStage2: between(1.8, 2.5, 2, 'Creatinine / baseline from which it is stage 2 (KDIGO 2012: 2.0).'),
    ratioStage3: between(2.5, 4, 3, 'Creatinine / baseline from which it is stage 3 (KDIGO 2012: 3.0).'),
    stage3AboveMicromolPerL: between(
      300,
      500,
      354,
      'With a ratio of stage 1 or more, a creatinine above this (umol/L) is stage 3 (NHS England: > 354).',
    ),
    stage3FromMgPerDl: between(
      3.4,
      5.7,
      4,
      'The same where the laboratory reports mg/dL: from this value on (KDIGO 2012: >= 4.0).',
    ),
    riseHours: whole(24, 72, 48, 'Window for the absolute rise, hours (KDIGO 2012: 48).'),
    riseAboveMicromolPerL: between(
      20,
      40,
      26.5,
      'A rise above this (umol/L) in the window is stage 1. NHS England says > 26, KDIGO >= 26.5 (0.3 mg/dL = 26.52): the same for laboratories that report whole umol/L.',
    ),
    riseFromMgPerDl: between(
      0.2,
      0.5,
      0.3,
      'The same where the laboratory reports mg/dL: from this rise on (KDIGO 2012: >= 0.3).',
    ),
    riskRatio: between(1.1, 1.5, 1.25, 'A ratio from this up to stage 1 counts as a driver of risk.'),
    lowEgfr: whole(30, 90, 60, 'eGFR before treatment below this (CKD-EPI 2021, mL/min/1.73 m2) raises the risk.'),
    baselineWithinDays: whole(7, 180, 90, 'First order of a course: a creatinine of this many days is expected.'),
    severity: z
      .strictObject({
        stage1: severity('warning', 'AKI warning stage 1.'),
        stage1WithHighTrough: severity('critical', 'Stage 1 while the current tacrolimus trough is above its limit.'),
        stage2: severity('critical', 'AKI warning stage 2.'),
        stage3: severity('critical', 'AKI warning stage 3.'),
        risk: severity('info', 'A driver of risk without a stage.'),
        riskWithModifier: severity('warning', 'A driver of risk in a man, or with low eGFR before treatment.'),
        baseline: severity('info', 'First order: baseline creatinine reminder.'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Acute kidney injury and its risk.');

/** Whole-blood trough, ng/mL (docs/clinical/trough.md#limits). */
const troughParams = z
  .strictObject({
    limit: between(
      10,
      25,
      15,
      'A level strictly above this (ng/mL) fires. 15 = top of the induction target (Ogata 2006).',
    ),
    critical: between(15, 30, 20, 'A level strictly above this (ng/mL) is critical. 20 = ceiling of the label.'),
    earlyDays: whole(14, 56, 28, 'The first days of a course, in which levels are expected more often.'),
    currentEarlyDays: whole(3, 28, 14, 'In those days a level counts as current for this many days.'),
    currentLaterDays: whole(14, 90, 45, 'Later a level counts as current for this many days.'),
    aboveMaintenance: z
      .strictObject({
        enabled: z.boolean().default(false).describe('Switch on: level above the maintenance target.'),
        above: between(5, 15, 10, 'Top of the maintenance target, ng/mL.'),
        afterWeek: whole(2, 12, 5, 'Only after this week of the course.'),
      })
      .prefault({})
      .describe('Information when a level is above the maintenance target. Off as shipped.'),
    low: z
      .strictObject({
        enabled: z.boolean().default(false).describe('Switch on: level below the target.'),
        below: between(2, 7, 5, 'Bottom of the maintenance target, ng/mL.'),
        afterWeek: whole(1, 12, 2, 'Only after this week of the course.'),
      })
      .prefault({})
      .describe('Information when a level is below the target. Off as shipped.'),
    severity: z
      .strictObject({
        aboveLimit: severity('warning', 'Above `limit`.'),
        aboveCritical: severity('critical', 'Above `critical`.'),
        aboveMaintenance: severity('info', 'Above the maintenance target.'),
        low: severity('info', 'Below the target.'),
      })
      .prefault({})
      .describe('How serious each band is: info, warning or critical.'),
  })
  .refine((value) => value.critical > value.limit, {
    path: ['critical'],
    message: 'must be above trough.limit, otherwise the warning band is empty',
  })
  .prefault({})
  .describe('Tacrolimus trough above its limit.');

const noIndication = z
  .enum(['info', 'silent'])
  .default('info')
  .describe(
    'What to do where neither IBD nor another reason for tacrolimus is recorded: `info` says so, `silent` says nothing.',
  );

/** Bridge without a plan (docs/clinical/thiopurine-plan.md#numbers). */
const thiopurinePlanParams = z
  .strictObject({
    warnFromDay: whole(14, 180, 60, 'From this day of the course a missing plan is a warning instead of information.'),
    recentSupplyDays: whole(
      30,
      365,
      90,
      'A dispense or administration of a thiopurine or an alternative counts as current for this many days after its supply ends.',
    ),
    noIndication,
    severity: z
      .strictObject({
        early: severity('info', 'No plan, before `warnFromDay`.'),
        late: severity('warning', 'No plan, from `warnFromDay` on.'),
        maintenance: severity('info', 'A reason against thiopurines is recorded and no alternative.'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Tacrolimus without a plan for maintenance by a thiopurine.');

/** Past 6 calendar months (docs/clinical/duration.md#clock). */
const durationParams = z
  .strictObject({
    limitMonths: whole(3, 24, 6, 'Fires on the day after this many calendar months from the first dose of the course.'),
    noticeMonths: whole(1, 23, 5, 'A notice (information) from this many calendar months on.'),
    noIndication,
    severity: z
      .strictObject({
        over: severity('warning', 'Past `limitMonths`.'),
        notice: severity('info', 'From `noticeMonths` to `limitMonths`.'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .refine((value) => value.noticeMonths < value.limitMonths, {
    path: ['noticeMonths'],
    message: 'must be below duration.limitMonths',
  })
  .prefault({})
  .describe('Treatment past its usual length.');

/** All thresholds and severities: `hooks/rules.yaml`. An unknown or misspelt key is refused. */
export const ruleParams = z
  .strictObject({
    timeZone: z
      .string()
      .default('UTC')
      .refine(isTimeZone, 'is not a time zone name such as Europe/London')
      .describe('The calendar that "today" and "6 months" follow: an IANA time zone name.'),
    course: courseParams,
    aki: akiParams,
    trough: troughParams,
    'thiopurine-plan': thiopurinePlanParams,
    duration: durationParams,
  })
  .describe('Every threshold and severity of the service.');

export type RuleParams = z.infer<typeof ruleParams>;
export type CourseParams = RuleParams['course'];
export type AkiParams = RuleParams['aki'];
export type TroughParams = RuleParams['trough'];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
