import { createPrng } from '../../sandbox/patients/prng.js';
import type { KeepAliveConnection } from './keep-alive-connection.js';

/** What one window of load gave. */
export interface LoadRun {
  /** Milliseconds per answered request, in no order. */
  readonly latencies: Float64Array;
  /** Answers by status; 0 for connections that broke. */
  readonly statuses: ReadonlyMap<number, number>;
  /** From the first request sent to the last answer. */
  readonly seconds: number;
}

/** A request as bytes; null when there are no more of them. */
export type NextRequest = () => { readonly head: string; readonly body: Buffer } | null;

/** Every connection sends its next request when it has its answer: shows throughput, and queueing in the latencies. */
export async function closedLoop(
  connections: readonly KeepAliveConnection[],
  next: NextRequest,
  milliseconds: number,
): Promise<LoadRun> {
  const tally = createTally();
  const end = performance.now() + milliseconds;
  await Promise.all(
    connections.map(async (connection) => {
      for (let request = next(); request !== null; request = next()) {
        if (!(await tally.time(connection, request, performance.now())) || performance.now() >= end) return;
      }
    }),
  );
  return tally.done();
}

/**
 * Requests arrive by chance at a fixed mean rate, whatever the server does (Poisson, seeded): shows what a caller waits
 * for well below saturation. A request that finds no free connection waits, and its waiting counts.
 */
export async function openLoop(
  connections: readonly KeepAliveConnection[],
  next: NextRequest,
  milliseconds: number,
  perSecond: number,
): Promise<LoadRun> {
  const tally = createTally();
  const chance = createPrng(perSecond);
  const free = [...connections];
  const queued: number[] = [];
  const running = new Set<Promise<void>>();
  const serve = (arrivedAt: number): void => {
    const connection = free.pop();
    if (connection === undefined) {
      queued.push(arrivedAt);
      return;
    }
    const request = next();
    if (request === null) return;
    const run = tally.time(connection, request, arrivedAt).then((isOpen) => {
      running.delete(run);
      if (isOpen) free.push(connection);
      const waiting = queued.shift();
      if (waiting !== undefined) serve(waiting);
    });
    running.add(run);
  };
  const gap = () => (-Math.log(1 - chance.next()) * 1000) / perSecond;
  const start = performance.now();
  let due = start;
  while (performance.now() < start + milliseconds) {
    const now = performance.now();
    for (; due <= now; due += gap()) serve(now);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (running.size > 0) await Promise.all(running);
  return tally.done();
}

function createTally() {
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const start = performance.now();
  let last = start;
  const count = (status: number): void => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  return {
    /** @returns false when the connection is broken */
    async time(
      connection: KeepAliveConnection,
      request: { readonly head: string; readonly body: Buffer },
      since: number,
    ): Promise<boolean> {
      try {
        count(await connection.send(request.head, request.body));
      } catch {
        count(0);
        return false;
      }
      last = performance.now();
      latencies.push(last - since);
      return true;
    },
    done: (): LoadRun => ({ latencies: Float64Array.from(latencies), statuses, seconds: (last - start) / 1000 }),
  };
}
