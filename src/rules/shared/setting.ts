import * as z from 'zod';
import { SEVERITIES, type Severity } from '../../domain/finding.js';

/** What a setting of `hooks/rules.yaml` means at a value: `a level above 12 fires`. */
export type Effect = (value: string) => string;

interface SettingWords {
  /** `ng/mL`; null where a number has none, and for what is no number. */
  readonly unit: string | null;
  readonly effect: Effect;
  /** What else it reaches, in other rules: `interaction: a pair is managed at or below it`. */
  readonly also?: string | undefined;
}

/** Unit and words stand beside default and range, so that nobody can add a setting without them. */
const words = z.registry<SettingWords>();

interface NumberSetting {
  readonly from: number;
  readonly to: number;
  readonly standard: number;
  /** null for a ratio. */
  readonly unit: string | null;
  /** For the editor and for the message when a value is refused. */
  readonly what: string;
  readonly effect: Effect;
  readonly also?: string;
}

/** A number in a range, both ends allowed. */
export function between({ from, to, standard, what, unit, effect, also }: NumberSetting) {
  return z.number().min(from).max(to).default(standard).describe(what).register(words, { unit, effect, also });
}

/** A whole number in a range, both ends allowed. */
export function whole({ from, to, standard, what, unit, effect, also }: NumberSetting) {
  return z.int().min(from).max(to).default(standard).describe(what).register(words, { unit, effect, also });
}

/** @param shown what is shown that way: `AKI stage 1` */
export function severity(standard: Severity, what: string, shown: string) {
  return z
    .enum(SEVERITIES)
    .default(standard)
    .describe(what)
    .register(words, { unit: null, effect: (value) => `${shown} is shown as ${value}` });
}

/** Of a part of a rule: a site can rehearse it, or leave it out, while the rest speaks. @param part `a strong CYP3A inhibitor` */
export function partMode(standard: 'off' | 'silent' | 'live', part: string) {
  return z
    .enum(['off', 'silent', 'live'])
    .default(standard)
    .describe('live: on the card. silent: counted, no card. off: not looked for.')
    .register(words, { unit: null, effect: (value) => `${part} is ${PART_MODE_WORDS[value] ?? value}` });
}

const PART_MODE_WORDS: Readonly<Record<string, string>> = {
  off: 'not looked for',
  silent: 'counted, and shown to nobody',
  live: 'shown',
};

/** Names of drugs, each that of a value set `alternative-maintenance-<name>`. @param what for whom they are */
export function drugNames(standard: readonly string[], what: string, effect: Effect) {
  return z
    .array(z.string().min(1))
    .default([...standard])
    .describe(what)
    .register(words, { unit: null, effect });
}

/** @param switched what is on or off: `the information below the target` */
export function toggle(standard: boolean, what: string, switched: string) {
  return z
    .boolean()
    .default(standard)
    .describe(what)
    .register(words, { unit: null, effect: (value) => `${switched} is ${value === 'true' ? 'on' : 'off'}` });
}

/** What to do where neither IBD nor another reason for tacrolimus is recorded (docs/clinical/thiopurine-plan.md#gate). */
export const noIndication = z
  .enum(['info', 'silent'])
  .default('info')
  .describe(
    'What to do where neither IBD nor another reason for tacrolimus is recorded: `info` says so, `silent` says nothing.',
  )
  .register(words, {
    unit: null,
    effect: (value) =>
      value === 'silent'
        ? 'where no indication is recorded, nothing is said'
        : 'where no indication is recorded, an information card says so',
  });

/** The calendar that "today" and "6 months" follow. */
export const timeZone = z
  .string()
  .default('UTC')
  .refine(isTimeZone, 'is not a time zone name such as Europe/London')
  .describe('The calendar that "today" and "6 months" follow: an IANA time zone name.')
  .register(words, { unit: null, effect: (value) => `"today" and the months follow the calendar of ${value}` });

/** Unit and words of the setting at a path below `schema`; null for a group, and for a path that is no setting. */
export function settingAt(schema: z.ZodType, path: readonly PropertyKey[]): SettingWords | null {
  const [step, ...rest] = path;
  if (step === undefined) return words.get(schema) ?? null;
  const group = withoutDefault(schema);
  const child =
    group instanceof z.ZodObject ? (group.shape as Readonly<Record<PropertyKey, z.ZodType>>)[step] : undefined;
  return child === undefined ? null : settingAt(child, rest);
}

function withoutDefault(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault
    ? withoutDefault(schema.unwrap() as z.ZodType)
    : schema;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
