import type { Kysely } from 'kysely';
import type { BurdenContract } from '../../domain/service-definition.js';
import { findAlarms } from '../report/build-report.js';
import { alarmText } from '../report/words.js';
import type { Tables } from '../store/tables.js';
import { type Alarm, malfunctionOf } from './alarm.js';
import type { WatchAlarm } from './watch-contract.js';

export interface WatchLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface WatchSchedule {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the content in force. */
  readonly contract: () => BurdenContract | null;
  readonly query: () => Promise<Kysely<Tables>>;
  /** Writes what was called, so that it is known when its weeks are no longer looked at. */
  readonly keep: (alarms: readonly Alarm[]) => Promise<void>;
  readonly log: WatchLog;
  readonly everyMs?: number;
}

export interface RunningWatch {
  /** Alarms that are open, as of the last look: for a gauge by kind and client. */
  readonly current: () => readonly WatchAlarm[];
  /** Looks now. Never rejects: a database that is away is told in the log, and tried at the next turn. */
  readonly look: () => Promise<void>;
  readonly stop: () => void;
}

const HOUR_MS = 3_600_000;
const DAYS = 8;

/**
 * Looks now and then every hour. Each alarm is kept, and logged when it is first seen and in each further week: open, until a person
 * acknowledges it.
 */
export function scheduleWatch({ query, keep, now, contract, log, everyMs = HOUR_MS }: WatchSchedule): RunningWatch {
  let current: readonly WatchAlarm[] = [];
  let reported: ReadonlySet<string> = new Set();
  let looking: Promise<void> | null = null;
  const lookNow = async () => {
    try {
      const to = now();
      const period = { from: new Date(to - DAYS * 24 * HOUR_MS).toISOString(), to: new Date(to).toISOString() };
      const { called, alarms } = await findAlarms(await query(), period, contract());
      await keep(alarms);
      const open = alarms.filter(({ state }) => state === 'open');
      for (const alarm of open.filter((each) => !reported.has(nameOf(each)))) {
        const week = called.find((each) => each.week === alarm.lastWeek && isOf(each, alarm)) ?? alarm.first;
        log.warn({ alarm: alarm.id, watch: week }, alarmText(week));
      }
      reported = new Set(open.map(nameOf));
      current = open.map(({ first }) => first);
    } catch {
      log.warn({}, 'the watch could not read the store');
    }
  };
  // One look at a time, so that no alarm is told twice.
  const look = () => {
    looking ??= lookNow().finally(() => {
      looking = null;
    });
    return looking;
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { current: () => current, look, stop: () => clearInterval(timer) };
}

function nameOf({ id, lastWeek }: Alarm): string {
  return `${id} ${lastWeek}`;
}

function isOf(called: WatchAlarm, { first }: Alarm): boolean {
  return malfunctionOf(called) === malfunctionOf(first);
}
