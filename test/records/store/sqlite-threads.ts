import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';
import type { SqliteWorkerData } from '../../../src/records/store/sqlite-worker.js';

/** See test/support/typescript-workers.mjs. */
const STARTED = Symbol.for('workers that tests have started');

/** The thread of this process that has this file open in this way; a test can reach past the store to it. */
export function sqliteThread(file: string, access: SqliteWorkerData['access']): Worker {
  const threads = createRequire(import.meta.url)('node:worker_threads') as Record<
    symbol,
    Map<Worker, SqliteWorkerData>
  >;
  const found = [...(threads[STARTED] ?? [])].find(([, data]) => data.file === file && data.access === access);
  if (found === undefined) throw new Error(`no thread has ${file} open to ${access}`);
  return found[0];
}

/** A statement of nobody: the store ignores its answer. What it is asked afterwards is asked after this. */
export function tellThread(thread: Worker, sql: string): void {
  thread.postMessage({ id: -1, sql, parameters: [] });
}
