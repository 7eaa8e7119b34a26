import { DateTime } from 'luxon';
import * as z from 'zod';
import { RULE_IDS } from '../../rules/index.js';
import type { RuleId } from '../../domain/finding.js';
import { RULE_MODES, type RuleModes, type RuleModeSetting } from '../../domain/service-definition.js';

const day = (what: string) =>
  z.string().refine(isDay, 'is not a day such as 2026-12-01').nullable().default(null).describe(what);
const references = (pattern: RegExp, example: string, what: string) =>
  z
    .array(z.string().regex(pattern, `must be written like ${example}`))
    .default([])
    .describe(what);

const scheduled = z
  .strictObject({
    mode: z.enum(RULE_MODES).describe('off, silent, pilot (shown to the listed users only) or live.'),
    users: references(
      /^(Practitioner|PractitionerRole)\/[A-Za-z0-9.-]{1,64}$/,
      'Practitioner/123',
      'Who sees the pilot, as the EHR names them in context.userId.',
    ),
    roles: references(
      /^PractitionerRole\/[A-Za-z0-9.-]{1,64}$/,
      'PractitionerRole/456',
      'Roles that see the pilot, where the EHR names roles in context.userId.',
    ),
    effectiveFrom: day('First day on which it holds; before it the rule is silent.'),
    reviewBy: day('Day by which it must be looked at again; after it the service warns, and goes on.'),
  })
  .superRefine((value, context) => {
    const report = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const listed = value.users.length + value.roles.length;
    if (value.mode === 'pilot' && listed === 0)
      report('mode', 'pilot needs users or roles: without them nobody sees it');
    if (value.mode !== 'pilot' && listed > 0)
      report('users', `users and roles belong to mode pilot, not to ${value.mode}`);
    if (value.effectiveFrom !== null && (value.mode === 'off' || value.mode === 'silent')) {
      report(
        'effectiveFrom',
        `belongs to pilot and live: until that day the rule is silent, and ${value.mode} shows nothing`,
      );
    }
    if (value.effectiveFrom !== null && value.reviewBy !== null && value.reviewBy < value.effectiveFrom) {
      report('reviewBy', 'must not be before effectiveFrom');
    }
  });

/** One word, or the long form: `{mode: pilot, users: [Practitioner/123], reviewBy: 2027-06-01}`. */
const modeSetting = z
  .union([z.enum(['off', 'silent', 'live']), scheduled])
  .describe(
    'live: speaks. silent: is evaluated and counted, no card is shown. off: is not evaluated. A pilot has the long form {mode: pilot, users: [Practitioner/123]}.',
  );

/** A mode for every rule. */
export const ruleModes = z.strictObject(Object.fromEntries(RULE_IDS.map((id) => [id, modeSetting])));

/** Modes of the whole site; a rule that is not named is `live`, which leaves it to the services. */
export const siteModes = z
  .strictObject(Object.fromEntries(RULE_IDS.map((id) => [id, modeSetting.default('live')])))
  .prefault({})
  .describe('The mode of each rule in the whole site. A service can be more cautious than this, never less.');

/** A day that the calendar has, as 2026-12-01. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** The mode of one rule. What is bound to no rule does not run; the content loader asks a mode of every rule. */
export function modeFor(modes: RuleModes, rule: RuleId): RuleModeSetting {
  return modes[rule] ?? 'off';
}
