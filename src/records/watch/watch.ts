import type { BurdenContract } from '../../domain/service-definition.js';
import type { WatchKind } from '../../domain/watch-kind.js';
import type { CardCell, EvaluationCell } from '../report/card-queries.js';
import { groupBy, sumOf } from '../report/period.js';
import {
  type DroppedCell,
  type GapCell,
  NAMED_FROM_PATIENTS,
  type OutcomeCell,
  type PatientCell,
  type PrefetchCell,
} from '../report/rule-queries.js';
import { type WatchAlarm, watchContract } from './watch-contract.js';
import { type SeriesAlarm, type SeriesMemory, type WatchRule, watchSeries, type WeekCount } from './watch-series.js';

/**
 * What the watch looks at: order evaluations with tacrolimus, so that opened charts do not move the shares. It counts
 * patients and not calls: the orders of one patient in one week fare alike, and are no independent evidence.
 */
export interface Watched {
  readonly calls: readonly EvaluationCell[];
  readonly cards: readonly CardCell[];
  readonly outcomes: readonly OutcomeCell[];
  readonly gaps: readonly GapCell[];
  readonly prefetch: readonly PrefetchCell[];
  readonly dropped: readonly DroppedCell[];
  /** The denominator of `dropped`. */
  readonly patients: readonly PatientCell[];
}

const STOPPED: WatchRule = { direction: 'fewer', factor: 2, points: 0 };
const SPIKE: WatchRule = { direction: 'more', factor: 2, points: 0.05 };
const UNEVALUABLE: WatchRule = { direction: 'more', factor: 1.5, points: 0.1 };
const VANISHED: WatchRule = { direction: 'fewer', factor: 2, points: 0.25 };

/** Whether a code or unit is new does not depend on how many have it; so no least share, and chance alone decides. */
const UNKNOWN: WatchRule = { direction: 'more', factor: 2, points: 0 };

const FIRED = ['findings'];
const NOT_EVALUABLE = ['indeterminate', 'failed'];

/** What was kept of a malfunction from before. */
export type WatchMemory = (malfunction: Malfunction) => SeriesMemory | undefined;
type Malfunction = Pick<WatchAlarm, 'kind' | 'client' | 'rule' | 'service' | 'source' | 'term'>;

const ABOUT_NOTHING = { rule: null, service: null, source: null, term: null };

/**
 * Looks for rules, prefetch keys and orders that behave unlike the weeks before (docs/reports.md).
 * @returns the newest week first
 */
export function watch(
  seen: Watched,
  contract: BurdenContract | null,
  memory: WatchMemory = () => undefined,
): readonly WatchAlarm[] {
  return [
    ...watchRules(seen.outcomes, seen.gaps, memory),
    ...watchOrders(seen.calls, memory),
    ...watchPrefetch(seen.prefetch, memory),
    ...watchTerms(seen.dropped, seen.patients, memory),
    ...(contract === null ? [] : watchContract(seen.calls, seen.cards, contract)),
  ].sort((a, b) => (a.week < b.week ? 1 : a.week > b.week ? -1 : 0));
}

function watchRules(
  outcomes: readonly OutcomeCell[],
  gaps: readonly GapCell[],
  memory: WatchMemory,
): readonly WatchAlarm[] {
  return bySeries(outcomes, ({ client, rule }) => [client, rule]).flatMap((cells) => {
    const [{ client, rule }] = cells;
    const fired = weeksOf(cells, (cell) => (FIRED.includes(cell.outcome) ? cell.patients : 0));
    const gapsOf = gaps.filter((gap) => gap.client === client && gap.rule === rule);
    const say = (kind: WatchKind, weeks: readonly WeekCount[], how: WatchRule) =>
      watchSeries(weeks, how, memory({ ...ABOUT_NOTHING, kind, client, rule })).map((alarm) => ({
        ...alarmOf(kind, client, alarm),
        rule,
        reason: kind === 'firing-more' ? null : risenReason(alarm, gapsOf),
      }));
    // Weeks that are called in one direction are no measure for the other: the end of a long fault is no spike.
    const more = say('firing-more', without(fired, say('stopped-firing', fired, STOPPED)), SPIKE);
    return [
      ...say('stopped-firing', without(fired, more), STOPPED),
      ...more,
      ...say(
        'not-evaluable',
        weeksOf(cells, (cell) => (NOT_EVALUABLE.includes(cell.outcome) ? cell.patients : 0)),
        UNEVALUABLE,
      ),
    ];
  });
}

