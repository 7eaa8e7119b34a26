import {
  createServer,
  IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { operationOutcome } from '../../cds-hooks/response/operation-outcome.js';
import { CdsError } from '../../domain/cds-error.js';
import type { Logger } from '../../domain/ports.js';
import type { AppDeps, CorsPolicy, TraceReader } from './app-deps.js';
import { cardPageRoutes } from './card-page-routes.js';
import { cdsRoutes } from './cds-routes.js';
import { closeGracefully, type Ending } from './close-gracefully.js';
import { smartRoutes } from './smart-routes.js';
import { replyToErrors, sendJson } from './error-reply.js';
import { homeRoutes } from './home-page.js';
import { openApiRoute } from './openapi-route.js';
import { reportRoutes } from './report-routes.js';
import { recordOf, recordRequests, showsToken } from './request-record.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `GET /traces/<card uuid>`: the explanation of a card that this process answered with. Every look at a chart leaves a log
 * line with the id of the card, which is random, and nothing of what was read.
 */
function traceRoutes({ token, explain }: TraceReader, log: Pick<Logger, 'info'>): Router {
  const router = Router();
  router
    .route('/traces/:card')
    .get((request, response) => {
      if (!showsToken(request, token)) throw new CdsError('unauthorized', 'Traces are for administrators.');
      const { card } = request.params;
      const explanation = UUID.test(card) ? explain(card) : null;
      if (explanation === null) {
        throw new CdsError('unknown-service', 'No trace of this card is kept here (any more).');
      }
      log.info({ requestId: recordOf(response).requestId, card: card.toLowerCase() }, 'trace read');
      sendJson(response, 200, explanation);
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'GET');
      throw new CdsError('method-not-allowed', 'Traces are read with GET.');
    });
  return router;
}

/** What every answer carries, made once: the same for all, and most of what reaches us is answered with little else. */
function headersOfAll(): Map<string, string> {
  const model = new ServerResponse(new IncomingMessage(new Socket()));
  helmet()(model.req, model, (error?: unknown) => {
    if (error !== undefined) throw new Error('The headers of every answer could not be made.', { cause: error });
  });
  // Answers hold patient data: no cache may keep them.
  model.setHeader('Cache-Control', 'no-store');
  return new Map(Object.entries(model.getHeaders()).map(([name, value]) => [name, String(value)]));
}

const PREFLIGHT_SECONDS = 600;

/**
 * Cross-origin access for browser clients such as the CDS Hooks Sandbox. Comes before authentication, because a
 * preflight carries no credentials, and sets its headers on errors too, because a browser hides an answer without them.
 * Credentials (cookies) are never allowed: callers present a JWT.
 */
