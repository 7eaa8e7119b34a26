import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { RehearseError } from '../rehearse-error.js';

/** What one process may take: DuckDB writes the rest into `spillFolder`. */
export interface DuckLimits {
  readonly memoryMb: number;
  readonly threads: number;
  readonly spillFolder: string;
}

export interface Duck {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** A result of any size, some thousand rows at a time. */
  stream(sql: string): AsyncIterable<readonly (readonly DuckDBValue[])[]>;
  close(): void;
}

/**
 * DuckDB is an optional package of some 70 MB, loaded by this command alone.
 * @throws RehearseError where it is not installed, or has no build for this machine
 */
export async function openDuck(limits: DuckLimits): Promise<Duck> {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch(() => {
    throw new RehearseError(
      'rehearse needs the optional package @duckdb/node-api, which is not installed here or has no build for this machine. ' +
        'Install with its optional dependencies (npm ci, without --omit=optional).',
    );
  });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryMb}MB`,
    threads: String(limits.threads),
    temp_directory: limits.spillFolder,
    // The order of lines is made by sorting, where it matters: to keep that of the files costs memory.
    preserve_insertion_order: 'false',
  });
  return duckOf(instance, await instance.connect());
}

function duckOf(instance: DuckDBInstance, connection: DuckDBConnection): Duck {
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    async *stream(sql) {
      const result = await connection.stream(sql);
      for await (const rows of result.yieldRows()) yield rows;
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
