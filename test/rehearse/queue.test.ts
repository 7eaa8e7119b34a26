import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import { addTally, type OpenTally, sorted } from '../../src/rehearse/evaluate/tally.js';
import { openQueue, type Queue } from '../../src/rehearse/queue/open-queue.js';
import { enqueue, forget, plansOf, results, stateOf } from '../../src/rehearse/queue/queued-run.js';
import type { Session } from '../../src/rehearse/queue/session.js';
import { handIn, reclaim, takeShard } from '../../src/rehearse/queue/shard-job.js';
import { type Plan, programHash } from '../../src/rehearse/run/plan.js';
import { describePostgres, PG_URL, withClient } from '../records/store/test-stores.js';
import { run } from '../cli/cli-harness.js';
import { programFile } from '../support/program.mjs';
import { countsIn, type MadeExport, makeExport, rehearse } from './made-export.js';

// Some twenty processes are started.
jest.setTimeout(1_800_000);

const SHARDS = 64;
/** `.ci/run` kills fewer. */
const ROUNDS = Number(process.env.QUEUE_KILLS ?? 20);
/** Seeds the choice of the victim and of its moment. */
const SEED = 20_261_128;

const DATABASE = `rehearse_${randomBytes(6).toString('hex')}`;
const url = Object.assign(new URL(PG_URL), { pathname: `/${DATABASE}` }).href;

let made: MadeExport;
let out: string;
let plan: Plan;
let expected: unknown;
let queue: Queue;
let session: Session;
const children: ChildProcess[] = [];

async function prepare(): Promise<void> {
  await withClient((client) => client.query(`create database ${DATABASE}`));
  made = await makeExport('--patients', '40', '--share', '0.2');
  out = made.path('whole');
  const { code, err } = await rehearse(made, out, '--shards', String(SHARDS));
  if (code !== 0) throw new Error(err);
  ({ plan, tally: expected } = await countsIn(out));
  queue = await openQueue({ url });
  session = await queue.session();
}

async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) await killed(child);
  await session.end();
  await queue.close();
  await withClient((client: Client) => client.query(`drop database ${DATABASE} with (force)`));
  await made.discard();
}

