import type BetterSqlite3 from 'better-sqlite3';

export interface SqliteWorkerData {
  /** Resolved path of better-sqlite3. */
  readonly modulePath: string;
  readonly file: string;
  /** Take the lock that keeps a second instance out; a command that only reads or purges beside the service does not. */
  readonly exclusive: boolean;
  /** Largest size of the database file in pages; 0 for no limit of ours. */
  readonly maxPages: number;
}

export type SqliteQuestion =
  | { readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly transaction: readonly SqliteStatement[] };

/** One statement and the parameters of each of its runs. */
export interface SqliteStatement {
  readonly sql: string;
  readonly runs: readonly (readonly unknown[])[];
}

export type SqliteAnswer =
  | { readonly id: number; readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly id: number; readonly fault: SqliteFault };

export interface SqliteFault {
  readonly code: string;
  readonly message: string;
}

/** id of the message that says whether the file was opened. */
export const OPENED = 0;

/**
 * Source text of the thread that owns the SQLite file. A disk that is slow or hangs holds up this thread, and never the one
 * that answers clinicians. It travels as text, so that no second file has to be found by path at run time; the function
 * therefore uses nothing from outside itself.
 */
export function sqliteWorkerSource(): string {
  return `(${runSqliteWorker.toString()})();`;
}

function runSqliteWorker(): void {
  const { parentPort, ...threads } = process.getBuiltinModule('node:worker_threads');
  const { createRequire } = process.getBuiltinModule('node:module');
  const { modulePath, file, exclusive, maxPages } = threads.workerData as SqliteWorkerData;

  const faultOf = (error: unknown, fallback: string): SqliteFault => {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return {
      code: typeof code === 'string' && code.startsWith('SQLITE_') ? code : fallback,
      message: typeof message === 'string' ? message : '',
    };
  };

  let Database: typeof BetterSqlite3;
  try {
    Database = createRequire(modulePath)(modulePath) as typeof BetterSqlite3;
    // Loads the native part, which is what may be missing.
    new Database(':memory:').close();
  } catch (error) {
    parentPort?.postMessage({ id: 0, fault: faultOf(error, 'MODULE_MISSING') });
    return;
  }

  const held: BetterSqlite3.Database[] = [];
  const open = (): BetterSqlite3.Database => {
    if (exclusive) {
      // The operating system lets go of this lock when the process ends, however it ends.
      const lock = new Database(`${file}.lock`, { timeout: 0 });
      held.push(lock);
      try {
        lock.exec('begin exclusive');
      } catch (error) {
        const fault = faultOf(error, 'UNKNOWN');
        throw Object.assign(new Error(fault.message), {
          code: fault.code.startsWith('SQLITE_BUSY') ? 'SQLITE_HELD' : fault.code,
        });
      }
    }
    const database = new Database(file, { timeout: 2_000 });
    held.push(database);
    database.pragma('journal_mode = WAL');
    // What was acknowledged survives a power cut, not only a crash of the process.
    database.pragma('synchronous = FULL');
    // What retention deletes is overwritten.
    database.pragma('secure_delete = ON');
    database.pragma('journal_size_limit = 67108864');
    if (maxPages > 0) database.pragma(`max_page_count = ${maxPages}`);
    return database;
  };

  let database: BetterSqlite3.Database;
  try {
    database = open();
  } catch (error) {
    for (const one of held) one.close();
    parentPort?.postMessage({ id: 0, fault: faultOf(error, 'UNKNOWN') });
    return;
  }

  // The statements of `transaction` are always the same few; preparing them anew would cost more than running them.
  const prepared = new Map<string, BetterSqlite3.Statement>();
  const prepareOnce = (sql: string): BetterSqlite3.Statement => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    if (prepared.size < 100) prepared.set(sql, statement);
    return statement;
  };
  const runAll = (statements: readonly SqliteStatement[]): void => {
    // The write lock at once: upgrading it later can fail half-way.
    database.exec('begin immediate');
    try {
      for (const { sql, runs } of statements) {
        const statement = prepareOnce(sql);
        for (const parameters of runs) statement.run(...parameters);
      }
      database.exec('commit');
    } catch (error) {
      // A full disk has SQLite roll back by itself.
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  };

  parentPort?.on('message', (question: SqliteQuestion) => {
    const { id } = question;
    try {
      if ('transaction' in question) {
        runAll(question.transaction);
        parentPort.postMessage({ id, rows: [], changes: 0 });
        return;
      }
      const { sql, parameters } = question;
      if (sql === 'close') {
        for (const one of held.reverse()) one.close();
        parentPort.postMessage({ id, rows: [], changes: 0 });
        parentPort.close();
        return;
      }
      // A full disk has SQLite roll back by itself; a second rollback would hide the first error.
      if (sql === 'rollback' && !database.inTransaction) {
        parentPort.postMessage({ id, rows: [], changes: 0 });
        return;
      }
      const statement = database.prepare(sql);
      if (statement.reader) {
        parentPort.postMessage({ id, rows: statement.all(...parameters), changes: 0 });
      } else {
        parentPort.postMessage({ id, rows: [], changes: statement.run(...parameters).changes });
      }
    } catch (error) {
      parentPort.postMessage({ id, fault: faultOf(error, 'UNKNOWN') });
    }
  });
  parentPort?.postMessage({ id: 0, rows: [], changes: 0 });
}
