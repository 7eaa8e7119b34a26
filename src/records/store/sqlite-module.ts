import type BetterSqlite3 from 'better-sqlite3';
import { createRequire } from 'node:module';

/** Opens a file; `timeout`: milliseconds that it waits for another's lock. */
export type SqliteModule = (
  path: string,
  options: { readonly timeout: number; readonly readonly?: boolean },
) => SqliteDatabase;

/** What is used of a connection, of better-sqlite3 or of Node. Errors carry SQLite's own code. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteRun;
  readonly inTransaction: boolean;
  close(): unknown;
}

export interface SqliteRun {
  /** Whether it gives rows. */
  readonly reader: boolean;
  all(...parameters: readonly unknown[]): readonly unknown[];
  run(...parameters: readonly unknown[]): { readonly changes: number };
}

/**
 * better-sqlite3, or what Node brings along where that was not built for this machine.
 * @param path resolved path of better-sqlite3; null where it is not installed
 * @throws Error with code `MODULE_MISSING` where there is neither
 */
export function loadSqlite(path: string | null): SqliteModule {
  const module = betterSqlite(path) ?? nodeSqlite();
  if (module === null) throw Object.assign(new Error('no SQLite module'), { code: 'MODULE_MISSING' });
  return module;
}

function betterSqlite(path: string | null): SqliteModule | null {
  if (path === null) return null;
  try {
    const Database = createRequire(path)(path) as typeof BetterSqlite3;
    // Loads the native part, which is what may be missing.
    new Database(':memory:').close();
    return (file, options) => new Database(file, options);
  } catch {
    return null;
  }
}

/** What is used of `node:sqlite`, which the types of the oldest Node that we run on do not know. */
interface NodeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NodeStatement;
  close(): void;
  readonly isTransaction: boolean;
}
interface NodeStatement {
  columns(): readonly unknown[];
  all(...parameters: readonly unknown[]): readonly unknown[];
  run(...parameters: readonly unknown[]): { readonly changes: number | bigint };
}
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean; timeout: number }) => NodeDatabase;
}

/**
 * SQLite as Node brings it along, in the shape of better-sqlite3: for machines on which that cannot be built.
 * @returns null where this Node has none, or one that cannot say whether a transaction is open (before 22.16)
 */
function nodeSqlite(): SqliteModule | null {
  const Database = builtIn()?.DatabaseSync;
  if (Database === undefined || !tellsOfTransactions(Database)) return null;
  return (path, { timeout, readonly = false }) => {
    const database = translated(() => new Database(path, { readOnly: readonly, timeout }));
    return {
      exec: (sql) => translated(() => database.exec(sql)),
      prepare: (sql) => runnable(translated(() => database.prepare(sql))),
      close: () => database.close(),
      get inTransaction() {
        return database.isTransaction;
      },
    };
  };
}

function tellsOfTransactions(Database: NodeSqlite['DatabaseSync']): boolean {
  const probe = new Database(':memory:', { readOnly: false, timeout: 0 });
  probe.close();
  return 'isTransaction' in probe;
}

/** Asked of the process, for a bundler or a test runner does not know a module that only later Nodes have. */
function builtIn(): NodeSqlite | undefined {
  return process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
}

function runnable(statement: NodeStatement): SqliteRun {
  return {
    reader: statement.columns().length > 0,
    all: (...parameters) => translated(() => statement.all(...parameters)),
    run: (...parameters) => ({ changes: Number(translated(() => statement.run(...parameters)).changes) }),
  };
}

/** Primary result codes by which this service decides what to do (sqlite.org/rescode.html), as better-sqlite3 names them. */
const NAMES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  25: 'SQLITE_RANGE',
  26: 'SQLITE_NOTADB',
};

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { errcode } = error as { readonly errcode?: unknown };
    // The lower eight bits are the primary code; the rest says more of it.
    const name = typeof errcode === 'number' ? NAMES[errcode & 0xff] : undefined;
    throw name === undefined ? error : Object.assign(new Error((error as Error).message), { code: name });
  }
}
