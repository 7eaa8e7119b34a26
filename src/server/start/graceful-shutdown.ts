import type { Logger } from '../http/app-deps.js';

interface Closable {
  /** Stops accepting, and ends when calls in flight are answered or their time is up. */
  close(): Promise<void>;
}

/**
 * Ends the process when it is told to (SIGTERM, SIGINT: exit 0) or when a fault has escaped (exit 1), in both cases after
 * the calls in flight. After a fault that nobody caught the state of the process is unknown, so it may not go on; what
 * the fault says may quote a chart, so only its name and code are logged, and Node's own report with its text is not made.
 */
export function endOrderly(service: Closable, log: Logger): void {
  const end = (exitCode: number) => {
    void service.close().then(
      () => {
        log.info({}, 'stopped');
        process.exit(exitCode);
      },
      (fault: unknown) => {
        log.error({ err: fault }, 'fault while stopping');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', () => end(0));
  process.once('SIGTERM', () => end(0));
  process.on('uncaughtException', (fault: unknown) => {
    log.error({ err: fault }, 'uncaught fault');
    end(1);
  });
}
