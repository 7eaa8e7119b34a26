import { describe, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { EvaluationEvent } from '../../../src/domain/evaluation-event.js';
import type { Card } from '../../../src/domain/card.js';
import type { FeedbackEntry } from '../../../src/cds-hooks/feedback/feedback.js';
import {
  openStore,
  type CallOrigin,
  type Store,
  type StoreDeps,
  type StoreSettings,
} from '../../../src/records/store/open-store.js';
import { loadSqlite, type SqliteModule } from '../../../src/records/store/sqlite-module.js';

export const NOW = Date.parse('2026-11-22T17:00:00Z');
export const SITE_KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
export const PG_URL = process.env.TEST_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test';
export const ORIGIN: CallOrigin = { client: 'ehr', patientId: 'p1', userId: 'Practitioner/1' };
export const SERVICE = 'tacrolimus-order-sign';

/** As the service opens it: better-sqlite3, or Node's own where that was built for another Node. */
const openSqlite: SqliteModule = loadSqlite(createRequire(import.meta.url).resolve('better-sqlite3'));
/** Whether this Node brings SQLite along. */
export const HAS_NODE_SQLITE = ((): boolean => {
  try {
    loadSqlite(null);
    return true;
  } catch {
    return false;
  }
})();

/** A place for one store: a file in a folder of its own, or a schema of its own. */
export interface Place {
  readonly settings: StoreSettings;
  /** Everything that the database has written, as text. */
  raw(): Promise<string>;
  /** One statement past the store, while none has it open. */
  execute(statement: string): Promise<void>;
  remove(): Promise<void>;
}

export interface LoggedLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export async function sqlitePlace(): Promise<Place & { readonly folder: string; readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const file = join(folder, 'store.sqlite');
  return {
    folder,
    file,
    settings: { databaseUrl: null, file, siteKeys: SITE_KEYS, comments: 'reduce' },
    raw: async () => {
      const { readdir, readFile } = await import('node:fs/promises');
      const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
      return Buffer.concat(files).toString('latin1');
    },
    execute: (statement) => {
      const database = openSqlite(file, { timeout: 2_000 });
      database.exec(statement);
      database.close();
      return Promise.resolve();
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function nodeSqlitePlace(): Promise<Place> {
  const place = await sqlitePlace();
  return { ...place, settings: { ...place.settings, sqliteModule: 'no-such-module' } };
}

export async function postgresPlace(): Promise<Place & { readonly schema: string }> {
  const schema = `cds_test_${randomBytes(6).toString('hex')}`;
  return Promise.resolve({
    schema,
    settings: { databaseUrl: PG_URL, file: null, schema, siteKeys: SITE_KEYS, comments: 'reduce' },
    raw: () =>
      withClient(async (client) => {
        const tables = await client.query<{ tablename: string }>(
          'select tablename from pg_tables where schemaname = $1',
          [schema],
        );
        const dump: unknown[] = [];
        for (const { tablename } of tables.rows) {
          dump.push((await client.query(`select * from ${schema}.${tablename}`)).rows);
        }
        return JSON.stringify(dump);
      }),
    execute: (statement) =>
      withClient(async (client) => {
        await client.query(`set search_path to ${schema}; ${statement}`);
      }),
    remove: () =>
      withClient(async (client) => {
        await client.query(`drop schema if exists ${schema} cascade`);
      }),
  });
}

export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: PG_URL, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const postgresIsThere = await withClient(() => Promise.resolve(true)).catch(() => false);

/** The PostgreSQL half of a suite. Where no server is reachable it is skipped aloud, and on CI that is a failure. */
export function describePostgres(title: string, body: () => void): void {
  if (process.env.TESTS === 'core') {
    describe.skip(`${title}: in the deep tier`, body);
    return;
  }
  if (postgresIsThere) {
    describe(title, body);
    return;
  }
  const reason = 'SKIPPED: no PostgreSQL is reachable, so half of the store is untested (set TEST_DATABASE_URL)';
  process.stderr.write(`\n*** ${title}: ${reason} ***\n`);
  if (process.env.CI === 'true') {
    it(`${title} needs PostgreSQL on CI`, () => {
      throw new Error(reason);
    });
    return;
  }
  describe.skip(title, body);
}

/** The same facts on both databases. */
export function onBoth(
  title: string,
  body: (newPlace: () => Promise<Place>, kind: 'sqlite' | 'postgres') => void,
): void {
  describe(`${title}, on SQLite`, () => body(sqlitePlace, 'sqlite'));
  if (HAS_NODE_SQLITE) describe(`${title}, on the SQLite of Node`, () => body(nodeSqlitePlace, 'sqlite'));
  describePostgres(`${title}, on PostgreSQL`, () => body(postgresPlace, 'postgres'));
}

export interface OpenedStore {
  readonly store: Store;
  readonly logged: readonly LoggedLine[];
}

export async function openTestStore(settings: StoreSettings, deps: Partial<StoreDeps> = {}): Promise<OpenedStore> {
  const logged: LoggedLine[] = [];
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, fields, message });
  };
  const store = await openStore(settings, {
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    now: () => NOW,
    reasons: () => [],
    // A busy machine must not decide a test.
    recorder: { waitMs: 20_000, retryMs: [20, 100] },
    ...deps,
  });
  return { store, logged };
}

export function event(over: Partial<EvaluationEvent> = {}): EvaluationEvent {
  return {
    service: SERVICE,
    hook: 'order-sign',
    contentVersion: '1.2.3+abcdef',
    result: 'cards',
    rules: [
      {
        rule: 'aki',
        mode: 'live',
        outcome: 'findings',
        findings: [{ id: 'aki-stage', severity: 'critical' }],
        reasons: [],
      },
      { rule: 'trough', mode: 'live', outcome: 'indeterminate', findings: [], reasons: ['no-level'] },
      {
        rule: 'duration',
        mode: 'silent',
        outcome: 'findings',
        findings: [{ id: 'duration-over', severity: 'warning' }],
        reasons: [],
      },
    ],
    sources: { creatinine: 'prefetch', tacrolimusLevels: 'failed' },
    cards: 1,
    ...over,
  };
}

export function card(uuid: string = randomUUID(), over: Partial<Card> = {}): Card {
  return {
    uuid,
    summary: 'AKI warning stage 2',
    indicator: 'critical',
    source: { label: 'KDIGO' },
    extension: {
      'org.tacrolimus-cds.trace': {
        rule: 'aki',
        finding: 'aki-stage',
        contentVersion: '1.2.3+abcdef',
        factsHash: 'f'.repeat(64),
      },
    },
    ...over,
  };
}

/** One recorded call. */
export function evaluate(
  store: Store,
  {
    cards = [card()],
    origin = ORIGIN,
    at = NOW,
    ...over
  }: Partial<Omit<EvaluationEvent, 'cards'>> & {
    readonly cards?: readonly Card[];
    readonly origin?: CallOrigin;
    /** Milliseconds since the epoch. */
    readonly at?: number;
  } = {},
): Promise<void> {
  return store.keepEvaluation({ ...origin, at, ms: 12 }, event({ ...over, cards: cards.length }), cards);
}

export function feedback(over: Partial<FeedbackEntry> = {}): FeedbackEntry {
  return {
    card: randomUUID(),
    outcome: 'overridden',
    outcomeAt: '2026-11-22T16:59:00.000Z',
    suggestions: [],
    reason: { kind: 'none' },
    comment: null,
    ...over,
  };
}

/** Takes away what came to the tables after the counted calls, as the releases up to then had left them. */
export const WITHOUT_LATER_TABLES = [
  ...['watch_alarms', 'alarm_acknowledgements', 'shadow_counts', 'outcome_sets', 'source_sets'].map(
    (table) => `drop table ${table}`,
  ),
  ...['outcome_set', 'source_set'].map((column) => `alter table evaluations drop column ${column}`),
].join('; ');
