import type { Alarm } from '../watch/alarm.js';
import type { BurdenGroup, ContentChange, UnusableResults } from './burden-report.js';
import { alarmText, ruleName, termText } from './words.js';

export interface NewsSource {
  /** Content that changed in the period itself. */
  readonly changes: readonly ContentChange[];
  readonly byRule: { readonly now: readonly BurdenGroup[]; readonly before: readonly BurdenGroup[] };
  readonly unusable: { readonly now: readonly UnusableResults[]; readonly before: readonly UnusableResults[] };
  /** Alarms that began in the period. */
  readonly alarms: readonly Alarm[];
  /** Whether the period before had any order; else nothing can be called new. */
  readonly isComparable: boolean;
}

/** What was not so in the period before; one sentence each. */
export function newsOf({ changes, byRule, unusable, alarms, isComparable }: NewsSource): readonly string[] {
  const changed = changes.map(
    ({ week, versions }) => `Week of ${week}: orders are answered by content ${versions.join(' and ')}.`,
  );
  const called = alarms.map(
    ({ id, first, state }) => `Week of ${first.week}: alarm ${id} (${state}), ${alarmText(first)}.`,
  );
  if (!isComparable) return [...changed, ...called];
  return [
    ...changed,
    ...called,
    ...onlyIn(byRule.now, byRule.before).map(
      ({ key, shownOnOrders }) => `${ruleName(key)} speaks: ${shownOnOrders} cards, and none in the period before.`,
    ),
    ...onlyIn(byRule.before, byRule.now).map(
      ({ key, shownOnOrders }) =>
        `${ruleName(key)} has no card any more; there were ${shownOnOrders} in the period before.`,
    ),
    ...freshTerms(unusable.now, unusable.before),
  ];
}

function onlyIn(some: readonly BurdenGroup[], others: readonly BurdenGroup[]): readonly BurdenGroup[] {
  const known = new Set(others.filter(({ shownOnOrders }) => shownOnOrders > 0).map(({ key }) => key));
  return some.filter(({ key, shownOnOrders }) => shownOnOrders > 0 && !known.has(key));
}

function freshTerms(now: readonly UnusableResults[], before: readonly UnusableResults[]): readonly string[] {
  const keyOf = ({ client, source, term }: UnusableResults) => JSON.stringify([client, source, term]);
  const known = new Set(before.map(keyOf));
  return now.flatMap((each) => {
    const { client, source, term, results, firstWeek } = each;
    if (term === null || known.has(keyOf(each))) return [];
    return [
      `${client} sends ${source} under ${termText(term)}, first in the week of ${firstWeek}: ${results} results.`,
    ];
  });
}
