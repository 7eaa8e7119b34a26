import {
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';

export interface RecordedSpan {
  readonly name: string;
  readonly kind: number | undefined;
  readonly attributes: Attributes;
  readonly parent: SpanContext | undefined;
  readonly own: SpanContext;
  status: number | null;
  ended: number;
}

/** The smallest thing that records spans: stands in for an OpenTelemetry SDK. */
export function recordSpans(): { readonly spans: readonly RecordedSpan[]; stop(): void } {
  const spans: RecordedSpan[] = [];
  const tracer = {
    startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
      const parent = context === undefined ? undefined : trace.getSpanContext(context);
      const traceId = parent?.traceId ?? 'a'.repeat(32);
      const spanId = String(spans.length + 1).padStart(16, '0');
      const recorded: RecordedSpan = {
        name,
        kind: options.kind,
        attributes: { ...options.attributes },
        parent,
        own: { traceId, spanId, traceFlags: 1 },
        status: null,
        ended: 0,
      };
      spans.push(recorded);
      const span = {
        spanContext: () => recorded.own,
        setAttribute(key: string, value: string) {
          recorded.attributes[key] = value;
          return span;
        },
        setStatus({ code }: { code: number }) {
          recorded.status = code;
          return span;
        },
        end: () => void (recorded.ended += 1),
      };
      return span as unknown as Span;
    },
  };
  const provider: TracerProvider = { getTracer: () => tracer as unknown as Tracer };
  trace.setGlobalTracerProvider(provider);
  return { spans, stop: () => trace.disable() };
}
