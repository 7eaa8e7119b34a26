import type { Request, RequestHandler } from 'express';
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Logger } from '../../domain/ports.js';
import type { Caller } from '../../domain/caller.js';
import { isIP } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';
import { type Language, LANGUAGES } from '../../domain/language.js';

export type RouteName =
  'discovery' | 'call' | 'feedback' | 'health' | 'home' | 'card-page' | 'smart' | 'fhir' | 'preflight' | 'other';

/** What is known of one request apart from its content. Only these fields are ever logged. */
export interface RequestRecord {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** By the clock of `performance.now()`, milliseconds. */
  readonly arrivedAt: number;
  route: RouteName;
  /** Set once the service is known to be ours: an unknown id is caller's text, and stays out of the log. */
  service: string | null;
  errorCode: string | null;
  caller: Caller | null;
}

/** Ids in use by common gateways: UUIDs, ULIDs, dotted traces. Anything else could forge log lines. */
const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Not an HTTP status: the client left before it got one. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * On the response itself, and not in a WeakMap: to V8's collector of young objects the table of a WeakMap holds what is in it, so that
 * the body of each call would live until the next full collection.
 */
const RECORD = Symbol('record of the request');
type Recorded = ServerResponse & { [RECORD]?: RequestRecord };

/** Gives the request its id, its abort signal, and one log line when it ends. */
export function recordRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const arrivedAt = performance.now();
    const controller = new AbortController();
    const sent = request.get('x-request-id');
    const requestId = sent !== undefined && SANE_REQUEST_ID.test(sent) ? sent : randomUUID();
    const record: RequestRecord = {
      requestId,
      signal: controller.signal,
      arrivedAt,
      route: 'other',
      service: null,
      errorCode: null,
      caller: null,
    };
    (response as Recorded)[RECORD] = record;
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
      logRequest(log, record, {
        status: response.headersSent ? response.statusCode : CLIENT_CLOSED_REQUEST,
        ms: Math.round(performance.now() - arrivedAt),
      });
    });
    next();
  };
}

/** The record of a request that went through `recordRequests`. */
export function recordOf(response: ServerResponse): RequestRecord {
  const record = (response as Recorded)[RECORD];
  if (record === undefined) throw new Error('recordRequests must come before every other middleware');
  return record;
}

/** Probes come every few seconds and say nothing; a failing one is logged by its status. */
function logRequest(log: Logger, record: RequestRecord, { status, ms }: { status: number; ms: number }): void {
  if (record.route === 'health' && status < 400) return;
  const { requestId, route, service, errorCode, caller } = record;
  log.info(
    {
      requestId,
      route,
      service,
      client: caller?.id ?? null,
      status,
      ms,
      ...(errorCode === null ? {} : { code: errorCode }),
    },
    'request',
  );
}

/** Whether the request shows this token (`Authorization: Bearer <token>`); null lets nobody in. */
export function showsToken(request: Request, token: string | null): boolean {
  const given = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  return token !== null && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Equal lengths for the comparison, which must not tell how much of a guess was right. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Of equal wishes the first language counts, which is the shipped wording. */
export function languageOf(request: Request): Language | null {
  if (request.get('accept-language') === undefined) return null;
  const wanted = request.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((language) => language === wanted) ?? null;
}

/** Of IPv6 the block of one customer, who has all addresses in it. What a proxy passed on and is no address does not count. */
export function addressOf({ ip = '', socket }: Request): string {
  return ipKeyGenerator(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
}
