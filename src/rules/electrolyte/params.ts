import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { LevelParams } from '../shared/current-level.js';
import { between, partMode, severity } from '../shared/setting.js';

/** What this rule looks for, the gravest first: keys of `electrolyte.modes`. */
export const ELECTROLYTE_KINDS = ['neurotoxicity', 'potassium', 'magnesium', 'glucose'] as const;
export type ElectrolyteKind = (typeof ELECTROLYTE_KINDS)[number];

/** Danger values only (docs/clinical/electrolyte.md#limits). */
export const electrolyteParams = z
  .strictObject({
    potassiumFrom: between({
      from: 5.3,
      to: 6,
      standard: 5.5,
      unit: 'mmol/L',
      what: 'A potassium from this on (mmol/L) fires; from 6.0 it is critical.',
      effect: (v) => `a potassium of ${v} or more fires`,
    }),
    magnesiumBelow: between({
      from: 0.4,
      to: 0.7,
      standard: 0.5,
      unit: 'mmol/L',
      what: 'A magnesium below this (mmol/L) fires. Low magnesium is common on tacrolimus, so the limit is low.',
      effect: (v) => `a magnesium below ${v} fires`,
    }),
    modes: z
      .strictObject({
        neurotoxicity: partMode('live', 'PRES or a seizure'),
        potassium: partMode('live', 'a high potassium'),
        magnesium: partMode('live', 'a very low magnesium'),
        glucose: partMode('off', 'a high glucose'),
      } satisfies Record<ElectrolyteKind, z.ZodType>)
      // A rule without a part that speaks would look as if it were live.
      .refine((modes) => Object.values(modes).includes('live'), {
        message: 'one at least must be live; the whole rule is switched under modes.electrolyte',
      })
      .prefault({})
      .describe('Which findings are shown, counted silently, or not looked for.'),
    severity: z
      .strictObject({
        neurotoxicity: severity('critical', 'PRES or a seizure in the last 30 days.', 'PRES or a seizure'),
        'potassium-critical': severity('critical', 'From 6.0 mmol/L.', 'a potassium of 6.0 or more'),
        potassium: severity('warning', 'From `potassiumFrom`, below 6.0 mmol/L.', 'a potassium below 6.0'),
        magnesium: severity('warning', 'Below `magnesiumBelow`.', 'a very low magnesium'),
        glucose: severity('info', 'From 11.1 mmol/L.', 'a high glucose'),
      })
      .prefault({})
      .describe('How serious each finding is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Potassium, magnesium, and signs of neurotoxicity at danger values.');

export type ElectrolyteParams = z.infer<typeof electrolyteParams>;

/** The card shows the last level beside its finding. */
export type ElectrolyteRuleParams = CommonParams & {
  readonly electrolyte: ElectrolyteParams;
  readonly trough: LevelParams;
};
