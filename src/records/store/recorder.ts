import type { Logger } from '../../domain/ports.js';
import type { EvaluationRows } from './evaluation.js';
import { databaseErrorCode, isFaultOfTheRows } from './store-error.js';

export interface RecorderCounts {
  readonly written: number;
  /** Calls that will never be in the store: the queue was full, the rows were refused, or the service ended too early. */
  readonly lost: number;
  readonly queued: number;
  /** The last attempt to write failed. */
  readonly failing: boolean;
}

/** Takes what happened in a call and sees to it that it is written. Never throws, never rejects. */
export interface Recorder {
  /** Resolves when the rows are durable, and at the latest after `waitMs`: then they are `pending`. */
  readonly record: (rows: EvaluationRows) => Promise<'written' | 'pending' | 'lost'>;
  /** Has what is in the queue written now, and waits for that, at most so long. */
  readonly drained: (maxMs: number) => Promise<void>;
  readonly counts: () => RecorderCounts;
  /** Writes what it can in that time; what is left is lost, and counted. */
  readonly close: (maxMs: number) => Promise<void>;
}

export interface RecorderOptions {
  readonly write: (batch: readonly EvaluationRows[]) => Promise<void>;
  readonly log: Logger;
  /** How long an answer waits for its record; 0, as in the service: not at all. */
  readonly waitMs?: number;
  /** Where nobody waits: how old the oldest call that waits may be when it is written together with those after it. */
  readonly gatherMs?: number;
  readonly capacity?: number;
  readonly batchSize?: number;
  readonly retryMs?: readonly [first: number, longest: number];
}

interface Waiting {
  /** By the clock of `performance.now()`, milliseconds. */
  readonly since: number;
  readonly rows: EvaluationRows;
  readonly settle: (result: 'written' | 'pending' | 'lost') => void;
}

/**
 * A bounded queue and one writer. Calls that arrive within a short while, and while a batch is being written, are written
 * together: a durable write costs about as much for one call as for twenty. No call waits for longer than that short while or the
 * write under way, whichever is longer, and then its own: so much a crash can cost. While the database is away nobody waits: the queue
 * holds what fits and counts what does not.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { write, log, waitMs = 0, gatherMs = 25, capacity = 20_000, batchSize = 200, retryMs = [200, 5_000] } = options;
  const queue: Waiting[] = [];
  let written = 0;
  let lost = 0;
  let failing = false;
  let closed = false;
  let running: Promise<void> | null = null;
  let wake: () => void = () => undefined;
  /** How many want the queue to be empty now. */
  let hurrying = 0;
  let endGathering: () => void = () => undefined;

  const lose = (waiting: readonly Waiting[], code: string) => {
    lost += waiting.length;
    for (const { settle } of waiting) settle('lost');
    log.error({ code, lost: waiting.length, lostSoFar: lost }, 'evaluations were not kept');
  };

  const writeBatch = async (batch: readonly Waiting[]): Promise<void> => {
    await write(batch.map(({ rows }) => rows));
    written += batch.length;
    for (const { settle } of batch) settle('written');
  };

  /** One bad call must not hold up the others for ever. */
  const writeOneByOne = async (batch: readonly Waiting[]): Promise<void> => {
    for (const one of batch) {
      try {
        await writeBatch([one]);
      } catch (error) {
        if (!isFaultOfTheRows(error)) throw error;
        lose([one], databaseErrorCode(error));
      }
      queue.shift();
    }
  };

  const gather = async (): Promise<void> => {
    if (waitMs > 0 || hurrying > 0 || closed || queue.length >= batchSize) return;
    // What came during the last write has waited already.
    const waited = performance.now() - (queue[0]?.since ?? 0);
    if (waited < gatherMs) await sleep(gatherMs - waited, (end) => (endGathering = end));
  };

  const work = async (): Promise<void> => {
    let pause = retryMs[0];
    while (queue.length > 0) {
      await gather();
      const batch = queue.slice(0, batchSize);
      try {
        await writeBatch(batch).then(() => queue.splice(0, batch.length));
      } catch (error) {
        const recovered =
          isFaultOfTheRows(error) &&
          (await writeOneByOne(batch).then(
            () => true,
            () => false,
          ));
        if (!recovered) {
          if (!failing) log.warn({ code: databaseErrorCode(error), queued: queue.length }, 'the store does not write');
          failing = true;
          for (const { settle } of queue) settle('pending');
          if (closed) return;
          await sleep(pause, (end) => (wake = end));
          pause = Math.min(pause * 2, retryMs[1]);
          continue;
        }
      }
      if (failing) log.info({ written, queued: queue.length, lost }, 'the store writes again');
      failing = false;
      pause = retryMs[0];
    }
  };

  const start = () => {
    running ??= work().finally(() => {
      running = null;
      // What was recorded by whoever heard that the last of the queue was written, before this did, found a writer at work.
      if (queue.length > 0 && !closed) start();
    });
  };

  return {
    record(rows) {
      if (closed || queue.length >= capacity) {
        lost += 1;
        if (lost === 1 || lost % 1_000 === 0) log.error({ lostSoFar: lost }, 'evaluations are not kept');
        return Promise.resolve('lost');
      }
      // Nobody waits for a database that is known to be away.
      if (waitMs === 0 || failing) {
        queue.push({ since: performance.now(), rows, settle: () => undefined });
        start();
        if (queue.length >= batchSize) endGathering();
        return Promise.resolve('pending');
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve('pending'), waitMs);
        queue.push({
          since: performance.now(),
          rows,
          settle: (result) => {
            clearTimeout(timer);
            resolve(result);
          },
        });
        start();
      });
    },
    async drained(maxMs) {
      if (queue.length === 0) return;
      hurrying += 1;
      endGathering();
      start();
      try {
        await Promise.race([running, sleep(maxMs)]);
      } finally {
        hurrying -= 1;
      }
    },
    counts: () => ({ written, lost, queued: queue.length, failing }),
    async close(maxMs) {
      closed = true;
      endGathering();
      wake();
      const lastTry = async () => {
        await running;
        if (queue.length === 0) return;
        start();
        await running;
      };
      await Promise.race([lastTry(), sleep(maxMs)]);
      if (queue.length > 0) lose(queue.splice(0), 'CLOSED');
    },
  };
}

function sleep(ms: number, onStart: (end: () => void) => void = () => undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    onStart(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
