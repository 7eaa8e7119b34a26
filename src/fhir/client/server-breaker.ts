import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhenResult } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { FhirAccess } from './fhir-access.js';
import { silentAccess } from './fhir-access.js';

/**
 * How a server that does not answer at all is left alone for a moment, so that its callers get their honest refusal at
 * once instead of each waiting for the deadline.
 */
export interface ServerBreaker {
  /**
   * Runs one round of questions of a hook call: its orders, or its chart. A round in which the server was asked and not
   * once heard counts as a failure, one in which nobody was asked counts as nothing. After `failures` in a row `task` gets
   * a silent access for `pauseMs`, then one round tries again.
   */
  run<T>(access: FhirAccess, task: (access: FhirAccess) => Promise<T>): Promise<T>;
}

export interface BreakerOptions {
  readonly failures: number;
  readonly pauseMs: number;
}

/** Goes through the breaker as an error, which it counts neither for nor against the server. */
class NobodyAsked<T> extends Error {
  constructor(readonly result: T) {
    super('Nobody was asked.');
  }
}

/** Servers are few (an allow-list names them); the bound only guards development, where any may be named. */
const MAX_SERVERS = 500;

export function createServerBreaker({ failures, pauseMs }: BreakerOptions): ServerBreaker {
  const newBreaker = () =>
    circuitBreaker(
      handleWhenResult((outcome) => (outcome as { unheard: boolean }).unheard),
      { halfOpenAfter: pauseMs, breaker: new ConsecutiveBreaker(failures) },
    );
  const breakers = new LRUCache<string, ReturnType<typeof newBreaker>>({ max: MAX_SERVERS });

  return {
    async run<T>(access: FhirAccess, task: (access: FhirAccess) => Promise<T>) {
      const breaker = breakers.get(access.origin) ?? newBreaker();
      breakers.set(access.origin, breaker);
      const unasked: { round?: NobodyAsked<T> } = {};
      try {
        const { result } = await breaker.execute(async () => {
          const result = await task(access);
          const state = access.state();
          if (state === 'not-asked') throw (unasked.round = new NobodyAsked(result));
          return { result, unheard: state === 'asked-not-heard' };
        });
        return result;
      } catch (error) {
        if (unasked.round !== undefined && error === unasked.round) return unasked.round.result;
        if (error instanceof BrokenCircuitError) return task(silentAccess(access.origin));
        throw error;
      }
    },
  };
}
