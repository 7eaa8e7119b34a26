import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import { ERROR_CODES } from '../../cds-hooks/response/error-codes.js';
import { operationOutcomeOf } from '../../cds-hooks/response/operation-outcome.js';
import { ClientGoneError } from './read-body.js';
import { recordOf } from './request-record.js';
import type { Logger } from '../../domain/ports.js';

const RETRY_AFTER_SECONDS = 1;
/** The limits count minutes. */
const RATE_RETRY_AFTER_SECONDS = 60;

/** The one place where an error becomes a status and an OperationOutcome. */
export function replyToErrors(log: Logger): ErrorRequestHandler {
  const reply: ErrorRequestHandler = (error: unknown, _request, response) => {
    if (error instanceof ClientGoneError || response.destroyed) return;
    const cdsError = toCdsError(error);
    if (cdsError.code === 'internal') logUnexpected(log, response, error);
    sendError(response, cdsError);
  };
  // Express tells an error handler by its four declared parameters, even where the last is of no use.
  return Object.defineProperty(reply, 'length', { value: 4 });
}

function sendError(response: Response, error: CdsError): void {
  recordOf(response).errorCode = error.code;
  if (response.headersSent) {
    // Half an answer cannot be taken back; a broken connection at least cannot be mistaken for a whole one.
    response.destroy();
    return;
  }
  if (error.code === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer');
  if (error.code === 'rate-limited' && !response.hasHeader('Retry-After')) {
    response.setHeader('Retry-After', RATE_RETRY_AFTER_SECONDS);
  }
  if (error.code === 'overloaded') response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
  if (error.code === 'unsupported-media-type') response.setHeader('Accept-Encoding', 'gzip');
  // The rest of a body that was not wanted is not read either.
  const isLeftUnread = error.code === 'too-large' || (error.code === 'overloaded' && !response.req.complete);
  const send = isLeftUnread ? sendJsonAndClose : sendJson;
  send(response, ERROR_CODES[error.code].status, operationOutcomeOf(error));
}

function toCdsError(error: unknown): CdsError {
  if (error instanceof CdsError) return error;
  // From Express, for a path that cannot be percent-decoded.
  if (error instanceof URIError && 'status' in error)
    return new CdsError('invalid-request', 'The request path is not valid.');
  return new CdsError('internal', 'Unexpected error', null, { cause: error });
}

/** Names and codes only: messages and stacks may carry URLs and patient data. */
function logUnexpected(log: Logger, response: Response, error: unknown): void {
  const cause = error instanceof CdsError && error.cause !== undefined ? error.cause : error;
  const { requestId, route, service } = recordOf(response);
  log.error(
    { requestId, route, service, error: identifierOf(cause, 'name'), code: identifierOf(cause, 'code') },
    'fault',
  );
}

function identifierOf(error: unknown, member: 'name' | 'code'): string | null {
  const value = isObject(error) ? error[member] : null;
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(value) ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

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
function sendJsonAndClose(response: ServerResponse, status: number, body: unknown): void {
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

/** The body stays a text: Node then sends head and body in one piece. */
function writeHead(response: ServerResponse, status: number, body: unknown): string {
  const payload = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(payload));
  return payload;
}
