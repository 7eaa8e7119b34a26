/** One exchange, for tests and for the sandbox page. Whether there was a token is kept, the token is not. */
export interface LoggedRequest {
  readonly method: string;
  /** Path below the base and, for a GET, the query: `Observation?patient=1`. */
  readonly target: string;
  /** Parameters of a `_search` form, decoded; empty otherwise. */
  readonly form: readonly (readonly [name: string, value: string])[];
  readonly authorized: boolean;
  readonly accept: string | null;
  readonly status: number;
}

export interface RequestLog {
  /** Oldest first. */
  entries(): readonly LoggedRequest[];
  clear(): void;
}

export interface WritableRequestLog extends RequestLog {
  add(entry: LoggedRequest): void;
}

/** @param capacity - the oldest entries are forgotten beyond it, so that a server left running does not grow */
export function createRequestLog(capacity: number): WritableRequestLog {
  let kept: readonly LoggedRequest[] = [];
  return {
    entries: () => kept,
    clear: () => {
      kept = [];
    },
    add: (entry) => {
      kept = [...kept.slice(Math.max(0, kept.length - capacity + 1)), entry];
    },
  };
}
