import { type Kysely, sql } from 'kysely';
import { WATCH_KINDS, type WatchKind } from '../../domain/watch-kind.js';
import { ACKNOWLEDGED_AS, type Acknowledgement, type KnownAlarm } from '../watch/alarm.js';
import { expectedRate } from '../watch/watch-series.js';
import type { Tables, WatchAlarmRow } from './tables.js';

/**
 * Keeps what the watch has called. An alarm that is known keeps what it was called for first, and its last week moves on; instances that
 * look at the same time say the same.
 */
export async function keepAlarms(db: Kysely<Tables>, alarms: readonly KnownAlarm[]): Promise<void> {
  if (alarms.length === 0) return;
  await db
    .insertInto('watch_alarms')
    .values(alarms.map(rowOf))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        last_week: sql<string>`case when excluded.last_week > watch_alarms.last_week then excluded.last_week else watch_alarms.last_week end`,
      }),
    )
    .execute();
}

export async function keepAcknowledgement(
  db: Kysely<Tables>,
  { alarm, at, by, as, throughWeek }: Acknowledgement,
): Promise<void> {
  await db
    .insertInto('alarm_acknowledgements')
    .values({ alarm_id: alarm, at, by_whom: by, said: as, through_week: throughWeek })
    .execute();
}

export interface KeptAlarms {
  readonly known: readonly KnownAlarm[];
  readonly acknowledgements: readonly Acknowledgement[];
}

/** Every alarm that is kept. Of a kind that a newer release has called, and this one does not know, nothing can be said: left out. */
export async function readAlarms(db: Kysely<Tables>): Promise<KeptAlarms> {
  const rows = await db.selectFrom('watch_alarms').selectAll().orderBy('first_week').orderBy('id').execute();
  const said = await db.selectFrom('alarm_acknowledgements').selectAll().orderBy('at').execute();
  return {
    known: rows.flatMap(alarmOf),
    acknowledgements: said.flatMap(({ alarm_id, at, by_whom, said: word, through_week }) => {
      const as = ACKNOWLEDGED_AS.find((each) => each === word);
      return as === undefined ? [] : [{ alarm: alarm_id, at, by: by_whom, as, throughWeek: through_week }];
    }),
  };
}

/** A contract is held against its own bound, which is no guess. */
function isContract(kind: WatchKind): boolean {
  return kind === 'above-contract' || kind === 'below-contract';
}

function rowOf({ id, first, lastWeek }: KnownAlarm): WatchAlarmRow {
  const { kind, client, rule, service, source, reason, term, isNew, week, count, of, baseline } = first;
  return {
    ...{ id, kind, client, rule, service, source, reason },
    term_kind: term?.kind ?? null,
    term_system: term?.system ?? null,
    term: term?.code ?? null,
    is_new: isNew === null ? null : isNew ? 1 : 0,
    first_week: week,
    last_week: lastWeek,
    counted: count,
    counted_of: of,
    before_counted: baseline.count,
    before_of: baseline.of,
  };
}

function alarmOf(row: WatchAlarmRow): readonly KnownAlarm[] {
  const kind = WATCH_KINDS.find((each) => each === row.kind);
  if (kind === undefined) return [];
  const { id, client, rule, service, source, reason, term_kind, term_system, term, is_new } = row;
  const baseline = { count: row.before_counted, of: row.before_of };
  return [
    {
      id,
      lastWeek: row.last_week,
      first: {
        ...{ kind, week: row.first_week, client, rule, service, source, reason },
        term: term === null || term_kind === null ? null : { kind: term_kind, system: term_system, code: term },
        isNew: is_new === null ? null : is_new === 1,
        count: row.counted,
        of: row.counted_of,
        expected: isContract(kind) ? baseline.count / baseline.of : expectedRate(baseline),
        baseline,
        // How improbable it was is said when it is called, and not kept.
        probability: null,
      },
    },
  ];
}
