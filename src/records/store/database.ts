import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Kysely, Migrator } from 'kysely';
import { createKnownSets } from './call-sets.js';
import { MIGRATIONS } from './migrations.js';
import type { EvaluationRows } from './evaluation.js';
import type { Lane, Lanes } from './postgres-lanes.js';
import { sqliteConnection } from './sqlite-dialect.js';
import { openSqliteThread, reopening, type SqliteFileOptions } from './sqlite-thread.js';
import { databaseErrorCode, StoreError } from './store-error.js';
import type { Tables } from './tables.js';
import { within } from './within.js';
import { createStatementWriter, writeEvaluations } from './write-evaluations.js';

/**
 * A database that may be away. It is opened and migrated at the first use that succeeds, so that a service can start, and
 * its clinicians be answered, while the database is still down.
 */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /**
   * @param lane whose connections are used
   * @throws StoreError where waiting cannot help; any other error where it may
   */
  ready(lane: Lane): Promise<Kysely<Tables>>;
  /** Writes calls in one transaction; a batch that is written again adds nothing. @throws as `ready`, and as the database */
  write(batch: readonly EvaluationRows[]): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresOptions {
  readonly url: string;
  /** Everything of ours lives in this schema. */
  readonly schema: string;
}

/** How long closing waits for statements that are running; a report may run for minutes. */
const CLOSE_WAIT_MS = 2_000;

export interface SqliteOptions extends Omit<SqliteFileOptions, 'access'> {
  /** Keep a second instance out; a command that works beside the service does not. */
  readonly exclusive: boolean;
  /** Make the folder of the file where it is missing, for nobody else to read. */
  readonly makeFolder?: boolean;
}

export function createSqliteDatabase({ makeFolder = false, exclusive, ...options }: SqliteOptions): Database {
  return createDatabase('sqlite', async () => {
    if (makeFolder) await mkdir(dirname(options.file), { recursive: true, mode: 0o700 });
    const writing = await openSqliteThread({ ...options, access: exclusive ? 'write-alone' : 'write' });
    const connection = sqliteConnection(writing);
    const db = new Kysely<Tables>({ dialect: connection.dialect });
    await migrateOrClose(db, null);
    // A report may read for a minute; feedback and events do not wait behind it.
    const reading = reopening(() => openSqliteThread({ ...options, access: 'read' }));
    const reports = new Kysely<Tables>({ dialect: sqliteConnection(reading).dialect });
    const statementsOf = createStatementWriter(db);
    const known = createKnownSets();
    return {
      lanes: { tokens: db, calls: db, reports },
      async write(batch) {
        const unknown = known.withoutKnown(batch);
        await connection.transaction(statementsOf(unknown));
        known.written(unknown);
      },
      isGone: () => writing.isGone(),
      async destroy() {
        await db.destroy();
        await within(CLOSE_WAIT_MS, () => reading.close()).catch(() => undefined);
      },
    };
  });
}

export function createPostgresDatabase({ url, schema }: PostgresOptions): Database {
  return createDatabase('postgres', async () => {
    // Its driver takes a while to load, and most services keep a file.
    const { openPostgresLanes } = await import('./postgres-lanes.js');
    const pools = openPostgresLanes(url);
    // An index over years of calls may take long to build.
    await migrateOrClose(pools.reports, schema);
    const { calls, tokens, reports } = pools;
    const known = createKnownSets();
    const lanes: Lanes = {
      calls: calls.withSchema(schema),
      tokens: tokens.withSchema(schema),
      reports: reports.withSchema(schema),
    };
    return {
      lanes,
      async write(batch) {
        const unknown = known.withoutKnown(batch);
        await writeEvaluations(lanes.calls, unknown);
        known.written(unknown);
      },
      isGone: () => false,
      async destroy() {
        const ended = Promise.all([calls, tokens, reports].map((db) => db.destroy()));
        await within(CLOSE_WAIT_MS, () => ended).catch(() => undefined);
      },
    };
  });
}

interface Opened {
  readonly lanes: Lanes;
  readonly write: Database['write'];
  /** It has ended by itself, and has to be opened again. */
  isGone(): boolean;
  destroy(): Promise<void>;
}

function createDatabase(kind: Database['kind'], open: () => Promise<Opened>): Database {
  let opened: Opened | null = null;
  let opening: Promise<Opened> | null = null;
  let closed = false;
  const openOnce = async (before: Opened | null) => {
    try {
      await before?.destroy().catch(() => undefined);
      opened = await open();
      return opened;
    } finally {
      opening = null;
    }
  };
  const ready = (): Promise<Opened> => {
    if (closed) return Promise.reject(Object.assign(new Error('the store is closed'), { code: 'CLOSED' }));
    if (opened !== null && !opened.isGone()) return Promise.resolve(opened);
    opening ??= openOnce(opened);
    return opening;
  };
  return {
    kind,
    ready: async (lane) => (await ready()).lanes[lane],
    write: async (batch) => (await ready()).write(batch),
    async close() {
      closed = true;
      await opening?.catch(() => undefined);
      await opened?.destroy();
    },
  };
}

async function migrateOrClose(db: Kysely<Tables>, schema: string | null): Promise<void> {
  try {
    await migrate(db, schema);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw explain(error);
  }
}

/** Instances that start together wait for one another: the migrator takes a lock. */
async function migrate(db: Kysely<Tables>, schema: string | null): Promise<void> {
  // `create ... if not exists` of two starting instances can still collide, before that lock is taken.
  for (let attempt = 1; ; attempt += 1) {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(inSchema(schema)) },
      ...(schema === null ? {} : { migrationTableSchema: schema }),
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return;
    const collided = /^(23505|42P06|42P07)$/.test(databaseErrorCode(error));
    if (!collided || attempt === 5 || (results ?? []).some(({ status }) => status === 'Error')) throw asError(error);
  }
}

function inSchema(schema: string | null): typeof MIGRATIONS {
  if (schema === null) return MIGRATIONS;
  return Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, migration]) => [
      name,
      { up: (db: Kysely<unknown>) => migration.up(db.withSchema(schema)) },
    ]),
  );
}

/** 28: authentication; 3D000: no such database; 42501: not permitted. Waiting helps with none of them. */
function explain(error: unknown): Error {
  if (error instanceof StoreError) return error;
  const code = databaseErrorCode(error);
  if (code.startsWith('28') || code === '3D000' || code === '42501') {
    return new StoreError('refused', `The database of DATABASE_URL refuses us (PostgreSQL ${code}).`, { cause: error });
  }
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    return new StoreError('newer-release', 'The store was written by a newer release; start that one.', {
      cause: error,
    });
  }
  return asError(error);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the database failed', { cause: error });
}
