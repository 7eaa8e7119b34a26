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

/** Kysely's SQLite, run by the thread that owns the file. */
export function sqliteDialect(thread: SqliteThread): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(thread),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** One connection, handed out to one user at a time: a transaction must not see the statements of another. */
function createDriver(thread: SqliteThread): Driver {
  const connection = connectionTo(thread);
  let free: Promise<void> = Promise.resolve();
  let release: () => void = () => undefined;
  const execute = async (connected: DatabaseConnection, sql: string): Promise<void> => {
    await connected.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const before = free;
      let done: () => void = () => undefined;
      free = new Promise((resolve) => (done = resolve));
      await before;
      release = done;
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
