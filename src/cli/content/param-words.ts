import type { RuleParams } from '../../rules/shared/params.js';

/** What a threshold means at a value, in the words of a committee. */
type Effect = (value: string) => string;

type Leaves<T> = { readonly [K in keyof T]-?: T[K] extends object ? Leaves<T[K]> : Effect };

const shownAs =
  (what: string): Effect =>
  (value) =>
    `${what} is shown as ${value}`;
const switched =
  (what: string): Effect =>
  (value) =>
    `${what} is ${value === 'true' ? 'on' : 'off'}`;
const unknownIndication: Effect = (value) =>
  value === 'silent'
    ? 'where no indication is recorded, nothing is said'
    : 'where no indication is recorded, an information card says so';

/** The compiler refuses this list when a threshold is added without words. */
const WORDS: Leaves<RuleParams> = {
  timeZone: (v) => `"today" and the months follow the calendar of ${v}`,
  course: {
    maxGapDays: (v) => `a gap in supply of more than ${v} days starts a new course`,
    assumedSupplyDays: (v) => `an ended order or a dispense without a length counts for ${v} days`,
    levelEvidenceDays: (v) => `a measurable level of the last ${v} days shows that the drug is taken`,
  },
  aki: {
    maxAgeDays: (v) => `a creatinine up to ${v} days old is judged`,
    ratioStage1: (v) => `${v} times the baseline or more is AKI stage 1`,
    ratioStage2: (v) => `${v} times the baseline or more is AKI stage 2`,
    ratioStage3: (v) => `${v} times the baseline or more is AKI stage 3`,
    stage3AboveMicromolPerL: (v) => `with stage 1 by ratio, a creatinine above ${v} umol/L is stage 3`,
    stage3FromMgPerDl: (v) => `with stage 1 by ratio, a creatinine of ${v} mg/dL or more is stage 3`,
    riseHours: (v) => `the absolute rise is looked for within ${v} hours`,
    riseAboveMicromolPerL: (v) => `a rise above ${v} umol/L in that window is stage 1`,
    riseFromMgPerDl: (v) => `a rise of ${v} mg/dL or more in that window is stage 1`,
    riskRatio: (v) => `${v} times the baseline or more, below stage 1, is a driver of risk`,
    lowEgfr: (v) => `an eGFR before treatment below ${v} raises the risk`,
    baselineWithinDays: (v) => `at a first order a creatinine of the last ${v} days is expected`,
    severity: {
      stage1: shownAs('AKI stage 1'),
      stage1WithHighTrough: shownAs('AKI stage 1 beside a high level'),
      stage2: shownAs('AKI stage 2'),
      stage3: shownAs('AKI stage 3'),
      risk: shownAs('a driver of AKI risk'),
      riskWithModifier: shownAs('a driver of AKI risk in a man or with a low eGFR'),
      baseline: shownAs('the reminder before the first dose'),
    },
  },
  trough: {
    limit: (v) => `a level above ${v} fires`,
    critical: (v) => `a level above ${v} is critical`,
    earlyDays: (v) => `the first ${v} days of a course count as early`,
    currentEarlyDays: (v) => `early in a course a level counts for ${v} days`,
    currentLaterDays: (v) => `later in a course a level counts for ${v} days`,
    aboveMaintenance: {
      enabled: switched('the information above the maintenance target'),
      above: (v) => `a level above ${v} is above the maintenance target`,
      afterWeek: (v) => `the maintenance target applies after week ${v}`,
    },
    low: {
      enabled: switched('the information below the target'),
      below: (v) => `a level below ${v} is below the target`,
      afterWeek: (v) => `a low level is mentioned after week ${v}`,
    },
    severity: {
      aboveLimit: shownAs('a level above the limit'),
      aboveCritical: shownAs('a level above the critical limit'),
      aboveMaintenance: shownAs('a level above the maintenance target'),
      low: shownAs('a level below the target'),
    },
  },
  'thiopurine-plan': {
    warnFromDay: (v) => `a missing plan is late from day ${v} of the course on`,
    recentSupplyDays: (v) => `a dispensed thiopurine counts for ${v} days after its supply ends`,
    noIndication: unknownIndication,
    severity: {
      early: shownAs('a missing plan, early in the course,'),
      late: shownAs('a missing plan, late in the course,'),
      maintenance: shownAs('a missing plan where something speaks against thiopurines'),
    },
  },
  duration: {
    limitMonths: (v) => `a course fires the day after ${v} calendar months`,
    noticeMonths: (v) => `a notice appears from ${v} calendar months on`,
    noIndication: unknownIndication,
    severity: {
      over: shownAs('a course past its limit'),
      notice: shownAs('a course near its limit'),
    },
  },
};

/** `a level above 12 fires`; null for a path that is no threshold. */
export function effectOf(path: string, value: string): string | null {
  let at: unknown = WORDS;
  for (const step of path.split('.')) at = (at as Readonly<Record<string, unknown>> | undefined)?.[step];
  return isEffect(at) ? at(value) : null;
}

function isEffect(value: unknown): value is Effect {
  return typeof value === 'function';
}
