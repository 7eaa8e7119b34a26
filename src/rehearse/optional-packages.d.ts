/**
 * What the rehearsal uses of its two optional packages. Said here, so that the program is built and checked the same where they are not
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
    constructor(options: { readonly filename: string; readonly minThreads: number; readonly maxThreads: number });
    run(task: unknown): Promise<unknown>;
    destroy(): Promise<void>;
  }
}
