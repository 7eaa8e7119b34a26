import type { ServerResponse } from 'node:http';
import type { RequestListener } from 'node:http';
import { trace } from '@opentelemetry/api';
import { DecoratorHandler, type Dispatcher } from 'undici';
import { type ConnectionFault, CONNECTION_FAULTS } from '../../domain/fact-set.js';
import { connectionFault } from '../../fhir/client/connection-fault.js';
import type { Instruments } from './instruments.js';
import { type FhirCallResult, LABEL_VALUES, OTHER, ROUTE_LABELS } from './label-values.js';
import { currentScope, formatTraceparent, parseTraceparent, startFhirSpan, withScope } from './tracing.js';
import type { Logger } from '../../domain/ports.js';
import { recordOf } from '../http/request-record.js';

type Headers = Dispatcher.DispatchOptions['headers'];

/**
 * Measures and traces every request that goes to a FHIR server, retries and pages included. Compose it outermost:
 * `createFhirDispatcher(...).compose(metrics.fhirObserver)`.
 */
export function observeFhirCalls(
  instruments: Instruments,
  tellFault: (fault: ConnectionFault, server: string) => void = () => undefined,
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const startedAt = performance.now();
    const resourceType = resourceTypeOf(options.path);
    const span = startFhirSpan(String(options.origin), resourceType);
    let isOver = false;
    const over = (result: FhirCallResult) => {
      if (isOver) return;
      isOver = true;
      span.end(result);
      const fault = CONNECTION_FAULTS.find((each) => each === result);
      if (fault !== undefined) tellFault(fault, String(options.origin));
      instruments.fhirDuration({ resource_type: resourceType, result }, (performance.now() - startedAt) / 1000);
    };
    const headers = span.traceparent === null ? options.headers : withTraceparent(options.headers, span.traceparent);
    try {
      return dispatch({ ...options, headers }, observingHandler(handler, over));
    } catch (error) {
      over('fetch-failed');
      throw error;
    }
  };
}

/** How often one fault of one server is told, milliseconds, and of how many it is remembered. */
const REPORTED_AGAIN_MS = 60_000;
const MOST_REPORTED = 1_000;

/** Logs each kind of fault of each server once a minute: a server that is down is asked a hundred times a second. */
export function faultTeller(log: Pick<Logger, 'warn'>, now: () => number = () => performance.now()) {
  const reportedAt = new Map<string, number>();
  return (fault: ConnectionFault, server: string): void => {
    const key = `${fault} ${server}`;
    if (now() - (reportedAt.get(key) ?? -Infinity) < REPORTED_AGAIN_MS) return;
    if (reportedAt.size >= MOST_REPORTED) reportedAt.clear();
    reportedAt.set(key, now());
    log.warn({ server, fault }, 'FHIR server not reached');
  };
}

/** Passes everything on, and says once how it ended. */
function observingHandler(
  handler: Dispatcher.DispatchHandler,
  over: (result: FhirCallResult) => void,
): Dispatcher.DispatchHandler {
  // Node's own fetch still speaks the handler interface of undici 6; the decorator translates.
  const inner = new DecoratorHandler(handler) as Dispatcher.DispatchHandler;
  let status = 0;
  return {
    onRequestStart: (...args) => inner.onRequestStart?.(...args),
    onRequestUpgrade: (...args) => inner.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => {
      status = args[1];
      inner.onResponseStart?.(...args);
    },
    onResponseData: (...args) => inner.onResponseData?.(...args),
    onResponseEnd: (...args) => {
      over(resultOfStatus(status));
      inner.onResponseEnd?.(...args);
    },
    onResponseError: (...args) => {
      over(resultOfError(args[1]));
      inner.onResponseError?.(...args);
    },
  };
}

/** The words of the problems of a source (src/domain/fact-set.ts); of a connection more is told here than on the card. */
function resultOfStatus(status: number): FhirCallResult {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 401 || status === 403) return 'refused';
  return [400, 404, 405, 422, 501].includes(status) ? 'not-offered' : 'fetch-failed';
}

function resultOfError(error: unknown): FhirCallResult {
  if (typeof error !== 'object' || error === null) return 'fetch-failed';
  const name = 'name' in error ? error.name : null;
  const code = 'code' in error ? error.code : null;
  if (name === 'AbortError') return 'aborted';
  const isTimeout = name === 'TimeoutError' || code === 'ETIMEDOUT' || String(code).endsWith('_TIMEOUT');
  return isTimeout ? 'timeout' : (connectionFault(error) ?? 'fetch-failed');
}

/** `/fhir/R4/Observation?...` or `/fhir/R4/Patient/1`. A page link may name no type at all. */
function resourceTypeOf(path: string): string {
  const [before = '', last = ''] = ['', ...(path.split('?', 1)[0] ?? '').split('/')].slice(-2);
  const types: readonly string[] = LABEL_VALUES.resourceType;
  return [last, before].find((segment) => types.includes(segment)) ?? OTHER;
}

function withTraceparent(headers: Headers, traceparent: string): Headers {
  if (headers === null || headers === undefined) return { traceparent };
  if (Array.isArray(headers)) return [...headers, 'traceparent', traceparent];
  if (Symbol.iterator in headers) return [...headers, ['traceparent', traceparent]];
  return { ...headers, traceparent };
}

/**
 * Puts the clock and the trace around the HTTP application; the application does not know.
 * A valid `traceparent` is echoed, so that a caller can see that its trace arrived.
 */
export function observeHttp(listener: RequestListener, instruments: Instruments): RequestListener {
  return (request, response) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const labels = { http_route: routeOf(response), status_class: statusClassOf(response) };
      instruments.httpDuration(labels, (performance.now() - startedAt) / 1000);
    });
    const incoming = parseTraceparent(request.headers.traceparent);
    if (incoming === null) {
      listener(request, response);
      return;
    }
    response.setHeader('traceparent', formatTraceparent(incoming));
    const context = trace.setSpanContext(currentScope().context, incoming);
    withScope({ context }, () => listener(request, response));
  };
}

function routeOf(response: ServerResponse): string {
  try {
    return ROUTE_LABELS[recordOf(response).route];
  } catch {
    // A listener that keeps no request records; an exception here would end the process.
    return ROUTE_LABELS.other;
  }
}

/** A client that left before it got a status is neither a success nor a fault of the service. */
function statusClassOf(response: ServerResponse): string {
  return response.headersSent ? `${Math.floor(response.statusCode / 100)}xx` : 'client-closed';
}
