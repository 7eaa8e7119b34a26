import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import { partMode, severity, whole } from '../shared/setting.js';

/** What is watched, by the mode that it has: keys of `monitoring.modes`. */
export const MONITORED_PARTS = ['creatinine', 'level', 'potassium-magnesium', 'glucose'] as const;
export type MonitoredPart = (typeof MONITORED_PARTS)[number];

const PARTS_OF_COURSE = {
  early: 'in the first 28 days of a course',
  middle: 'from then to the third month',
  later: 'after the third month, and where the start is not known',
} as const;

interface Window {
  readonly part: keyof typeof PARTS_OF_COURSE;
  readonly tests: string;
  readonly range: readonly [from: number, to: number];
  readonly standard: number;
}

function window({ part, tests, range: [from, to], standard }: Window) {
  const when = PARTS_OF_COURSE[part];
  return whole({
    ...{ from, to, standard, unit: 'days' },
    what: `${tests}, ${when}: late when the newest is older than so many days.`,
    effect: (v) => `${tests} ${when} is late after ${v} days`,
  });
}

/** How often something is looked at again (docs/clinical/monitoring.md#intervals). */
export const monitoringParams = z
  .strictObject({
    earlyDays: window({ part: 'early', tests: 'creatinine or a level', range: [3, 14], standard: 7 }),
    middleDays: window({ part: 'middle', tests: 'creatinine or a level', range: [14, 42], standard: 28 }),
    laterDays: window({ part: 'later', tests: 'creatinine or a level', range: [28, 90], standard: 42 }),
    firstLevelByDay: whole({
      from: 3,
      to: 7,
      standard: 5,
      unit: 'days',
      what: 'The first level of a course is late after this day.',
      effect: (v) => `the first level of a course is late after day ${v}`,
    }),
    electrolytesEarlyDays: window({ part: 'early', tests: 'potassium or magnesium', range: [7, 28], standard: 14 }),
    electrolytesMiddleDays: window({ part: 'middle', tests: 'potassium or magnesium', range: [28, 60], standard: 42 }),
    electrolytesLaterDays: window({ part: 'later', tests: 'potassium or magnesium', range: [60, 180], standard: 90 }),
    glucoseEarlyDays: window({ part: 'early', tests: 'glucose', range: [14, 56], standard: 28 }),
    glucoseLaterDays: whole({
      from: 60,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'glucose, after the first 28 days: late when the newest is older than so many days.',
      effect: (v) => `glucose after the first 28 days is late after ${v} days`,
    }),
    modes: z
      .strictObject({
        creatinine: partMode('live', 'a late creatinine'),
        level: partMode('live', 'a late tacrolimus level'),
        'potassium-magnesium': partMode('silent', 'a late potassium or magnesium'),
        glucose: partMode('off', 'a late glucose'),
      } satisfies Record<MonitoredPart, z.ZodType>)
      // A rule without a part that speaks would look as if it were live.
      .refine(({ creatinine, level }) => creatinine === 'live' || level === 'live', {
        message: 'creatinine or level must be live; the whole rule is switched under modes.monitoring',
      })
      .prefault({})
      .describe('Which tests are shown when they are late, counted silently, or not looked at.'),
    severity: z
      .strictObject({
        late: severity('info', 'Late, by no more than twice its window.', 'a late creatinine or level'),
        twice: severity(
          'warning',
          'Creatinine or a level late by more than twice its window, counted from when it was due.',
          'a creatinine or level that is late by more than twice its window',
        ),
      })
      .prefault({})
      .describe('How serious the "not checked" card becomes: info, warning or critical.'),
  })
  .refine(({ middleDays, laterDays }) => laterDays >= middleDays, {
    path: ['laterDays'],
    message: 'must not be below monitoring.middleDays',
  })
  .prefault({})
  .describe(
    'Creatinine, levels, potassium and magnesium that are late. Told on the "not checked" card, never on one of its own.',
  );

export type MonitoringParams = z.infer<typeof monitoringParams>;

export type MonitoringRuleParams = CommonParams & {
  readonly monitoring: MonitoringParams;
  /** A session of dialysis speaks for as long as a creatinine does. */
  readonly aki: { readonly maxAgeDays: number };
};
