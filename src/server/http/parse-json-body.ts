import { CdsError } from '../../domain/cds-error.js';
import { assertDepth, assertEntryLimit } from '../../cds-hooks/request/body-limits.js';

/**
 * Parses a body strictly: UTF-8, RFC 8259 JSON, and within the limits of depth and Bundle entries. No error quotes the
 * body.
 * @throws CdsError `invalid-json`, or `invalid-request` beyond a limit
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new CdsError('invalid-json', 'The body is empty; a JSON object is required.');
  const body = parse(decode(bytes));
  assertDepth(body);
  assertEntryLimit(body);
  return body;
}

/** Fatal, because a replacement character in a unit or a name would pass for data. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CdsError('invalid-json', 'The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new CdsError('invalid-json', 'The body is not valid JSON. Comments and trailing commas are not allowed.');
  }
}
