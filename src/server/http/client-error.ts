import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { operationOutcome } from '../../cds-hooks/response/operation-outcome.js';

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers bytes that never became a request (malformed, smuggled, too slow) with an OperationOutcome, like every other
 * error, and closes the connection: what follows on it cannot be trusted.
 * @param mayAnswer false when an answer to an earlier request is still due on this connection
 */
export function replyToClientError(error: NodeJS.ErrnoException, socket: Duplex, mayAnswer: boolean): void {
  if (!mayAnswer || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const text = status === 408 ? 'The request did not arrive in time.' : 'The request is not valid HTTP.';
  const body = JSON.stringify(operationOutcome(status === 408 ? 'timeout' : 'structure', text));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
