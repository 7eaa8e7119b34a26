import type { Logger } from '../../domain/ports.js';
import type { LogTarget } from '../monitoring/log-target.js';

interface Closable {
  /** Stops accepting after so many milliseconds, and ends when calls in flight are answered or their time is up. */
  close(graceMs: number): Promise<void>;
}

export interface EndBounds {
  /** Milliseconds for which calls are still taken after a signal, while readiness says no. */
  readonly graceMs: number;
  /** Milliseconds for everything that the service closes, after that: 10 s of calls in flight, 4 s of the store's queue, and some. */
  readonly closeMs: number;
  /** Milliseconds for the last log lines. */
  readonly flushMs: number;
}

const BOUNDS: EndBounds = { graceMs: 0, closeMs: 17_000, flushMs: 1_000 };

/**
 * Ends the process when it is told to (SIGTERM, SIGINT: exit 0) or when a fault has escaped (exit 1), in both cases after
 * the calls in flight. After a fault that nobody caught the state of the process is unknown, so it may not go on; what
 * the fault says may quote a chart, so only its name and code are logged, and Node's own report with its text is not made.
 * Then no more calls are taken either. Neither a part that does not close nor a log that nobody reads keeps the process.
 */
export function endOrderly(service: Closable, log: Logger, target: LogTarget, changes: Partial<EndBounds> = {}): void {
  const bounds = { ...BOUNDS, ...changes };
  const end = async (exitCode: number, graceMs: number) => {
    const code = (await closeWithin(() => service.close(graceMs), log, bounds.closeMs + graceMs)) ? exitCode : 1;
    await target.flush(bounds.flushMs);
    // Node would wait for the thread that hangs in a write.
    if (target.isHanging()) process.kill(process.pid, 'SIGKILL');
    process.exit(code);
  };
  process.once('SIGINT', () => void end(0, bounds.graceMs));
  process.once('SIGTERM', () => void end(0, bounds.graceMs));
  process.on('uncaughtException', (fault: unknown) => {
    log.error({ err: fault }, 'uncaught fault');
    void end(1, 0);
  });
}

/** @returns whether all was closed in time and without a fault */
async function closeWithin(close: () => Promise<void>, log: Logger, ms: number): Promise<boolean> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(Object.assign(new Error('not closed in time'), { code: 'TIMEOUT' })), ms).unref();
  });
  try {
    await Promise.race([close(), late]);
    log.info({}, 'stopped');
    return true;
  } catch (fault) {
    log.error({ err: fault }, 'fault while stopping');
    return false;
  }
}
