import type { Db } from 'pg-boss';

/** One connection of its own: what it holds is let go when its process ends, however it ends. */
export interface Session extends Db {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** All of it or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

const CONNECT_MS = 10_000;

export async function openSession(url: string): Promise<Session> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'tacrolimus-cds rehearse',
  });
  // A connection that is cut tells so by event, too; whoever asks next gets the error.
  client.on('error', () => undefined);
  await client.connect();
  const query = (text: string, values: readonly unknown[] = []) => client.query(text, [...values]);
  return {
    executeSql: query,
    rows: async <Row>(text: string, values?: readonly unknown[]) => (await query(text, values)).rows as Row[],
    async transaction(work) {
      await query('begin');
      try {
        const done = await work();
        await query('commit');
        return done;
      } catch (error) {
        await query('rollback').catch(() => undefined);
        throw error;
      }
    },
    end: () => client.end(),
  };
}
