import { describe, expect, test } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Worker } from 'node:worker_threads';
import { createSharedReplayStore } from '../../../src/records/store/shared-replay-store.js';
import type { Tables } from '../../../src/records/store/tables.js';
import { within } from '../../../src/records/store/within.js';

/** What a process that is busy itself must not take for a database that is silent. */
describe('a time limit', () => {
  /** Answers at once; the asker is busy until long after its limit, and only then can read what has come. */
  const answerBehindWork = (worker: Worker, came: Int32Array, limitMs: number): Promise<unknown> =>
    within(limitMs, () => {
      const answer = new Promise((resolve) => worker.once('message', resolve));
      worker.postMessage('question');
      Atomics.wait(came, 0, 0);
      for (const end = performance.now() + 5 * limitMs; performance.now() < end;);
      return answer;
    });

  test('an answer that is there when the time is over was in time; one that is not there was not', async () => {
    const came = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.on('message', () => {
         parentPort.postMessage('answer');
         Atomics.store(workerData, 0, 1);
         Atomics.notify(workerData, 0);
       });`,
      { eval: true, workerData: came },
    );
    try {
      expect(await answerBehindWork(worker, came, 20)).toBe('answer');
    } finally {
      await worker.terminate();
    }
    await expect(within(20, () => new Promise(() => undefined))).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('tokens of many calls at once', () => {
  const open = () => {
    const database = new BetterSqlite3(':memory:');
    database.exec('create table jti (id text primary key, expires_at text not null)');
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    let statements = 0;
    let isThere = true;
    const store = createSharedReplayStore({
      ready: () => {
        statements += 1;
        return isThere ? Promise.resolve(db) : Promise.reject(new Error('away'));
      },
    });
    return { store, statements: () => statements, leave: () => (isThere = false), return: () => (isThere = true) };
  };
  const until = Date.parse('2026-11-22T17:05:00Z');

  test('400 calls, each token shown twice: each is new once, and they go together in a few statements', async () => {
    const { store, statements } = open();
    const tokens = Array.from({ length: 400 }, (_none, index) => `t-${index % 200}`);
    const answers = await Promise.all(tokens.map((jti) => store.remember('https://ehr.example', jti, until)));
    const isNew = tokens.filter((_jti, index) => answers[index] === 'new');
    expect([isNew.length, new Set(isNew).size]).toEqual([200, 200]);
    expect(statements()).toBeLessThanOrEqual(4);
  });

  test('the database is away: each of them is refused, and the next is taken once it is back', async () => {
    const database = open();
    database.leave();
    const refused = await Promise.allSettled(
      Array.from({ length: 50 }, (_none, index) => database.store.remember('https://ehr.example', `t-${index}`, until)),
    );
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set(['rejected']));
    database.return();
    expect(await database.store.remember('https://ehr.example', 't-1', until)).toBe('new');
  });
});
