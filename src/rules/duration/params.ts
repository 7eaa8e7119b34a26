import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { KidneyCriteria } from '../shared/aki-stage.js';
import { noIndication, severity, whole } from '../shared/setting.js';

/** Past 6 calendar months (docs/clinical/duration.md#clock). */
export const durationParams = z
  .strictObject({
    limitMonths: whole({
      from: 3,
      to: 24,
      standard: 6,
      unit: 'months',
      what: 'Fires on the day after this many calendar months from the first dose of the course.',
      effect: (v) => `a course fires the day after ${v} calendar months`,
    }),
    noticeMonths: whole({
      from: 1,
      to: 23,
      standard: 5,
      unit: 'months',
      what: 'A notice (information) from this many calendar months on.',
      effect: (v) => `a notice appears from ${v} calendar months on`,
    }),
    noIndication,
    severity: z
      .strictObject({
        over: severity('warning', 'Past `limitMonths`.', 'a course past its limit'),
        notice: severity('info', 'From `noticeMonths` to `limitMonths`.', 'a course near its limit'),
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

export type DurationParams = z.infer<typeof durationParams>;

/** The kidneys of the course are staged as the `aki` rule stages. */
export type DurationRuleParams = CommonParams & {
  readonly duration: DurationParams;
  readonly aki: KidneyCriteria & { readonly maxAgeDays: number };
};
