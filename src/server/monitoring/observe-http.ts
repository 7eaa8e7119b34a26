import { trace } from '@opentelemetry/api';
import type { RequestListener, ServerResponse } from 'node:http';
import { recordOf } from '../http/request-record.js';
import type { Instruments } from './instruments.js';
import { ROUTE_LABELS } from './label-values.js';
import { currentScope, formatTraceparent, parseTraceparent, withScope } from './tracing.js';

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
