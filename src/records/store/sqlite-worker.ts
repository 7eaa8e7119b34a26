import { parentPort, workerData } from 'node:worker_threads';
import { loadSqlite, type SqliteDatabase, type SqliteModule, type SqliteRun } from './sqlite-module.js';

/**
 * The thread that owns one connection to the SQLite file: better-sqlite3 is synchronous, so a disk that is slow or hangs holds
 * up this thread, and never the one that answers clinicians.
 */

/** What `sqlite-thread.ts` gives it. */
export interface SqliteWorkerData {
  /** Resolved path of better-sqlite3; null where it is not installed. */
  readonly modulePath: string | null;
  readonly file: string;
  /**
   * `write-alone` takes the lock that keeps a second instance out; `write` is for a command beside the service; `read` cannot
   * change anything.
   */
  readonly access: 'write-alone' | 'write' | 'read';
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

type Rows = Pick<Extract<SqliteAnswer, { rows: unknown }>, 'rows' | 'changes'>;

const NONE: Rows = { rows: [], changes: 0 };
/** The statements of `transaction` are always the same few; preparing them anew would cost more than running them. */
const MAX_PREPARED = 100;

const port = parentPort;
if (port !== null) serve(workerData as SqliteWorkerData, (answer) => port.postMessage(answer));

function serve({ modulePath, ...data }: SqliteWorkerData, tell: (answer: SqliteAnswer) => void): void {
  // The answer with id 0 says whether the file was opened.
  let connection: Connection;
  try {
    connection = openFile(loadSqlite(modulePath), data);
  } catch (error) {
    tell({ id: 0, fault: faultOf(error) });
    return;
  }
  parentPort?.on('message', (question: SqliteQuestion) => {
    const { id } = question;
    try {
      tell({ id, ...answer(connection, question) });
      if ('sql' in question && question.sql === 'close') parentPort?.close();
    } catch (error) {
      tell({ id, fault: faultOf(error) });
    }
  });
  tell({ id: 0, ...NONE });
}

interface Connection {
  readonly database: SqliteDatabase;
  readonly prepared: Map<string, SqliteRun>;
  close(): void;
}

function openFile(
  openDatabase: SqliteModule,
  { file, access, maxPages }: Omit<SqliteWorkerData, 'modulePath'>,
): Connection {
  const held: SqliteDatabase[] = [];
  const close = () => {
    for (const one of held.splice(0).reverse()) one.close();
  };
  const open: SqliteModule = (path, options) => {
    const opened = openDatabase(path, options);
    held.push(opened);
    return opened;
  };
  try {
    // The operating system lets go of this lock when the process ends, however it ends.
    if (access === 'write-alone') lockExclusively(open(`${file}.lock`, { timeout: 0 }));
    const database = open(file, { timeout: 2_000, readonly: access === 'read' });
    if (access !== 'read') prepareForWriting(database, maxPages);
    return { database, prepared: new Map(), close };
  } catch (error) {
    close();
    throw error;
  }
}

function lockExclusively(lock: SqliteDatabase): void {
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    const { code, message } = faultOf(error);
    throw Object.assign(new Error(message), { code: code.startsWith('SQLITE_BUSY') ? 'SQLITE_HELD' : code });
  }
}

function prepareForWriting(database: SqliteDatabase, maxPages: number): void {
  database.exec('pragma journal_mode = WAL');
  // What was acknowledged survives a power cut, not only a crash of the process.
  database.exec('pragma synchronous = FULL');
  // What retention deletes is overwritten.
  database.exec('pragma secure_delete = ON');
  database.exec('pragma journal_size_limit = 67108864');
  if (maxPages > 0) database.exec(`pragma max_page_count = ${maxPages}`);
}

function answer(connection: Connection, question: SqliteQuestion): Rows {
  const { database } = connection;
  if ('transaction' in question) {
    runAll(connection, question.transaction);
    return NONE;
  }
  const { sql, parameters } = question;
  if (sql === 'close') {
    connection.close();
    return NONE;
  }
  // A full disk has SQLite roll back by itself; a second rollback would hide the first error.
  if (sql === 'rollback' && !database.inTransaction) return NONE;
  const statement = database.prepare(sql);
  return statement.reader
    ? { rows: statement.all(...parameters), changes: 0 }
    : { rows: [], changes: statement.run(...parameters).changes };
}

function runAll({ database, prepared }: Connection, statements: readonly SqliteStatement[]): void {
  // The write lock at once: upgrading it later can fail half-way.
  database.exec('begin immediate');
  try {
    for (const { sql, runs } of statements) {
      const statement = prepared.get(sql) ?? database.prepare(sql);
      if (prepared.size < MAX_PREPARED) prepared.set(sql, statement);
      for (const parameters of runs) statement.run(...parameters);
    }
    database.exec('commit');
  } catch (error) {
    // A full disk has SQLite roll back by itself.
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

function faultOf(error: unknown): SqliteFault {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === 'string' && /^(?:SQLITE_|MODULE_)/.test(code) ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : '',
  };
}