function allowOrigins({ allowedOrigins }: CorsPolicy): RequestHandler {
  const allowed = allowedOrigins === '*' ? null : new Set(allowedOrigins);
  return (request, response, next) => {
    const origin = request.get('origin');
    if (allowed === null) response.setHeader('Access-Control-Allow-Origin', '*');
    else response.vary('Origin');
    if (origin !== undefined && allowed?.has(origin) === true) {
      response.setHeader('Access-Control-Allow-Origin', origin);
    }
    response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    recordOf(response).route = 'preflight';
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-request-id');
    response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}

/** The HTTP face of the service: routes, limits, CORS and the one error mapper. It knows nothing of cards or charts. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', deps.proxyHops ?? 0);
  app.use(recordRequests(deps.log));
  const headers = headersOfAll();
  app.use((_request, response, next) => {
    response.setHeaders(headers);
    next();
  });
  app.use(allowOrigins(deps.cors));
  app.use(healthRoutes(() => deps.health()));
  if (deps.home) app.use(homeRoutes(deps.home));
  app.use(openApiRoute(deps));
  app.use(cdsRoutes(deps));
  if (deps.reports) app.use(reportRoutes(deps.reports));
  if (deps.cardPages) app.use(cardPageRoutes(deps.cardPages, deps.log));
  if (deps.smart) app.use(smartRoutes(deps.smart));
  if (deps.traces) app.use(traceRoutes(deps.traces, deps.log));
  app.use(() => {
    throw new CdsError('unknown-service', 'There is nothing at this path. GET /cds-services lists the services.');
  });
  app.use(replyToErrors(deps.log));
  return app;
}

/** Probes for an orchestrator. They pass by authentication and the in-flight limit, and ask nobody but the database. */
function healthRoutes(health: AppDeps['health']): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    recordOf(response).route = 'health';
    sendJson(response, 200, { status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    recordOf(response).route = 'health';
    const { ready, detail } = await health();
    sendJson(response, ready ? 200 : 503, { ...detail, ready });
  });
  return router;
}

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
function replyToClientError(error: NodeJS.ErrnoException, socket: Duplex, mayAnswer: boolean): void {
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

export interface ServerOptions {
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
  /** The variable by which another port is chosen, for the sentence that says that this one is taken. */
  readonly setting?: string;
  readonly log?: Pick<Logger, 'error'>;
  readonly timeouts?: Partial<ServerTimeouts>;
}

/** All in milliseconds. Node's own defaults (300 s for a request, checked every 30 s) let a slow client sit for minutes. */
interface ServerTimeouts {
  /** From the first byte of a request to its last. */
  readonly request: number;
  readonly headers: number;
  readonly checkEvery: number;
  /** How long `close` waits for calls in flight. */
  readonly close: number;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /**
   * Goes on taking calls for a while, asking each client to leave its connection; then stops accepting, lets calls in flight finish
   * within the bound, and cuts off the rest. Safe to call twice.
   * @param graceMs how long a balancer needs to learn that no more is to be sent here; none by default
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Longer than a proxy keeps its idle connections (nginx 60 s, HAProxy and cloud balancers up to 60 s), so that the proxy is the one
 * that closes: else it may send a call into a connection that we are closing at that moment.
 */
const KEEP_ALIVE_MS = 75_000;

const DEFAULT_TIMEOUTS: ServerTimeouts = { request: 15_000, headers: 10_000, checkEvery: 2_000, close: 10_000 };

/**
 * Listens for requests.
 * @throws Error that says in plain words why the address cannot be used (port taken, no permission, unknown host)
 */
export async function startHttpServer(app: RequestListener, options: ServerOptions): Promise<RunningServer> {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const server = createServer(
    {
      requestTimeout: timeouts.request,
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: timeouts.checkEvery,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    app,
  );
  const due = new Set<ServerResponse>();
  let closing: Promise<void> | null = null;
  const end: Ending = { cutsWhenDone: false };
  server.prependListener('request', (_request, response) => {
    due.add(response);
    response.once('close', () => {
      due.delete(response);
      if (end.cutsWhenDone && due.size === 0) server.closeAllConnections();
    });
    if (closing !== null) response.setHeader('Connection', 'close');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    replyToClientError(error, socket, mayAnswer(due, socket)),
  );
  await listen(server, options);
  // Without a listener a failed accept (out of file handles) would end the process.
  server.on('error', (error: NodeJS.ErrnoException) =>
    options.log?.error({ code: error.code ?? null }, 'server fault'),
  );
  return {
    host: options.host,
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 0) => (closing ??= closeGracefully(server, { due, end, graceMs, boundMs: timeouts.close })),
  };
}

/** Only the request that is still arriving may be answered out of band; an answer to a finished one must not be forged. */
function mayAnswer(due: ReadonlySet<ServerResponse>, socket: Duplex): boolean {
  const onSocket = [...due].filter((response) => response.req.socket === socket);
  return onSocket.length <= 1 && onSocket.every((response) => !response.req.complete && !response.headersSent);
}

/** Why an address cannot be used, in plain words. */
export function cannotListen(
  error: NodeJS.ErrnoException,
  { host, port, setting }: Pick<ServerOptions, 'host' | 'port' | 'setting'>,
): Error {
  const hint = setting === undefined || error.code !== 'EADDRINUSE' ? '' : ` (${setting})`;
  const reason = reasonOf(error).replace(/\.$/, '');
  return new Error(`Cannot listen on ${host} port ${port}: ${reason}${hint}.`, { cause: error });
}

function listen(server: Server, options: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(cannotListen(error, options));
    server.once('error', fail);
    server.listen(options.port, options.host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

const START_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program is using the port. Stop it, or choose another port.',
  EACCES: 'no permission; ports below 1024 usually need a privileged user.',
  EADDRNOTAVAIL: 'this machine has no such address.',
  ENOTFOUND: 'no such host name.',
};

function reasonOf({ code = 'unknown reason' }: NodeJS.ErrnoException): string {
  return START_FAULTS[code] ?? code;
}
