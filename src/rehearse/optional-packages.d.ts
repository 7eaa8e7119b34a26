/**
 * What the rehearsal uses of its optional packages. Said here, so that the program is built and checked the same where they are not
 * installed.
 */
declare module '@duckdb/node-api' {
  export type DuckDBValue = string | number | bigint | boolean | null;
  interface Rows {
    getRows(): (readonly DuckDBValue[])[];
  }
  interface StreamedRows {
    yieldRows(): AsyncIterableIterator<(readonly DuckDBValue[])[]>;
  }
  export interface DuckDBConnection {
    run(sql: string): Promise<unknown>;
    runAndReadAll(sql: string): Promise<Rows>;
    stream(sql: string): Promise<StreamedRows>;
    closeSync(): void;
  }
  export class DuckDBInstance {
    static create(path: string, options: Readonly<Record<string, string>>): Promise<DuckDBInstance>;
    connect(): Promise<DuckDBConnection>;
    closeSync(): void;
  }
}

declare module 'piscina' {
  export class Piscina {
    constructor(options: {
      readonly filename: string;
      readonly minThreads: number;
      readonly maxThreads: number;
      readonly resourceLimits?: { readonly maxYoungGenerationSizeMb: number };
    });
    run(task: unknown): Promise<unknown>;
    destroy(): Promise<void>;
  }
}

declare module 'pg-boss' {
  /** Where a statement is sent: a connection of one's own makes it part of one's own transaction. */
  export interface Db {
    executeSql(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  }
  interface Within {
    readonly db?: Db;
  }
  export interface Job {
    readonly id: string;
    readonly data: unknown;
  }
  /** `affected`: jobs that were active, and are not any more. */
  interface Changed {
    readonly affected: number;
  }
  export default class PgBoss {
    constructor(options: {
      readonly connectionString: string;
      readonly schema: string;
      readonly application_name: string;
      readonly max: number;
      readonly schedule: boolean;
      readonly maintenanceIntervalSeconds: number;
    });
    on(event: 'error', listener: () => void): this;
    start(): Promise<unknown>;
    stop(options: { readonly graceful: boolean }): Promise<void>;
    createQueue(
      name: string,
      options: {
        readonly name: string;
        readonly retryLimit: number;
        readonly expireInSeconds: number;
        readonly retentionDays: number;
      },
    ): Promise<void>;
    getQueue(name: string): Promise<unknown>;
    deleteQueue(name: string): Promise<void>;
    insert(
      jobs: readonly { readonly id: string; readonly name: string; readonly data: object }[],
      options?: Within,
    ): Promise<unknown>;
    fetch(name: string, options?: Within): Promise<readonly Job[]>;
    complete(name: string, id: string, data: undefined, options?: Within): Promise<Changed>;
    fail(name: string, id: string, data: object, options?: Within): Promise<Changed>;
    retry(name: string, ids: readonly string[], options?: Within): Promise<unknown>;
  }
}
