import type { FactSet, NotOursKind, SourceBook, UnreadReason } from '../../domain/fact-set.js';
import type { MonitoringTest, ScreeningTest } from '../../domain/lab-result.js';
import type { FactValue, RuleId } from '../../domain/finding.js';
import { RULES } from '../../rules/index.js';
import type { RuleModeSetting } from '../../domain/service-definition.js';
import { scheduledMode } from '../evaluate/outcomes.js';
import type { EffectiveMode, SuppressedFinding } from '../../domain/evaluation-event.js';

/** The words in which a call is explained to a person, as far as `cards/` has none for it. */

/** `Kidney injury (aki)` */
export function ruleTitle(rule: RuleId): string {
  const name = RULES.find(({ id }) => id === rule)?.name;
  return name === undefined ? rule : `${name} (${rule})`;
}

/** What a mode comes to in one call. */
export const MODE_WORDS: Readonly<Record<EffectiveMode, string>> = {
  live: 'live: its cards are shown',
  'pilot-shown': 'pilot: its cards are shown to this user',
  'pilot-hidden': 'pilot: evaluated and counted, this user is not among those who see it',
  silent: 'silent: evaluated and counted, shows no card',
  off: 'off: not evaluated',
};

const SETTING_WORDS = {
  live: 'shows its cards',
  pilot: 'shows its cards to the users and roles listed',
  silent: 'is evaluated and counted, shows no card',
  off: 'is not evaluated',
} as const;

/** `pilot from 2026-12-01, review by 2027-03-01, for Practitioner/1`. */
export function modeText(setting: RuleModeSetting): string {
  const { mode, users, roles, effectiveFrom, reviewBy } = scheduledMode(setting);
  const viewers = [...users, ...roles];
  return [
    `${mode}${effectiveFrom === null ? '' : ` from ${effectiveFrom}`}`,
    ...(reviewBy === null ? [] : [`review by ${reviewBy}`]),
    ...(viewers.length === 0 ? [] : [`for ${viewers.join(' ')}`]),
  ].join(', ');
}

export function modeMeaning(setting: RuleModeSetting): string {
  return `the rule ${SETTING_WORDS[scheduledMode(setting).mode]}`;
}

export const STATE_WORDS: Readonly<Record<FactSet<unknown>['state'], string>> = {
  present: 'complete',
  absent: 'complete: there is none',
  truncated: 'incomplete: a finding may rest on it, silence may not',
  unavailable: 'not available: nothing may be concluded',
};

export const NOT_SHOWN_WORDS: Readonly<Record<SuppressedFinding['why'], string>> = {
  'card-limit': 'an order has three cards at most (or maxCards of the service); its summary is on the last card',
  'told-together': 'it stands on the card of another finding, because the two are one decision',
  'on-not-checked-card': 'it has no card of its own: it stands on the "not checked" card, which is as serious as it',
  'no-card-of-its-own': 'it has no card of its own, and there was no "not checked" card to join',
  'not-at-this-service': 'this service does not tell of it (findings)',
  'already-shown': 'order-select showed it to this user from the same facts (oneAlertPerDecision)',
  snoozed: 'this user has set it aside, and its facts are the same (oneAlertPerDecision.snooze)',
};

export const TEST_WORDS: Readonly<Record<MonitoringTest | ScreeningTest, string>> = {
  potassium: 'Potassium',
  magnesium: 'Magnesium',
  glucose: 'Glucose',
  height: 'Height',
  'c-difficile': 'C. difficile test',
  'cmv-tissue': 'CMV in tissue',
  hbsag: 'HBsAg',
  'anti-hbc': 'Anti-HBc',
  'hbv-dna': 'HBV DNA',
  'hcv-antibody': 'HCV antibody',
  hiv: 'HIV',
  tuberculosis: 'Tuberculosis test',
  'vzv-igg': 'VZV IgG',
  calprotectin: 'Calprotectin',
};

export const DROP_WORDS: Readonly<Record<UnreadReason, string>> = {
  status: 'its status is not a final one',
  'in-the-future': 'it is dated in the future',
  'no-time': 'it has no usable time',
  'no-value': 'it has no value',
  'no-unit': 'it has no unit',
  'unknown-unit': 'its unit is not understood',
  'unit-conflict': 'its two units disagree',
  implausible: 'its value is not plausible',
  haemolysed: 'its specimen was haemolysed',
  'not-whole-blood': 'it was not measured in whole blood',
  'not-a-trough': 'it is coded as something else than a trough',
  'unknown-code': 'its code is in no value set that counts',
  'different-scale': 'it is corrected creatinine, another scale',
  malformed: 'it cannot be read',
  'status-registered': 'it is registered and has no result yet',
  'status-unknown': 'its status is not known',
  'status-undecided': 'it is on hold, intended or a draft, so nobody knows whether the drug is taken',
  'status-preliminary': 'it is preliminary',
  'not-identified': 'neither code nor text names it',
  'in-words': 'it is written in words only',
  'not-resolved': 'it refers to something that is not there',
  modified: 'it carries a modifier extension that is not known here and may change its meaning',
  'other-patient': 'it names another patient',
  'other-version': 'there are two versions of it, and nothing tells which is the newer',
  'no-resource': 'there is no resource in it',
  'over-limit': 'there are more than are read',
};

/** What became of each resource of a source, as one sentence; the parts make up the number in front. */
export function bookSentence({ seen, facts, notOurs, unread }: SourceBook): string {
  const parts = [
    ...Object.entries(facts).map(([kind, count]) => `${count} ${kind.replaceAll('-', ' ')}`),
    ...Object.entries(notOurs).map(([kind, count]) => `${count} ${NOT_OURS_WORDS[kind as NotOursKind]}`),
    ...Object.entries(unread).map(([reason, count]) => `${count} not read: ${DROP_WORDS[reason as UnreadReason]}`),
  ].filter((part) => !part.startsWith('0 '));
  return seen === 0 ? 'nothing came' : `${seen} seen: ${parts.join(', ')}`;
}

const NOT_OURS_WORDS: Readonly<Record<NotOursKind, string>> = {
  'other-test': 'of other tests',
  'other-person': 'of a donor or an unborn child',
  'other-drug': 'of other drugs',
  'other-diagnosis': 'of other diagnoses',
  'other-plan': 'of other plans, or over',
  topical: 'on the skin',
  withdrawn: 'withdrawn',
  'earlier-version': 'in an earlier version',
  'other-type': 'of other types',
  message: 'with a message',
};

/** Named values on one line: `days 45, maxAgeDays 30`. */
export function factList(facts: Readonly<Record<string, FactValue>>): string {
  return Object.entries(facts)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => `${name} ${factText(value)}`)
    .join(', ');
}

function isEmpty(value: FactValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function factText(value: FactValue): string {
  if (value === null) return 'none';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isList(value)) return value.map(factText).join('; ');
  return `(${factList(value)})`;
}

/** `Array.isArray` does not narrow a readonly list. */
function isList(value: FactValue): value is readonly FactValue[] {
  return Array.isArray(value);
}
