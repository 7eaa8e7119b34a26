import { CdsError } from '../../domain/cds-error.js';

/** Lets at most `limit` tasks run at once. There is no queue: a late card is worth less than a quick refusal. */
export interface InFlightGate {
  /** @throws CdsError `overloaded` when full */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createInFlightGate(limit: number): InFlightGate {
  let running = 0;
  return {
    async run(task) {
      if (running >= limit) {
        throw new CdsError('overloaded', 'The service is handling as many calls as it can; try again shortly.');
      }
      running += 1;
      try {
        return await task();
      } finally {
        running -= 1;
      }
    },
  };
}
