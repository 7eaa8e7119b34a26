import {
  context as otelContext,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { CdsError } from '../../domain/cds-error.js';
import { currentScope, withScope } from './call-scope.js';
import { formatTraceparent } from './traceparent.js';

/** What a span may say of a hook call: configured names, nothing about anybody. */
export interface TracedCall {
  readonly service: string;
  readonly hook: string;
  /** Configured id of the client. */
  readonly client: string | null;
  /** `fhirServer` of the request, already allowed for this client. */
  readonly fhirServer: string | null;
}

/** An open span of one request to a FHIR server. */
export interface FhirSpan {
  /** Header to send along; null where no trace is known, or where the server is not the client's own. */
  readonly traceparent: string | null;
  end(result: string): void;
}

const NAME = 'tacrolimus-cds';

/** Looked up each time: an SDK may be registered after this module is loaded. Without one every span is a no-op. */
const tracer = () => trace.getTracer(NAME);

/**
 * Runs one hook call inside a span, under the trace that came with the request.
 * Without an OpenTelemetry SDK nothing is recorded, and the caller's trace id is passed on as it came.
 */
export async function traceHookCall<T>(call: TracedCall, task: () => Promise<T>): Promise<T> {
  const parent = parentContext();
  const attributes = { 'cds.service': call.service, 'cds.hook': call.hook, 'cds.client': call.client ?? 'none' };
  const span = tracer().startSpan('POST /cds-services/{id}', { kind: SpanKind.SERVER, attributes }, parent);
  const context = trace.setSpan(parent, span);
  try {
    const inContext = () => otelContext.with(context, task);
    // Neither an SDK nor a trace of the caller: there is nothing to carry.
    if (!isSpanContextValid(span.spanContext())) return await inContext();
    return await withScope({ context, fhirOrigin: originOf(call.fhirServer) }, inContext);
  } catch (error) {
    // The message may name a field of the request; the code never does.
    failed(span, error instanceof CdsError ? error.code : 'internal');
    throw error;
  } finally {
    span.end();
  }
}

/** Opens the span of one request to a FHIR server. Of the URL it says the host and the resource type, never the query. */
export function startFhirSpan(origin: string, resourceType: string): FhirSpan {
  const { context, fhirOrigin } = currentScope();
  const attributes = {
    'http.request.method': 'GET',
    'server.address': URL.canParse(origin) ? new URL(origin).hostname : '',
    'fhir.resource_type': resourceType,
  };
  const span = tracer().startSpan(`GET ${resourceType}`, { kind: SpanKind.CLIENT, attributes }, context);
  const spanContext = span.spanContext();
  return {
    traceparent: origin === fhirOrigin && isSpanContextValid(spanContext) ? formatTraceparent(spanContext) : null,
    end(result) {
      if (result !== 'ok') failed(span, result);
      span.end();
    },
  };
}

/** An instrumentation of the SDK that already opened a span for the request comes first. */
function parentContext(): Context {
  const active = otelContext.active();
  return trace.getSpan(active) === undefined ? currentScope().context : active;
}

function failed(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function originOf(fhirServer: string | null): string | null {
  return fhirServer !== null && URL.canParse(fhirServer) ? new URL(fhirServer).origin : null;
}
