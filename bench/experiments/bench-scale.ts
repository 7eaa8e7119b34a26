/** How much is measured. The full run takes about five minutes, the smoke run well under one. */
export interface BenchScale {
  /** Different ones, of whom the bodies of 80 KB are. */
  readonly patients: number;
  readonly rounds: number;
  readonly windowMs: number;
  /** Longest time that one kind of request is warmed up for. */
  readonly warmUpMs: number;
  /**
   * Before anything else, tacrolimus orders to the service until so many are answered or the time is up: the compiler takes
   * thousands of evaluations to settle, and a hospital's process runs for weeks.
   */
  readonly settleRequests: number;
  readonly settleMs: number;
  readonly connections: readonly number[];
  /** Tokens signed for one window, which ends when they are used up. */
  readonly tokensPerWindow: number;
  readonly steadyRateMs: number;
  readonly observations: readonly number[];
  /** Connections of the experiment on concurrent callers. */
  readonly callers: readonly number[];
  readonly workers: readonly number[];
  /** Patients in the exports that are rehearsed; one in a hundred has tacrolimus. */
  readonly exports: readonly number[];
  readonly starts: number;
  /** Rounds of the experiments beside the main one. */
  readonly fewRounds: number;
  /** Requests that one process should serve before its memory is judged, and how long it may take over the last of them. */
  readonly memoryRequests: number;
  readonly memoryMs: number;
  /** Of the whole run; the memory experiment, which comes last, gets what is left. */
  readonly totalMs: number;
}

export const FULL: BenchScale = {
  patients: 2_000,
  rounds: 5,
  fewRounds: 2,
  windowMs: 500,
  warmUpMs: 2_000,
  settleRequests: 10_000,
  settleMs: 30_000,
  connections: [1, 10, 50],
  tokensPerWindow: 400,
  steadyRateMs: 1_500,
  observations: [100, 1_000, 3_000, 9_900],
  callers: [1, 5, 20, 100, 200],
  workers: [2, 4],
  exports: [1_500, 4_500, 18_000],
  starts: 3,
  memoryRequests: 100_000,
  memoryMs: 60_000,
  totalMs: 330_000,
};

/** The full run, and on until 100,000 requests are served, however long that takes. */
export const MEMORY: BenchScale = { ...FULL, memoryMs: Infinity, totalMs: Infinity };

export const SMOKE: BenchScale = {
  patients: 20,
  rounds: 1,
  fewRounds: 1,
  windowMs: 150,
  warmUpMs: 150,
  settleRequests: 100,
  settleMs: 1_000,
  connections: [1, 10],
  tokensPerWindow: 40,
  steadyRateMs: 300,
  observations: [1_000, 3_000],
  callers: [1, 20],
  workers: [2],
  exports: [100, 200, 400],
  starts: 1,
  memoryRequests: 2_000,
  memoryMs: 10_000,
  totalMs: 60_000,
};
