import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import {
  OPENED,
  sqliteWorkerSource,
  type SqliteAnswer,
  type SqliteFault,
  type SqliteQuestion,
  type SqliteStatement,
} from './sqlite-worker.js';
import { StoreError } from './store-error.js';

export interface SqliteRows {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** The thread that owns one SQLite file. */
export interface SqliteThread {
  run(sql: string, parameters?: readonly unknown[]): Promise<SqliteRows>;
  /** All of them in one transaction, and in one message: each message wakes two threads. */
  transaction(statements: readonly SqliteStatement[]): Promise<void>;
  close(): Promise<void>;
}

export interface SqliteFileOptions {
  readonly file: string;
  readonly exclusive: boolean;
  readonly maxPages?: number;
  /** Name or path of the module; replaced in tests of its absence. */
  readonly moduleName?: string;
}

/**
 * Opens the file in a thread of its own.
 * @throws StoreError `module-missing`, `held-by-another`; Error with SQLite's code where the file cannot be opened now
 */
export async function openSqliteThread({
  file,
  exclusive,
  maxPages = 0,
  moduleName = 'better-sqlite3',
}: SqliteFileOptions): Promise<SqliteThread> {
  const worker = new Worker(sqliteWorkerSource(), {
    eval: true,
    workerData: { modulePath: resolveModule(moduleName), file, exclusive, maxPages },
  });
  const waiting = new Map<number, (answer: SqliteAnswer) => void>();
  let lastId = OPENED;
  let gone = false;

  const answered = (answer: SqliteAnswer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    // An idle store must not keep a command from ending.
    if (waiting.size === 0) worker.unref();
  };
  const leave = () => {
    gone = true;
    for (const id of [...waiting.keys()]) answered({ id, fault: { code: 'SQLITE_THREAD_GONE', message: '' } });
  };
  worker.on('message', answered).on('error', leave).on('exit', leave);

  const ask = (id: number, post: () => void): Promise<SqliteRows> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(faultError({ code: 'SQLITE_THREAD_GONE', message: '' }));
        return;
      }
      waiting.set(id, (answer) => ('fault' in answer ? reject(faultError(answer.fault)) : resolve(answer)));
      worker.ref();
      post();
    });
  const send = (questionOf: (id: number) => SqliteQuestion) => {
    lastId += 1;
    const question = questionOf(lastId);
    return ask(question.id, () => worker.postMessage(question));
  };
  const run = (sql: string, parameters: readonly unknown[] = []) => send((id) => ({ id, sql, parameters }));

  await ask(OPENED, () => undefined);
  return {
    run,
    async transaction(transaction) {
      await send((id) => ({ id, transaction }));
    },
    async close() {
      if (!gone) await run('close');
      await worker.terminate();
    },
  };
}

function resolveModule(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new StoreError('module-missing', MISSING, { cause });
  }
}

const MISSING =
  'The SQLite module (better-sqlite3) cannot be loaded on this machine. Install it with its build tools, or set DATABASE_URL to a PostgreSQL server.';

function faultError({ code, message }: SqliteFault): Error {
  if (code === 'MODULE_MISSING') return new StoreError('module-missing', MISSING);
  if (code === 'SQLITE_HELD') {
    return new StoreError(
      'held-by-another',
      'Another instance is using this SQLite file. Give each instance a file of its own, or set DATABASE_URL to a PostgreSQL server for all of them.',
    );
  }
  return Object.assign(new Error(message), { code });
}
