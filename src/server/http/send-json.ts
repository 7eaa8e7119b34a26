import type { ServerResponse } from 'node:http';

/** How long a refused client may go on sending before it is cut off. */
const LINGER_MS = 1_000;

/** Sends one JSON body. Every answer of the service has this content type (CDS Hooks "Use of JSON"). */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const payload = writeHead(response, status, body);
  // A body that was given up half-read would hold back the next request of the connection.
  response.req.resume();
  response.end(payload);
}

/**
 * Answers while the client may go on sending more than we want to read, and closes the connection. Closing at once would
 * reset it, and a client that gets a reset throws the answer away unread; so the answer goes out now, what follows is
 * discarded, and the end comes when the client stops or after a moment.
 */
export function sendJsonAndClose(response: ServerResponse, status: number, body: unknown): void {
  const payload = writeHead(response, status, body);
  response.setHeader('Connection', 'close');
  if (response.req.complete) {
    response.end(payload);
    return;
  }
  response.write(payload);
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  response.req.once('end', end).once('close', end).resume();
}

function writeHead(response: ServerResponse, status: number, body: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(body), 'utf8');
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', payload.length);
  return payload;
}
