import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { SqliteThread } from './sqlite-thread.js';
import type { SqliteStatement } from './sqlite-worker.js';

export interface SqliteConnection {
  /** Kysely's SQLite, run by the thread that owns the file. */
  readonly dialect: Dialect;
  /** A transaction whose statements do not depend on each other's answers: one message in the place of one per statement. */
  transaction(statements: readonly SqliteStatement[]): Promise<void>;
}

/** One connection, handed out to one user at a time: a transaction must not see the statements of another. */
export function sqliteConnection(thread: SqliteThread): SqliteConnection {
  const takeTurn = createTurns();
  return {
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => createDriver(thread, takeTurn),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    async transaction(statements) {
      const release = await takeTurn();
      try {
        await thread.transaction(statements);
      } finally {
        release();
      }
    },
  };
}

/** @returns waits until everybody who came before is done, and says how to be done oneself */
type TakeTurn = () => Promise<() => void>;

function createTurns(): TakeTurn {
  let free: Promise<void> = Promise.resolve();
  return async () => {
    const before = free;
    let release: () => void = () => undefined;
    free = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  };
}

function createDriver(thread: SqliteThread, takeTurn: TakeTurn): Driver {
  const connection = connectionTo(thread);
  let release: () => void = () => undefined;
  const execute = async (connected: DatabaseConnection, sql: string): Promise<void> => {
    await connected.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      release = await takeTurn();
      return connection;
    },
    // Taking the write lock at once: upgrading it later can fail half-way.
    beginTransaction: (connected) => execute(connected, 'begin immediate'),
    commitTransaction: (connected) => execute(connected, 'commit'),
    rollbackTransaction: (connected) => execute(connected, 'rollback'),
    releaseConnection: () => {
      release();
      return Promise.resolve();
    },
    destroy: () => thread.close(),
  };
}

function connectionTo(thread: SqliteThread): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes } = await thread.run(sql, parameters);
      return { rows: rows as R[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error('the store does not stream');
    },
  };
}
