import * as z from 'zod';
import type { CommonParams } from '../rule.js';
import type { KidneyCriteria } from '../shared/aki-stage.js';
import type { LevelParams } from '../shared/current-level.js';
import { between, partMode, severity, whole } from '../shared/setting.js';

/** What a drug does beside tacrolimus, the gravest first: keys of `interaction.modes` and of `cards/labels.yaml`. */
export const INTERACTION_KINDS = [
  'second-calcineurin-or-mtor-inhibitor',
  'two-release-forms',
  'live-vaccine',
  'strong-inhibitor',
  'nephrotoxin',
  'strong-inducer',
  'inducer-stopped',
  'moderate-inhibitor',
  'raises-potassium',
  'moderate-inducer',
  'inhibitor-stopped',
  'lesser-nephrotoxin',
  'thiopurine-with-xanthine-oxidase-inhibitor',
  'release-changed',
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

/** The matrix of docs/clinical/interaction.md#classes: who speaks, and how seriously. */
export const interactionParams = z
  .strictObject({
    newDays: whole({
      from: 3,
      to: 14,
      standard: 7,
      unit: 'days',
      what: 'A drug beside tacrolimus counts as new for this many days.',
      effect: (v) => `a drug beside tacrolimus is new for ${v} days`,
    }),
    inducerStoppedDays: whole({
      from: 7,
      to: 28,
      standard: 14,
      unit: 'days',
      what: 'A CYP3A inducer that was stopped up to this many days ago is shown: the level rises.',
      effect: (v) => `a CYP3A inducer is shown for ${v} days after it was stopped`,
    }),
    inhibitorStoppedDays: whole({
      from: 3,
      to: 14,
      standard: 7,
      unit: 'days',
      what: 'A CYP3A inhibitor that was stopped up to this many days ago is shown: the level falls.',
      effect: (v) => `a CYP3A inhibitor is shown for ${v} days after it was stopped`,
    }),
    potassiumAbove: between({
      from: 4.8,
      to: 5.5,
      standard: 5,
      unit: 'mmol/L',
      what: 'Beside a last potassium above this (mmol/L) a drug that raises potassium is shown; from 6.0 it is critical.',
      effect: (v) => `a drug that raises potassium is shown beside a potassium above ${v}`,
    }),
    potassiumWithinDays: whole({
      from: 3,
      to: 14,
      standard: 7,
      unit: 'days',
      what: 'Without a potassium of so many days a drug that raises potassium is shown too.',
      effect: (v) => `a drug that raises potassium is shown without a potassium of the last ${v} days`,
    }),
    modes: z
      .strictObject({
        'second-calcineurin-or-mtor-inhibitor': partMode('live', 'a second calcineurin or mTOR inhibitor'),
        'two-release-forms': partMode('live', 'immediate and extended release together'),
        'live-vaccine': partMode('live', 'a live vaccine'),
        'strong-inhibitor': partMode('live', 'a strong CYP3A inhibitor'),
        nephrotoxin: partMode('live', 'an NSAID, aminoglycoside or another drug that harms kidneys'),
        'strong-inducer': partMode('live', 'a strong CYP3A inducer'),
        'inducer-stopped': partMode('live', 'a CYP3A inducer that was stopped'),
        'moderate-inhibitor': partMode('silent', 'a moderate CYP3A inhibitor'),
        'raises-potassium': partMode('silent', 'an ACE inhibitor, a sartan or another drug that raises potassium'),
        'moderate-inducer': partMode('silent', 'a moderate CYP3A inducer'),
        'inhibitor-stopped': partMode('silent', 'a CYP3A inhibitor that was stopped'),
        'lesser-nephrotoxin': partMode('silent', 'intravenous vancomycin, tenofovir disoproxil or cisplatin'),
        'thiopurine-with-xanthine-oxidase-inhibitor': partMode(
          'silent',
          'a thiopurine with a xanthine-oxidase inhibitor',
        ),
        'release-changed': partMode('silent', 'a change of the release form'),
      } satisfies Record<InteractionKind, z.ZodType>)
      // A rule without a part that speaks would look as if it were live.
      .refine((modes) => Object.values(modes).includes('live'), {
        message: 'one at least must be live; the whole rule is switched under modes.interaction',
      })
      .prefault({})
      .describe('Which interactions are shown, counted silently, or not looked for.'),
    severity: z
      .strictObject({
        'second-calcineurin-or-mtor-inhibitor': severity(
          'critical',
          'Ciclosporin, voclosporin, sirolimus or everolimus beside tacrolimus.',
          'a second calcineurin or mTOR inhibitor',
        ),
        'two-release-forms': severity('critical', 'Both to be taken.', 'immediate and extended release together'),
        'live-vaccine': severity('critical', 'Ordered, or given in the last `newDays`.', 'a live vaccine'),
        'live-vaccine-before': severity('info', 'Given before a first order.', 'a live vaccine before the first order'),
        'strong-inhibitor': severity('critical', 'New.', 'a new strong CYP3A inhibitor'),
        'strong-inhibitor-running': severity('warning', 'Running.', 'a running strong CYP3A inhibitor'),
        'moderate-inhibitor': severity('warning', 'New, or running without a level.', 'a moderate CYP3A inhibitor'),
        'raises-potassium': severity(
          'warning',
          'New, with a last potassium above `potassiumAbove`, or none of `potassiumWithinDays`.',
          'a drug that raises potassium',
        ),
        'raises-potassium-critical': severity(
          'critical',
          'New, with a potassium from 6.0 mmol/L.',
          'the same from 6.0',
        ),
        'strong-inducer': severity('warning', 'New, or running without a level.', 'a strong CYP3A inducer'),
        'moderate-inducer': severity('info', 'New, or running without a level.', 'a moderate CYP3A inducer'),
        'inducer-stopped': severity('warning', 'Within `inducerStoppedDays`.', 'a CYP3A inducer that was stopped'),
        'inhibitor-stopped': severity('info', 'Within `inhibitorStoppedDays`.', 'a CYP3A inhibitor that was stopped'),
        nephrotoxin: severity('warning', 'New.', 'a new nephrotoxic drug'),
        'nephrotoxin-with-aki': severity('critical', 'New, with AKI stage 1 or more.', 'the same with AKI'),
        'lesser-nephrotoxin': severity('info', 'New.', 'vancomycin, tenofovir disoproxil or cisplatin'),
        'lesser-nephrotoxin-with-aki': severity('warning', 'New, with AKI stage 1 or more.', 'the same with AKI'),
        'thiopurine-with-xanthine-oxidase-inhibitor': severity(
          'warning',
          'One of the two is new.',
          'a thiopurine with a xanthine-oxidase inhibitor',
        ),
        'thiopurine-with-xanthine-oxidase-inhibitor-running': severity(
          'info',
          'Both are running.',
          'the two running together',
        ),
        'release-changed': severity('info', 'Another release than before.', 'a change of the release form'),
      })
      .prefault({})
      .describe('How serious each interaction is: info, warning or critical.'),
  })
  .prefault({})
  .describe('Other drugs beside tacrolimus.');

export type InteractionParams = z.infer<typeof interactionParams>;

/** The context that the card adds is that of two other rules: the level that is in range, and kidney injury. */
export type InteractionRuleParams = CommonParams & {
  readonly interaction: InteractionParams;
  readonly trough: LevelParams;
  readonly aki: KidneyCriteria & { readonly maxAgeDays: number };
};
