import { createHash } from 'node:crypto';
import { DAY_MS } from '../../domain/time.js';
import type { WatchAlarm } from './watch-contract.js';
import type { SeriesMemory } from './watch-series.js';

/** What a person said of an alarm. */
export const ACKNOWLEDGED_AS = ['mended', 'intended', 'no-fault'] as const;
export type AcknowledgedAs = (typeof ACKNOWLEDGED_AS)[number];

export interface Acknowledgement {
  readonly alarm: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of a user or a role of the site's staff, shaped like a code. */
  readonly by: string;
  /**
   * `mended`: the cause was found and mended; `intended`: somebody changed something on purpose, and the new level is usual;
   * `no-fault`: looked into, nothing is wrong, and it is not how things are.
   */
  readonly as: AcknowledgedAs;
  /** Monday of the week in which it was said, UTC: what is called later is not covered. */
  readonly throughWeek: string;
}

/** An alarm that was kept: what it was called for first, and the last week that was called. */
export interface KnownAlarm {
  readonly id: string;
  readonly first: WatchAlarm;
  readonly lastWeek: string;
}

/** A malfunction from the first week in which it was called to the last. */
export interface Alarm extends KnownAlarm {
  /** Open until somebody acknowledges it, and again when it is called in a later week. */
  readonly state: 'open' | 'acknowledged';
  /** Oldest first. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/** After so many weeks without a call the next one is an alarm of its own. */
const QUIET_WEEKS = 4;
const WEEK_MS = 7 * DAY_MS;

/** What malfunctions: the same text for the same thing, week after week. */
export function malfunctionOf({
  kind,
  client,
  rule,
  service,
  source,
  term,
}: Pick<WatchAlarm, 'kind' | 'client' | 'rule' | 'service' | 'source' | 'term'>): string {
  return JSON.stringify([kind, client, rule, service, source, term]);
}

/**
 * Alarms from what was called now and what was kept before: a call that follows on a known alarm belongs to it, whichever weeks are
 * looked at. What is known and is no longer called stays as it was.
 * @returns the last called first
 */
export function alarmsOf(
  called: readonly WatchAlarm[],
  known: readonly KnownAlarm[],
  acknowledgements: readonly Acknowledgement[],
): readonly Alarm[] {
  const alarms = new Map(known.map((each) => [each.id, each]));
  for (const week of [...called].sort((a, b) => (a.week < b.week ? -1 : 1))) {
    const same = [...alarms.values()].find((each) => follows(week, each));
    if (same === undefined) {
      const id = idOf(week);
      alarms.set(id, { id, first: week, lastWeek: week.week });
    } else if (week.week > same.lastWeek) alarms.set(same.id, { ...same, lastWeek: week.week });
  }
  return [...alarms.values()]
    .map((alarm): Alarm => {
      const said = acknowledgements.filter(({ alarm: id }) => id === alarm.id).sort((a, b) => (a.at < b.at ? -1 : 1));
      const isCovered = said.some(({ throughWeek }) => throughWeek >= alarm.lastWeek);
      return { ...alarm, state: isCovered ? 'acknowledged' : 'open', acknowledgements: said };
    })
    .sort((a, b) => (a.lastWeek < b.lastWeek ? 1 : a.lastWeek > b.lastWeek ? -1 : a.id < b.id ? -1 : 1));
}

/**
 * What the watch has to know of a series from before the weeks that it looks at: a fault that was going on when they begin must not be
 * taken for how things are, and what a person called intended must.
 * @param firstWeek Monday of the first week that is looked at
 */
export function memoryOf(
  known: readonly KnownAlarm[],
  acknowledgements: readonly Acknowledgement[],
  firstWeek: string,
): (malfunction: Parameters<typeof malfunctionOf>[0]) => SeriesMemory {
  const byMalfunction = new Map<string, KnownAlarm[]>();
  for (const alarm of known) {
    const key = malfunctionOf(alarm.first);
    byMalfunction.set(key, [...(byMalfunction.get(key) ?? []), alarm]);
  }
  return (malfunction) => {
    const alarms = byMalfunction.get(malfunctionOf(malfunction)) ?? [];
    const intended = alarms.flatMap(({ id, first }) =>
      acknowledgements
        .filter((said) => said.alarm === id && said.as === 'intended')
        .map(({ throughWeek }) => ({ from: first.week, through: throughWeek })),
    );
    const goingOn = alarms.find(
      ({ first, lastWeek }) =>
        first.week < firstWeek &&
        weeksBetween(lastWeek, firstWeek) <= QUIET_WEEKS &&
        !intended.some(({ from, through }) => from === first.week && through >= lastWeek),
    );
    return { before: goingOn?.first.baseline ?? null, intended };
  };
}

function follows(called: WatchAlarm, { first, lastWeek }: KnownAlarm): boolean {
  return (
    malfunctionOf(called) === malfunctionOf(first) &&
    called.week >= first.week &&
    weeksBetween(lastWeek, called.week) <= QUIET_WEEKS
  );
}

/** Short enough to be typed; the same for the same malfunction that began in the same week, whoever works it out. */
function idOf(first: WatchAlarm): string {
  return createHash('sha256')
    .update(`${malfunctionOf(first)} ${first.week}`)
    .digest('hex')
    .slice(0, 8);
}

function weeksBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / WEEK_MS;
}
