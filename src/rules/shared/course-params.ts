import * as z from 'zod';
import { whole } from './setting.js';

/** How the course of tacrolimus is read from the chart (docs/clinical/duration.md#course). */
export const courseParams = z
  .strictObject({
    maxGapDays: whole({
      from: 7,
      to: 90,
      standard: 30,
      unit: 'days',
      what: 'A gap in supply longer than this many days starts a new course.',
      effect: (v) => `a gap in supply of more than ${v} days starts a new course`,
      also: 'how long other drugs are taken to go on (interaction), and every rule that counts from the start of the course',
    }),
    assumedSupplyDays: whole({
      from: 14,
      to: 180,
      standard: 90,
      unit: 'days',
      what: 'An ended order or a dispense that says nothing about its length counts for this many days.',
      effect: (v) => `an ended order or a dispense without a length counts for ${v} days`,
      also: 'how long other drugs are taken to go on (interaction), and every rule that counts from the start of the course',
    }),
    levelEvidenceDays: whole({
      from: 14,
      to: 90,
      standard: 45,
      unit: 'days',
      what: 'A measurable tacrolimus level not older than this shows that the patient takes the drug, even without an order.',
      effect: (v) => `a measurable level of the last ${v} days shows that the drug is taken`,
      also: 'every rule that counts from the start of the course',
    }),
    uncertainAfterMonths: whole({
      from: 6,
      to: 24,
      standard: 12,
      unit: 'months',
      what: 'An active order older than this, with no dispense, administration, level or renewal in the last 6 months, does not show for certain that the drug is still taken.',
      effect: (v) => `an active order of more than ${v} months without a sign of use is not certain`,
      also: 'every rule that counts from the start of the course',
    }),
  })
  .prefault({})
  .describe('How a course of tacrolimus is read from orders, dispenses, statements and levels.');

export type CourseParams = z.infer<typeof courseParams>;
