import { Agent, interceptors } from 'undici';
import type { Dispatcher } from 'undici';
import { createGuardedAgent } from './address-guard.js';
import type { GuardedAgentOptions } from './address-guard.js';
import type { FhirLimits } from './limits.js';

/**
 * The connection pool of every FHIR call; make one per process. fhir-kit-client reads a body to its end without counting,
 * so the caps sit below it: on the wire (`maxResponseSize`) and after decompression (a gzip bomb is small on the wire).
 * @param guard which addresses may be reached; without it, any (tests, development)
 */
export function createFhirDispatcher(
  limits: FhirLimits,
  guard: Pick<GuardedAgentOptions, 'allowPrivate' | 'resolve' | 'connect'> | null = null,
): Dispatcher {
  const pool = {
    headersTimeout: limits.perCallTimeoutMs,
    bodyTimeout: limits.perCallTimeoutMs,
    maxResponseSize: limits.maxResponseBytes,
    connections: limits.maxConnections,
    keepAliveTimeout: 10_000,
  };
  const agent =
    guard === null
      ? new Agent({ ...pool, connect: { timeout: limits.connectTimeoutMs } })
      : createGuardedAgent({ ...pool, ...guard, connectTimeout: limits.connectTimeoutMs });
  return readingAnswers(agent, limits);
}

/** Adds what every pool needs above its connections: no interim answers, and bodies unpacked within their bound. */
export function readingAnswers(pool: Dispatcher, limits: Pick<FhirLimits, 'maxResponseBytes'>): Dispatcher {
  return pool.compose(
    withoutInterim,
    interceptors.decompress({ maxSize: limits.maxResponseBytes, skipErrorResponses: false, skipStatusCodes: [] }),
  );
}

/**
 * Keeps interim answers (103 Early Hints, 102 Processing; RFC 9110 15.2) from whatever stands above: undici tells of each as
 * of the beginning of the answer, and its own interceptors take a second beginning for a fault.
 */
const withoutInterim: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => {
      if (args[1] >= 200) handler.onResponseStart?.(...args);
    },
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  });
