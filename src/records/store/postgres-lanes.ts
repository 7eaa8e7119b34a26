import type { Socket } from 'node:net';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { Pool, type PoolClient } from 'pg';
import type { Tables } from './tables.js';
import { within } from './within.js';

/**
 * What a connection is for. `tokens`: a signed call waits for it. `calls`: feedback, events, what was told before, retention.
 * `reports`: nobody's answer waits for it, and it may take long. Each has connections of its own, so that none can keep the
 * others waiting.
 */
export type Lane = 'tokens' | 'calls' | 'reports';

export interface LaneLimits {
  readonly maxConnections: number;
  /** How long a statement may take before its connection is given up. */
  readonly statementMs: number;
  /** How long to wait for a connection. */
  readonly connectMs: number;
}

/**
 * Ten connections for an instance in all. A statement of ours takes milliseconds; only a report may take long. Whoever waits
 * for a statement waits a little longer than these (1 s for a token, 5 s for feedback), and so hears that it has failed.
 */
const LANES: Readonly<Record<Lane, LaneLimits>> = {
  tokens: { maxConnections: 3, statementMs: 800, connectMs: 1_000 },
  calls: { maxConnections: 5, statementMs: 4_000, connectMs: 3_000 },
  reports: { maxConnections: 2, statementMs: 120_000, connectMs: 3_000 },
};

export type Lanes = Readonly<Record<Lane, Kysely<Tables>>>;

export function openPostgresLanes(url: string): Lanes {
  const open = (lane: Lane) =>
    new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, LANES[lane]) }) });
  return { tokens: open('tokens'), calls: open('calls'), reports: open('reports') };
}

/**
 * Connections of which none is used again once a statement on one of them got no answer. Everything that follows on such a
 * connection would wait behind it: a network path that stalled once kept all connections useless for ever. Those beside it have most likely stalled as well, so whatever is older than that is given up.
 */
function openPool(url: string, { maxConnections, statementMs, connectMs }: LaneLimits): PostgresPool {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'tacrolimus-cds',
  });
  /** How often a statement got no answer; a connection is good as long as this is what it was when it was opened. */
  let silences = 0;
  const openedAt = new WeakMap<PoolClient, number>();
  pool
    // A connection that is cut while nobody waits for it tells so by event, and an unheard event ends the process. Whoever
    // uses the connection next gets the error.
    .on('error', () => undefined)
    .on('connect', (client) => {
      client.on('error', () => undefined);
      openedAt.set(client, silences);
    });
  const prepared = new WeakSet<PoolClient>();
  const isOld = (client: PoolClient) => openedAt.get(client) !== silences;

  return {
    async connect() {
      let client = await pool.connect();
      while (isOld(client)) {
        giveUp(client);
        client = await pool.connect();
      }
      const query = async (sql: string, parameters: readonly unknown[] = []) => {
        try {
          return await within(statementMs, () => client.query<never>(sql, [...parameters]));
        } catch (error) {
          if (!isServersWord(error) && !isOld(client)) silences += 1;
          throw error;
        }
      };
      const release = () => (isOld(client) ? giveUp(client) : client.release());
      try {
        // The server gives up first where it can still speak: then no lock is left behind, and the connection stays good.
        if (!prepared.has(client)) await query(`set statement_timeout = ${Math.ceil(statementMs * 0.9)}`);
        prepared.add(client);
      } catch (error) {
        release();
        throw error;
      }
      // Kysely's type promises another command and rows for each kind of statement; pg's result is what it is made for.
      return { query, release } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

/** A polite end would wait for the other side's word. */
function giveUp(client: PoolClient): void {
  client.release(true);
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: Partial<Socket> } };
  connection?.stream?.destroy?.();
}

/** Only the server's own errors carry a severity; after one that is not fatal the connection awaits the next statement. */
function isServersWord(error: unknown): boolean {
  const { severity } = error as { readonly severity?: unknown };
  return typeof severity === 'string' && severity !== 'FATAL' && severity !== 'PANIC';
}