function without(weeks: readonly WeekCount[], called: readonly { readonly week: string }[]): readonly WeekCount[] {
  const left = new Set(called.map(({ week }) => week));
  return weeks.filter(({ week }) => !left.has(week));
}

/** A drug that got another code looks like a hospital that stopped prescribing it. */
function watchOrders(calls: readonly EvaluationCell[], memory: WatchMemory): readonly WatchAlarm[] {
  const atOrders = calls.filter(({ hook }) => hook !== 'patient-view');
  return bySeries(atOrders, ({ client, service }) => [client, service]).flatMap((cells) => {
    const [{ client, service }] = cells;
    const recognised = weeksOf(cells, ({ patientsWithOrders }) => patientsWithOrders);
    const kind = 'orders-not-recognised';
    return watchSeries(recognised, STOPPED, memory({ ...ABOUT_NOTHING, kind, client, service })).map((alarm) => ({
      ...alarmOf(kind, client, alarm),
      service,
    }));
  });
}

function watchPrefetch(prefetch: readonly PrefetchCell[], memory: WatchMemory): readonly WatchAlarm[] {
  return bySeries(prefetch, ({ client, service, source }) => [client, service, source]).flatMap((cells) => {
    const [{ client, service, source }] = cells;
    const sent = weeksOf(cells, (cell) => (cell.state === 'prefetch' ? cell.patients : 0));
    const kind = 'prefetch-key-vanished';
    return watchSeries(sent, VANISHED, memory({ ...ABOUT_NOTHING, kind, client, service, source })).map((alarm) => ({
      ...alarmOf(kind, client, alarm),
      service,
      source,
    }));
  });
}

/**
 * Codes and units that nobody here knows, each for itself; those that may not be named are one series. Weeks without it
 * count as none.
 */
function watchTerms(
  dropped: readonly DroppedCell[],
  patients: readonly PatientCell[],
  memory: WatchMemory,
): readonly WatchAlarm[] {
  return (['unknown-code', 'unknown-unit'] as const).flatMap((kind) =>
    bySeries(
      dropped.filter(({ reason }) => reason === kind),
      ({ client, source, term }) => [client, source, JSON.stringify(term)],
    ).flatMap((cells) => {
      const [{ client, source, term }] = cells;
      const weeks = patients
        .filter((each) => each.client === client)
        .map(({ week, patients: of }) => ({
          ...{ week, of },
          count: sumOf(
            cells.filter((cell) => cell.week === week),
            (cell) => cell.patients,
          ),
        }));
      return watchSeries(weeks, UNKNOWN, memory({ ...ABOUT_NOTHING, kind, client, source, term })).map((alarm) => ({
        ...alarmOf(kind, client, alarm),
        source,
        term: alarm.count < NAMED_FROM_PATIENTS ? null : term,
        isNew: !cells.some(({ week }) => week < alarm.week),
      }));
    }),
  );
}

/** The reason whose weekly count rose most over its average in the weeks before; null where none rose. */
function risenReason(alarm: SeriesAlarm, gaps: readonly GapCell[]): string | null {
  const rises = [...groupBy(gaps, ({ reason }) => reason)].map(([reason, cells]) => {
    const countIn = (weeks: readonly string[]) =>
      sumOf(
        cells.filter(({ week }) => weeks.includes(week)),
        ({ patients }) => patients,
      );
    return { reason, rise: countIn([alarm.week]) - countIn(alarm.before) / alarm.before.length };
  });
  const most = rises.sort((a, b) => b.rise - a.rise)[0];
  return most === undefined || most.rise < 1 ? null : most.reason;
}

type WeeklyCell = { readonly week: string; readonly patients: number };

function weeksOf<T extends WeeklyCell>(cells: readonly T[], counts: (cell: T) => number): readonly WeekCount[] {
  return [...groupBy(cells, ({ week }) => week)].map(([week, ofWeek]) => ({
    week,
    count: sumOf(ofWeek, counts),
    of: sumOf(ofWeek, ({ patients }) => patients),
  }));
}

function bySeries<T>(cells: readonly T[], key: (cell: T) => readonly string[]): readonly (readonly [T, ...T[]])[] {
  return [...groupBy(cells, (cell) => JSON.stringify(key(cell))).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}

function alarmOf(
  kind: WatchKind,
  client: string,
  { week, count, of, expected, baseline, probability }: SeriesAlarm,
): WatchAlarm {
  const about = { rule: null, service: null, source: null, reason: null, term: null, isNew: null };
  return { kind, week, client, ...about, count, of, expected, baseline, probability };
}
