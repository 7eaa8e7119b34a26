import type { TokenOrder } from './client-tokens.js';

/** One window of load, as the load generator is told. */
export interface LoadJob {
  /** `http://127.0.0.1:40123/cds-services/x` */
  readonly url: string;
  /** Name of bodies that were sent before. */
  readonly body: string;
  readonly connections: number;
  readonly milliseconds: number;
  /** Ends the window earlier. */
  readonly maxRequests: number | null;
  /** Requests a second, arriving by chance; null: as many as are answered. */
  readonly rate: number | null;
  /** A fresh token for every request; the window ends when they are used up. */
  readonly tokens: TokenOrder | null;
}

export type ToGenerator =
  /** A body, or one more of those that are sent in turn under this name. */
  | { readonly type: 'body'; readonly name: string; readonly text: string }
  | { readonly type: 'prepare'; readonly job: LoadJob }
  | { readonly type: 'run' };

export type FromGenerator =
  | { readonly type: 'ready' }
  | { readonly type: 'prepared' }
  | {
      readonly type: 'ran';
      readonly latencies: Float64Array;
      readonly statuses: ReadonlyMap<number, number>;
      readonly seconds: number;
    }
  | { readonly type: 'failed'; readonly message: string };
