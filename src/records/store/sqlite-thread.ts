import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqliteAnswer, SqliteFault, SqliteQuestion, SqliteStatement, SqliteWorkerData } from './sqlite-worker.js';
import { StoreError } from './store-error.js';

export interface SqliteRows {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** The thread that owns one connection to the file. */
export interface SqliteThread {
  run(sql: string, parameters?: readonly unknown[]): Promise<SqliteRows>;
  /** All of them in one transaction, and in one message: each message wakes two threads. */
  transaction(statements: readonly SqliteStatement[]): Promise<void>;
  /** Whether it has ended by itself: then everything it was asked has failed, and it must be opened anew. */
  isGone(): boolean;
  close(): Promise<void>;
}

export interface SqliteFileOptions extends Pick<SqliteWorkerData, 'file' | 'access'> {
  readonly maxPages?: number;
  /** Name or path of the module; replaced in tests of its absence. */
  readonly moduleName?: string;
}

/** id of the answer that says whether the file was opened. */
const OPENED = 0;
/** Beside this file, built or not. */
const WORKER = new URL(`./sqlite-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * @throws StoreError `module-missing`, `held-by-another`; Error with SQLite's code where the file cannot be opened now
 */
export async function openSqliteThread({
  file,
  access,
  maxPages = 0,
  moduleName = 'better-sqlite3',
}: SqliteFileOptions): Promise<SqliteThread> {
  const data: SqliteWorkerData = { modulePath: resolveModule(moduleName), file, access, maxPages };
  const worker = new Worker(WORKER, { workerData: data });
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
    for (const id of [...waiting.keys()]) answered({ id, fault: GONE });
  };
  worker.on('message', answered).on('error', leave).on('exit', leave);

  const ask = (id: number, post: () => void): Promise<SqliteRows> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(faultError(GONE));
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
    isGone: () => gone,
    async close() {
      if (!gone) await run('close').catch(() => undefined);
      await worker.terminate();
    },
  };
}

/**
 * A thread that is opened with its first question, and again with the first one after it has ended. Only for reading: what
 * belongs together in a transaction must not be continued on another connection.
 */
export function reopening(open: () => Promise<SqliteThread>): SqliteThread {
  let opened: Promise<SqliteThread> | null = null;
  let current: SqliteThread | null = null;
  const thread = async (): Promise<SqliteThread> => {
    if (current?.isGone() === true) opened = current = null;
    opened ??= open().then(
      (fresh) => (current = fresh),
      (error: unknown) => {
        opened = null;
        throw error;
      },
    );
    return opened;
  };
  return {
    run: async (sql, parameters) => (await thread()).run(sql, parameters),
    transaction: async (statements) => (await thread()).transaction(statements),
    isGone: () => false,
    close: async () => (await opened)?.close(),
  };
}

const GONE: SqliteFault = { code: 'SQLITE_THREAD_GONE', message: '' };

/** Whether Node brings SQLite along is seen in the thread. */
function resolveModule(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}

const MISSING =
  'SQLite cannot be loaded on this machine: better-sqlite3 is not built for it, and this Node brings none along (22.16 and later do). Install its build tools, use a later Node, or set DATABASE_URL to a PostgreSQL server.';

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
