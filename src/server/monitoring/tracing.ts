import {
  type Context,
  context as otelContext,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { CdsError } from '../../domain/cds-error.js';

/**
 * What the trace of one request needs to know, carried beside the call instead of through it: the engine and the chart
 * reader have no parameter that a clinician's answer could come to depend on. Only a call that has a trace to carry enters
 * a scope: up to Node 22 the first use of AsyncLocalStorage makes every promise of the process dearer from then on.
 */
interface CallScope {
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

/** `version-traceid-parentid-flags` in lower-case hex (W3C Trace Context, section 3.2). */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Version 00 has 55 characters; a later one may be longer, and nobody needs to read a header without end. */
const MAX_LENGTH = 256;
const SAMPLED = 0x01;

/**
 * Reads a `traceparent` header.
 * @returns null for a header that is absent, sent twice, too long or against the grammar: then the trace begins anew
 */
export function parseTraceparent(header: string | readonly string[] | undefined): SpanContext | null {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return null;
  const match = TRACEPARENT.exec(header);
  if (match === null) return null;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  // Version ff is forbidden, and version 00 has exactly four parts; what follows in a later version is left unread.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (isAllZero(traceId) || isAllZero(spanId)) return null;
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & SAMPLED, isRemote: true };
}

/** The header of a span, always in version 00: only what was understood is passed on. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & SAMPLED).toString(16).padStart(2, '0')}`;
}

function isAllZero(hex: string): boolean {
  return /^0+$/.test(hex);
}

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
