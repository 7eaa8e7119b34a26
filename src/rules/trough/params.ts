import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { KidneyCriteria } from '../shared/aki-stage.js';
import { between, severity, toggle, whole } from '../shared/setting.js';

/** Whole-blood trough, ng/mL (docs/clinical/trough.md#limits). */
export const troughParams = z
  .strictObject({
    limit: between({
      from: 10,
      to: 25,
      standard: 15,
      unit: 'ng/mL',
      what: 'A level strictly above this (ng/mL) fires. 15 = top of the induction target (Ogata 2006).',
      effect: (v) => `a level above ${v} fires`,
      also: 'interaction: a pair of drugs is managed at or below it (the AKI card has aki.highTroughFrom of its own)',
    }),
    critical: between({
      from: 15,
      to: 30,
      standard: 20,
      unit: 'ng/mL',
      what: 'A level strictly above this (ng/mL) is critical. 20 = ceiling of the label.',
      effect: (v) => `a level above ${v} is critical`,
      also: 'duration: no taper text above it',
    }),
    earlyDays: whole({
      from: 14,
      to: 56,
      standard: 28,
      unit: 'days',
      what: 'The first days of a course, in which levels are expected more often.',
      effect: (v) => `the first ${v} days of a course count as early`,
      also: 'aki: which level counts as high beside kidney injury',
    }),
    currentEarlyDays: whole({
      from: 3,
      to: 28,
      standard: 14,
      unit: 'days',
      what: 'In those days a level counts as current for this many days.',
      effect: (v) => `early in a course a level counts for ${v} days`,
      also: 'aki: which level counts as high beside kidney injury',
    }),
    currentLaterDays: whole({
      from: 14,
      to: 90,
      standard: 45,
      unit: 'days',
      what: 'Later a level counts as current for this many days.',
      effect: (v) => `later in a course a level counts for ${v} days`,
      also: 'aki: which level counts as high beside kidney injury',
    }),
    notRepeatedDays: whole({
      from: 30,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'A level above the limit that is past its window and was not repeated still fires, as a warning at most, until it is this old.',
      effect: (v) => `a high level that was not repeated is shown for ${v} days`,
    }),
    firstLevelFromDay: whole({
      from: 2,
      to: 5,
      standard: 3,
      unit: 'days',
      what: 'Before this day of a course no level is expected.',
      effect: (v) => `the first level is expected from day ${v} of a course on`,
    }),
    aboveMaintenance: z
      .strictObject({
        enabled: toggle(
          false,
          'Switch on: level above the maintenance target.',
          'the information above the maintenance target',
        ),
        above: between({
          from: 5,
          to: 15,
          standard: 10,
          unit: 'ng/mL',
          what: 'Top of the maintenance target, ng/mL.',
          effect: (v) => `a level above ${v} is above the maintenance target`,
        }),
        afterWeek: whole({
          from: 2,
          to: 12,
          standard: 5,
          unit: 'weeks',
          what: 'Only after this week of the course.',
          effect: (v) => `the maintenance target applies after week ${v}`,
        }),
      })
      .prefault({})
      .describe('Information when a level is above the maintenance target. Off as shipped.'),
    low: z
      .strictObject({
        enabled: toggle(false, 'Switch on: level below the target.', 'the information below the target'),
        below: between({
          from: 2,
          to: 7,
          standard: 5,
          unit: 'ng/mL',
          what: 'Bottom of the maintenance target, ng/mL.',
          effect: (v) => `a level below ${v} is below the target`,
        }),
        afterWeek: whole({
          from: 1,
          to: 12,
          standard: 2,
          unit: 'weeks',
          what: 'Only after this week of the course.',
          effect: (v) => `a low level is mentioned after week ${v}`,
        }),
      })
      .prefault({})
      .describe('Information when a level is below the target. Off as shipped.'),
    severity: z
      .strictObject({
        aboveLimit: severity('warning', 'Above `limit`.', 'a level above the limit'),
        aboveCritical: severity('critical', 'Above `critical`.', 'a level above the critical limit'),
        aboveMaintenance: severity('info', 'Above the maintenance target.', 'a level above the maintenance target'),
        low: severity('info', 'Below the target.', 'a level below the target'),
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

export type TroughParams = z.infer<typeof troughParams>;

/** A low level must not read as "give more" beside raised creatinine, so the rule knows the criteria of the `aki` rule. */
export type TroughRuleParams = CommonParams & {
  readonly trough: TroughParams;
  readonly aki: KidneyCriteria & { readonly riskRatio: number };
};
