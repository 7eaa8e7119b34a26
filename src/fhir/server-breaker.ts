import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhenResult } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { FhirAccess } from './fhir-access.js';
import { silentAccess } from './fhir-access.js';

/**
 * How a server that does not answer at all is left alone for a moment, so that its callers get their honest refusal at
 * once instead of each waiting for the deadline (faults.md F06, F22).
 */
export interface ServerBreaker {
  /**
   * Runs the FHIR part of one hook call. A call in which the server was asked and not once heard counts as a failure;
   * after `failures` of them in a row `task` gets a silent access for `pauseMs`, then one call tries again.
   */
  run<T>(access: FhirAccess, task: (access: FhirAccess) => Promise<T>): Promise<T>;
}

export interface BreakerOptions {
  readonly failures: number;
  readonly pauseMs: number;
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
    async run(access, task) {
      const breaker = breakers.get(access.origin) ?? newBreaker();
      breakers.set(access.origin, breaker);
      try {
        const { result } = await breaker.execute(async () => ({
          result: await task(access),
          unheard: access.state() === 'asked-not-heard',
        }));
        return result;
      } catch (error) {
        if (error instanceof BrokenCircuitError) return task(silentAccess(access.origin));
        throw error;
      }
    },
  };
}
