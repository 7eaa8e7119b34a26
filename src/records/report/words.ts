import type { BurdenContract } from '../../domain/service-definition.js';
import type { Acknowledgement, AcknowledgedAs } from '../watch/alarm.js';
import type { WatchAlarm } from '../watch/watch-contract.js';
import type { Dimension } from './burden-report.js';
import type { Term } from './rule-queries.js';

/** Names of rules and of the card without one; a rule that is not listed is shown by its code. */
const RULES: Readonly<Record<string, string>> = {
  aki: 'Kidney injury',
  trough: 'Tacrolimus level',
  electrolyte: 'Electrolytes and neurotoxicity',
  interaction: 'Interacting drug',
  start: 'Before the first dose',
  'thiopurine-plan': 'Thiopurine plan',
  duration: 'Length of treatment',
  monitoring: 'Overdue monitoring',
  'data-gap': 'Not evaluated (data-gap card)',
};

/** The categories of HL7's Non-Adherence Reason Codes, and how a reason came that is in none of them. */
const REASONS: Readonly<Record<string, string>> = {
  'cds-not-applicable': 'Not applicable to this patient',
  'cds-suboptimal-context': 'Wrong moment or place',
  'recipient-disagrees-evidence': 'Disagrees with the evidence',
  'recipient-concerns-outcomes': 'Concerned about outcomes',
  'does-not-align-preferences': 'Preferences or values',
  'not-convenient-feasible': 'Not convenient or feasible',
  none: 'No reason given',
  unlisted: 'A reason that is not in the list',
  ehr: 'A reason built in the EHR, not listed',
  listed: 'A listed reason without a category',
};

/** Why a finding got no card (`notShown` of the event). */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'card-limit': 'Over the number of cards; its summary joined the last one',
  'told-together': 'On the card of another finding',
  'on-not-checked-card': 'Told on the "not checked" card; it has none of its own',
  'no-card-of-its-own': 'No card of its own, and no "not checked" card to join',
  'not-at-this-service': 'Not among the findings of the service',
  'already-shown': 'Order-select had shown it to this user',
  snoozed: 'Set aside by this user a short while before',
};

export const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  rule: 'Rule',
  severity: 'Severity',
  hook: 'Hook',
  client: 'Client',
  contentVersion: 'Content version',
  week: 'Week (Monday)',
};

export function ruleName(rule: string): string {
  return RULES[rule] ?? rule;
}

export function reasonName(reason: string): string {
  return REASONS[reason] ?? reason;
}

export function notShownName(why: string): string {
  return NOT_SHOWN[why] ?? why;
}

/** One sentence for the page, the CSV and the log. */
export function alarmText(alarm: WatchAlarm): string {
  const { kind, client, rule, service, source, reason, count, of, expected } = alarm;
  const seen = `${count} of ${of}`;
  const usual = `${percent(expected)} expected from the weeks before`;
  const because = reason === null ? '' : `; mostly ${reason}`;
  switch (kind) {
    case 'stopped-firing':
      return `${ruleName(rule ?? '')} fires less at ${client}: ${seen} patients, ${usual}${because}`;
    case 'firing-more':
      return `${ruleName(rule ?? '')} fires more at ${client}: ${seen} patients, ${usual}`;
    case 'not-evaluable':
      return `${ruleName(rule ?? '')} can often not be evaluated at ${client}: ${seen} patients, ${usual}${because}`;
    case 'orders-not-recognised':
      return `Fewer orders of ${client} are recognised as tacrolimus at ${service ?? ''}: ${count} patients, ${Math.round(expected * of)} expected for so many orders, as in the weeks before`;
    case 'prefetch-key-vanished':
      return `${client} no longer sends the prefetch key ${source ?? ''} to ${service ?? ''}: ${seen} patients, ${usual}`;
    case 'unknown-code':
      return `${client} sends ${source ?? ''} under ${termName('code', alarm)}: ${seen} patients, ${usual}`;
    case 'unknown-unit':
      return `${client} sends ${source ?? ''} in ${termName('unit', alarm)}: ${seen} patients, ${usual}`;
    case 'above-contract':
      return `${count} cards at ${of} orders in four weeks: more than the agreed ${hundred(expected)} per 100 orders`;
    case 'below-contract':
      return `${count} cards at ${of} orders in four weeks: fewer than the agreed ${hundred(expected)} per 100 orders`;
  }
}

const ACKNOWLEDGED: Readonly<Record<AcknowledgedAs, string>> = {
  mended: 'the cause was mended',
  intended: 'a change that was meant; it counts as usual from its first week on',
  'no-fault': 'looked into, and nothing is wrong',
};

/** `Acknowledged 2026-11-24 by j.doe: the cause was mended.` */
export function acknowledgedText({ at, by, as }: Acknowledgement): string {
  return `Acknowledged ${at.slice(0, 10)} by ${by}: ${ACKNOWLEDGED[as]}.`;
}

/** `The site has agreed to 5 to 40 cards per 100 orders, over every four weeks.`; the limits by severity after it. */
export function contractText({
  maxCardsPer100Orders: max,
  minCardsPer100Orders: min,
  maxBySeverity,
}: BurdenContract): string {
  const bounds =
    max === null ? (min === null ? null : `at least ${min}`) : min === null ? `at most ${max}` : `${min} to ${max}`;
  const severities = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const most = maxBySeverity[severity];
    return most === null ? [] : [`${most} ${severity}`];
  });
  const all = bounds === null ? [] : [`The site has agreed to ${bounds} cards per 100 orders, over every four weeks.`];
  const each =
    severities.length === 0
      ? []
      : [
          `By severity it has agreed to at most ${severities.join(', ')} cards per 100 orders, over the period of a report.`,
        ];
  return [...all, ...each].join(' ');
}

function termName(kind: 'code' | 'unit', { term, isNew }: WatchAlarm): string {
  const name = term === null ? `an unknown ${kind} that may not be named` : `the unknown ${kind} ${termText(term)}`;
  return isNew === true ? `${name}, never seen before` : name;
}

/** `KR-7 (urn:hospital:laboratory)`, `TAC-U`. */
export function termText({ system, code }: Term): string {
  return system === null ? code : `${code} (${system})`;
}

/** `12.3%`; a dash where there is nothing to divide by. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** One decimal; a dash where there is nothing to divide by. */
export function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}

function hundred(perOrder: number): string {
  return String(Math.round(perOrder * 1000) / 10);
}
