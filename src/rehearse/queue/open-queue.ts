import type PgBoss from 'pg-boss';
import { RehearseError } from '../rehearse-error.js';
import { openSession, type Session } from './session.js';

/** The jobs of pg-boss, and beside them what came of each: all in one schema, so that one transaction can end both. */
export interface Queue {
  readonly boss: PgBoss;
  readonly schema: string;
  session(): Promise<Session>;
  close(): Promise<void>;
}

export interface QueuePlace {
  readonly url: string;
  /** Everything of ours lives in this schema. */
  readonly schema?: string | undefined;
}

const SCHEMA = 'tacrolimus_rehearsal';

/**
 * Jobs on a PostgreSQL that all workers reach. pg-boss is an optional package, loaded for a queue alone.
 * @throws RehearseError where it is not installed, or the database does not let us in
 */
export async function openQueue({ url, schema = SCHEMA }: QueuePlace): Promise<Queue> {
  const { default: Boss } = await import('pg-boss').catch(() => {
    throw new RehearseError('--queue needs the optional package pg-boss: install with the optional dependencies.');
  });
  const boss = new Boss({
    ...{ connectionString: url, schema, application_name: 'tacrolimus-cds rehearse' },
    ...{ max: 2, schedule: false, maintenanceIntervalSeconds: 60 },
  });
  // Its housekeeping is tried again a minute later; whoever asks for a job hears of the fault by himself.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    const session = await openSession(url);
    try {
      await makeTables(session, schema);
    } finally {
      await session.end();
    }
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    const { code = 'no answer' } = error as { readonly code?: string };
    throw new RehearseError(`The database of --queue cannot be used (${code}).`);
  }
  return {
    boss,
    schema,
    session: () => openSession(url),
    close: () => boss.stop({ graceful: false }),
  };
}

/** Sums only: no line of a patient goes into the database. */
function makeTables(session: Session, schema: string): Promise<void> {
  return session.transaction(async () => {
    // Workers that start together make them one after the other.
    await session.rows('select pg_advisory_xact_lock(hashtext($1))', [schema]);
    await session.rows(`create table if not exists ${schema}.rehearsal_runs (
      run_id text primary key, plan json not null, begun_at timestamptz not null default now())`);
    await session.rows(`create table if not exists ${schema}.rehearsal_shards (
      run_id text not null references ${schema}.rehearsal_runs on delete cascade,
      shard integer not null, orders integer not null, tally json not null, primary key (run_id, shard))`);
  });
}
