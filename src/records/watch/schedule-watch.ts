import type { Kysely } from 'kysely';
import type { BurdenContract } from '../../domain/service-definition.js';
import { findAlarms } from '../report/build-report.js';
import { alarmText } from '../report/words.js';
import type { Tables } from '../store/tables.js';
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
  readonly log: WatchLog;
  readonly everyMs?: number;
}

export interface RunningWatch {
  /** Alarms of this week and the one before, as of the last look: for a gauge by kind, client and rule. */
  readonly current: () => readonly WatchAlarm[];
  /** Looks now. Never rejects: a database that is away is told in the log, and tried at the next turn. */
  readonly look: () => Promise<void>;
  readonly stop: () => void;
}

const HOUR_MS = 3_600_000;
const DAYS = 8;

/** Looks now and then every hour. Each alarm is logged once, when it is first seen. */
export function scheduleWatch({ query, now, contract, log, everyMs = HOUR_MS }: WatchSchedule): RunningWatch {
  let current: readonly WatchAlarm[] = [];
  let told: ReadonlySet<string> = new Set();
  let looking: Promise<void> | null = null;
  const lookNow = async () => {
    try {
      const to = now();
      const period = { from: new Date(to - DAYS * 24 * HOUR_MS).toISOString(), to: new Date(to).toISOString() };
      current = await findAlarms(await query(), period, contract());
      for (const alarm of current.filter((each) => !told.has(nameOf(each)))) {
        log.warn({ watch: alarm }, alarmText(alarm));
      }
      told = new Set(current.map(nameOf));
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

function nameOf({ kind, week, client, rule, service, source, term }: WatchAlarm): string {
  return JSON.stringify([kind, week, client, rule, service, source, term]);
}
