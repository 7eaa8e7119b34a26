import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';

/**
 * What the trace of one request needs to know, carried beside the call instead of through it: the engine and the chart
 * reader have no parameter that a clinician's answer could come to depend on. Only a call that has a trace to carry enters
 * a scope: up to Node 22 the first use of AsyncLocalStorage makes every promise of the process dearer from then on.
 */
export interface CallScope {
  /** Trace context that new spans hang under. */
  readonly context: Context;
  /** Scheme, host and port of the client's own FHIR server: the only place that may see the trace id. */
  readonly fhirOrigin: string | null;
}

const storage = new AsyncLocalStorage<CallScope>();
const OUTSIDE: CallScope = { context: ROOT_CONTEXT, fhirOrigin: null };

/** The scope of the request that is being answered; an empty one outside of any. */
export function currentScope(): CallScope {
  return storage.getStore() ?? OUTSIDE;
}

/** Runs `task` with these members of the scope replaced. */
export function withScope<T>(changes: Partial<CallScope>, task: () => T): T {
  return storage.run({ ...currentScope(), ...changes }, task);
}
