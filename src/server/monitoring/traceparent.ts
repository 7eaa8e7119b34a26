import type { SpanContext } from '@opentelemetry/api';

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
