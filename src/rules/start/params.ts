import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { KidneysToday } from '../shared/aki-today.js';
import { noIndication, partMode, severity, whole } from '../shared/setting.js';

/** What is looked for before the first dose, the gravest first: keys of `start.modes`. */
export const START_KINDS = ['sequential-rescue', 'c-difficile', 'hepatitis-b', 'tuberculosis'] as const;
export type StartKind = (typeof START_KINDS)[number];

/** Before the first dose (docs/clinical/start.md#infection). */
export const startParams = z
  .strictObject({
    cDifficileDays: whole({
      from: 7,
      to: 30,
      standard: 14,
      unit: 'days',
      what: 'Before the first dose: a C. difficile test of the last so many days is expected.',
      effect: (v) => `a C. difficile test of the last ${v} days is expected before the first dose`,
    }),
    cmvTissueDays: whole({
      from: 14,
      to: 60,
      standard: 30,
      unit: 'days',
      what: 'Before the first dose, in ulcerative colitis: a CMV test in tissue of the last so many days is listed where there is none.',
      effect: (v) => `a CMV test in tissue of the last ${v} days is looked for before the first dose`,
    }),
    hepatitisBMonths: whole({
      from: 6,
      to: 60,
      standard: 24,
      unit: 'months',
      what: 'Before the first dose: HBsAg and total anti-HBc of the last so many months are expected.',
      effect: (v) => `HBsAg and anti-HBc of the last ${v} months are expected before the first dose`,
    }),
    antiTnfWeeks: whole({
      from: 4,
      to: 12,
      standard: 8,
      unit: 'weeks',
      what: 'A first order of tacrolimus within so many weeks of an anti-TNF drug is a second rescue.',
      effect: (v) => `tacrolimus within ${v} weeks of an anti-TNF drug is a second rescue`,
    }),
    jakWeeks: whole({
      from: 1,
      to: 4,
      standard: 2,
      unit: 'weeks',
      what: 'The same after a JAK inhibitor.',
      effect: (v) => `tacrolimus within ${v} weeks of a JAK inhibitor is a second rescue`,
    }),
    ciclosporinWeeks: whole({
      from: 1,
      to: 8,
      standard: 4,
      unit: 'weeks',
      what: 'The same after ciclosporin. One that is still taken is an interaction.',
      effect: (v) => `tacrolimus within ${v} weeks of ciclosporin is a second rescue`,
    }),
    noIndication,
    modes: z
      .strictObject({
        'sequential-rescue': partMode('live', 'a second rescue'),
        'c-difficile': partMode('live', 'C. difficile before the first dose'),
        'hepatitis-b': partMode('live', 'hepatitis B before the first dose'),
        tuberculosis: partMode('live', 'active tuberculosis before the first dose'),
      } satisfies Record<StartKind, z.ZodType>)
      // A rule without a part that speaks would look as if it were live.
      .refine((modes) => Object.values(modes).includes('live'), {
        message: 'one at least must be live; the whole rule is switched under modes.start',
      })
      .prefault({})
      .describe('Which parts are shown, counted silently, or not looked for.'),
    severity: z
      .strictObject({
        'sequential-rescue': severity('warning', 'A second rescue within the weeks above.', 'a second rescue'),
        'c-difficile': severity(
          'warning',
          'A positive test, or an active infection that is not treated.',
          'C. difficile',
        ),
        'hepatitis-b': severity('warning', 'HBsAg or HBV DNA positive, without an antiviral.', 'hepatitis B'),
        tuberculosis: severity('warning', 'Active tuberculosis.', 'active tuberculosis'),
        missing: severity('info', 'No coded result of C. difficile, HBsAg or anti-HBc.', 'a missing screen'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Infection, earlier rescue and prophylaxis before the first dose of a course.');

export type StartParams = z.infer<typeof startParams>;

/** The prophylaxis line names AKI, whose criteria are those of another rule. */
export type StartRuleParams = CommonParams & KidneysToday & { readonly start: StartParams };
