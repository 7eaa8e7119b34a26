/** How much is measured. The full run takes about five minutes, the smoke run well under one. */
export interface BenchScale {
  readonly rounds: number;
  readonly windowMs: number;
  /** Longest time that one kind of request is warmed up for; the compiler takes thousands of requests to settle. */
  readonly warmUpMs: number;
  readonly connections: readonly number[];
  /** Tokens signed for one window, which ends when they are used up. */
  readonly tokensPerWindow: number;
  readonly steadyRateMs: number;
  readonly observations: readonly number[];
  readonly workers: readonly number[];
  readonly starts: number;
  /** Requests that one process has to serve before its memory is judged. */
  readonly memoryRequests: number;
}

export const FULL: BenchScale = {
  rounds: 5,
  windowMs: 600,
  warmUpMs: 6_000,
  connections: [1, 10, 50],
  tokensPerWindow: 400,
  steadyRateMs: 2_000,
  observations: [100, 1_000, 3_000, 9_000],
  workers: [2, 4],
  starts: 3,
  memoryRequests: 100_000,
};

export const SMOKE: BenchScale = {
  rounds: 1,
  windowMs: 150,
  warmUpMs: 150,
  connections: [1, 10],
  tokensPerWindow: 40,
  steadyRateMs: 300,
  observations: [100, 1_000],
  workers: [2],
  starts: 1,
  memoryRequests: 2_000,
};