function startWorker(...more: readonly string[]): ChildProcess {
  const argv = ['rehearse', 'worker', '--queue', url, '--threads', '1', ...more];
  const child = fork(programFile('main'), argv, { silent: true });
  children.push(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const ask = (each: Plan, asked = Array.from({ length: each.shards }, (_, shard) => shard)) =>
  enqueue(queue, session, each, asked);

async function until(isSo: (state: Awaited<ReturnType<typeof stateOf>>) => boolean): Promise<void> {
  while (!isSo(await stateOf(queue, session, plan.runId))) {
    // A worker that ends by itself has said why.
    const [ended] = children.filter(({ exitCode }) => exitCode !== null);
    if (ended !== undefined) throw new Error(`a worker ended: ${String(ended.stderr?.read() ?? '')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function total(): Promise<unknown> {
  const sum: OpenTally = {};
  for (const { tally } of await results(queue, session, plan.runId)) addTally(sum, tally);
  return sorted(sum);
}

/** Numbers from 0 up to `below`, the same on every run. */
function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describePostgres('a rehearsal over a queue', () => {
  beforeAll(prepare);
  afterAll(cleanUp);
  afterEach(() => forget(queue, session, plan.runId));

  test(`64 shards over two workers, one killed at random, ${ROUNDS} times: the same totals each time`, async () => {
    const draw = drawn(SEED);
    // The workers run as shipped: another program than the one of this process.
    const theirs = { ...plan, program: await programHash(dirname(programFile('main'))) };
    const workers = [startWorker(), startWorker()];
    const killedAt: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await ask(theirs);
      const [victim, moment] = [draw(2), 1 + draw(SHARDS - 8)];
      await until(({ kept }) => kept >= moment);
      const chosen = workers[victim];
      if (chosen !== undefined) await killed(chosen);
      killedAt.push((await stateOf(queue, session, plan.runId)).kept);
      workers[victim] = startWorker();
      await until(({ open }) => open === 0);
      expect((await results(queue, session, plan.runId)).map(({ shard }) => shard)).toHaveLength(SHARDS);
      expect(await total()).toEqual(expected);
      await forget(queue, session, plan.runId);
    }
    // Killed while there was work, or nothing was tried.
    expect(killedAt.filter((kept) => kept < SHARDS).length).toBeGreaterThan(ROUNDS / 2);
    for (const worker of workers) await killed(worker);
  });

  test('alone, it gives the page of a run on one machine, and leaves nothing in the database', async () => {
    const queued = made.path('queued');
    const { code, err } = await rehearse(made, queued, '--shards', String(SHARDS), '--queue', url);
    expect([code, err]).toEqual([0, expect.stringContaining('64 shards')]);
    for (const name of ['rehearsal.html', 'rehearsal.json'])
      expect(await readFile(join(queued, name), 'utf8')).toBe(await readFile(join(out, name), 'utf8'));
    expect(await plansOf(queue, session)).toEqual([]);
    expect(await session.rows(`select 1 from ${queue.schema}.job`)).toEqual([]);
  });

  test('what was handed in before an interruption is not evaluated again', async () => {
    await ask(plan);
    await work(4);
    await ask(plan);
    expect(await stateOf(queue, session, plan.runId)).toMatchObject({ kept: 4, open: SHARDS - 4 });
  });

  test.each([
    ['another program', { program: 'other' }, /planned by another version of the program/],
    ['another content', { contentVersion: 'other' }, /its content is other, and here it is /],
    ['another input', { cohortBytes: 1 }, /is not the file that it was planned with/],
    ['no shared disk', { cohortFile: '/nowhere/cohort.parquet' }, /is not there: workers read it from a disk/],
  ])('a worker leaves a run of %s alone', async (_, change, words) => {
    await ask({ ...plan, ...change });
    const { code, err } = await run(['rehearse', 'worker', '--queue', url, '--threads', '1', '--until-done']);
    expect([code, err]).toEqual([2, expect.stringMatching(words)]);
    expect(await stateOf(queue, session, plan.runId)).toMatchObject({ kept: 0, open: SHARDS });
  });

  test('a shard is lost to nobody and counted once: not while its worker lives, and not by two', async () => {
    await ask(plan, [7]);
    const [slow, other] = await Promise.all([queue.session(), queue.session()]);
    const taken = await takeShard(queue, slow, plan);
    if (taken === null) throw new Error('there is a shard');
    await reclaim(queue, other, plan);
    expect(await takeShard(queue, other, plan)).toBeNull();

    // Its connection is cut, and it works on without knowing.
    await slow.end();
    await reclaim(queue, other, plan);
    const again = await takeShard(queue, other, plan);
    expect(again).toEqual(taken);
    const late = await queue.session();
    const done = { orders: 3, tally: { signings: 3 } };
    expect(await handIn(queue, other, plan, taken, done)).toBe(true);
    expect(await handIn(queue, late, plan, taken, done)).toBe(false);
    expect(await total()).toEqual({ signings: 3 });
    await Promise.all([other.end(), late.end()]);
  });

  test('a shard that ends every worker is given up, and said', async () => {
    const broken = { ...plan, folder: '/dev/null/nowhere' };
    await ask(broken, [7]);
    const { code, err } = await run(['rehearse', 'worker', '--queue', url, '--threads', '1', '--until-done']);
    expect([code, err]).toEqual([0, expect.stringMatching(/shard 7 failed \(\w+\)/)]);
    expect(await stateOf(queue, session, plan.runId)).toMatchObject({ kept: 0, open: 0 });
  });

  test('a database that does not answer is a sentence', async () => {
    const { code, err } = await run(['rehearse', 'worker', '--queue', 'postgres://nobody@127.0.0.1:1/x']);
    expect([code, err]).toEqual([2, 'The database of --queue cannot be used (ECONNREFUSED).']);
  });

  async function work(shards: number): Promise<void> {
    for (let each = 0; each < shards; each += 1) {
      const taken = await takeShard(queue, session, plan);
      if (taken === null) throw new Error('there is a shard');
      await handIn(queue, session, plan, taken, { orders: 0, tally: {} });
    }
  }
});
