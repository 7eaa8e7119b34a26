import { describe, expect, jest, test } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describePostgres, PG_URL, withClient } from '../records/store/test-stores.js';
import { percentiles, type Acknowledged } from './ledger.js';
import { laySiege } from './siege.js';

/** `npm run siege` holds it for two minutes; the deep tier and `.ci/run` shorter, since what it counts is not how long. */
const SECONDS = Number(process.env.SIEGE_SECONDS ?? 12);
jest.setTimeout(SECONDS * 10_000 + 300_000);

/** What a call may leave behind: the id of its token, until that has expired. */
const BYTES_PER_CALL = 1_000;
/** Compiled code, caches that fill once (the content before the one in force is kept, some 8 MB): not of a call. */
const BYTES_ONCE = 20_000_000;
/** The last answers before a kill -9 may be missing in the store: ten times the longest that one was seen to wait. */
const LOST_AT_A_KILL_MS = 7_000;

interface Kept {
  readonly feedback: readonly Acknowledged[];
  readonly cards: ReadonlySet<string>;
}

const FEEDBACK = 'select card_uuid as card, outcome_at as "outcomeTimestamp" from ';

async function hold(store: Readonly<Record<string, string>>, read: () => Promise<Kept>): Promise<void> {
  const { ledger, downtimes, exitCodes, memory, ownLagMs, output } = await laySiege(store, SECONDS);
  const kept = await read();
  const inStore = new Map(kept.feedback.map((entry) => [`${entry.card} ${entry.outcomeTimestamp}`, entry]));
  const lost = ledger.acknowledged.filter((entry) => !inStore.has(`${entry.card} ${entry.outcomeTimestamp}`));
  const missing = ledger.shown.filter(({ card }) => !kept.cards.has(card));
  const kills = downtimes.filter(({ how }) => how === 'SIGKILL').map(({ from }) => from);
  const atKill = missing.filter(({ at }) => kills.some((kill) => Math.abs(kill - at) < LOST_AT_A_KILL_MS));
  const toldLost = [...output.matchAll(/"lost":(\d+)/g)].reduce((sum, [, lines]) => sum + Number(lines), 0);
  const inService = [...output.matchAll(/"route":"call".*"status":(?!401).*"ms":(\d+)/g)].map(([, ms]) => Number(ms));
  const grown = memory.after - memory.before;
  process.stdout.write(
    [
      `\n${Object.keys(store).join()}, ${SECONDS} s: ${ledger.calls()} calls`,
      ledger.figures(),
      `as the service has it: ${percentiles(inService)}; the callers themselves were late by up to ${ownLagMs} ms (p99)`,
      `ended: ${downtimes.map(({ how, from, to }) => `${how}, away for ${Math.round(to - from)} ms`).join('; ')}; exit codes ${exitCodes.join()}`,
      `${ledger.acknowledged.length} entries of feedback acknowledged, ${lost.length} lost; ` +
        `${ledger.shown.length} answers with cards, ${missing.length} not in the store: ${atKill.length} of the kill -9, ${toldLost} told as lost`,
      `memory: ${Math.round(memory.before / 1e6)} MB, ${Math.round(grown / Math.max(1, memory.calls))} bytes more per call of ${memory.calls}`,
      `content: ${output.split('"content reloaded"').length - 1} times new, ${output.split('"content refused"').length - 1} times refused`,
      '',
    ].join('\n'),
  );
  expect(ledger.wrongs()).toEqual({});
  expect(lost).toEqual([]);
  expect(inStore.size).toBe(kept.feedback.length);
  // What an orderly end does not get written in its time is counted in the log.
  expect(missing.length - atKill.length).toBeLessThanOrEqual(toldLost);
  expect(exitCodes).toEqual([0, 0, 0]);
  expect(output.match(/"msg":"(?:uncaught fault|fault|fault while stopping)".*/g)).toBeNull();
  expect(grown).toBeLessThan(BYTES_ONCE + memory.calls * BYTES_PER_CALL);
  expect(ledger.acknowledged.length).toBeGreaterThan(0);
}

describe('under siege, with SQLite', () => {
  test('each call is answered or shed, by its own patient; nothing acknowledged is lost; memory is flat', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'siege-store-'));
    const file = join(folder, 'store.sqlite');
    try {
      await hold({ STORE_FILE: file }, () => {
        const database = new BetterSqlite3(file, { readonly: true });
        const feedback = database.prepare(`${FEEDBACK} feedback`).all() as Acknowledged[];
        const cards = database.prepare('select card_uuid from cards_shown').pluck().all() as string[];
        database.close();
        return Promise.resolve({ feedback, cards: new Set(cards) });
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describePostgres('under siege, with PostgreSQL', () => {
  test('each call is answered or shed, by its own patient; nothing acknowledged is lost; memory is flat', async () => {
    const name = `cds_siege_${randomBytes(6).toString('hex')}`;
    const url = new URL(PG_URL);
    url.pathname = `/${name}`;
    await withClient((client) => client.query(`create database ${name}`));
    try {
      await hold({ DATABASE_URL: url.href }, async () => {
        const client = new Client({ connectionString: url.href });
        await client.connect();
        const feedback = await client.query<Acknowledged>(`${FEEDBACK} tacrolimus_cds.feedback`);
        const cards = await client.query<{ card_uuid: string }>('select card_uuid from tacrolimus_cds.cards_shown');
        await client.end();
        return { feedback: feedback.rows, cards: new Set(cards.rows.map(({ card_uuid }) => card_uuid)) };
      });
    } finally {
      await withClient((client) => client.query(`drop database if exists ${name} with (force)`));
    }
  });
});
