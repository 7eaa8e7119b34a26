import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { operationOutcome } from '../../cds-hooks/response/operation-outcome.js';
import type { Logger } from '../../domain/ports.js';

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
  readonly log?: Pick<Logger, 'error'>;
  readonly timeouts?: Partial<ServerTimeouts>;
}

/** All in milliseconds. Node's own defaults (300 s for a request, checked every 30 s) let a slow client sit for minutes. */
export interface ServerTimeouts {
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
  /** Stops accepting, lets calls in flight finish within the bound, then cuts off the rest. Safe to call twice. */
  close(): Promise<void>;
}

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
    },
    app,
  );
  const due = new Set<ServerResponse>();
  let closing: Promise<void> | null = null;
  server.prependListener('request', (_request, response) => {
    due.add(response);
    response.once('close', () => {
      due.delete(response);
      if (closing !== null && due.size === 0) server.closeAllConnections();
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
    close: () => (closing ??= closeGracefully(server, due, timeouts.close)),
  };
}

/** Only the request that is still arriving may be answered out of band; an answer to a finished one must not be forged. */
function mayAnswer(due: ReadonlySet<ServerResponse>, socket: Duplex): boolean {
  const onSocket = [...due].filter((response) => response.req.socket === socket);
  return onSocket.length <= 1 && onSocket.every((response) => !response.req.complete && !response.headersSent);
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new Error(`Cannot listen on ${host} port ${port}: ${reasonOf(error)}`, { cause: error }));
    server.once('error', fail);
    server.listen(port, host, () => {
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

/**
 * Node keeps a connection on which nothing was ever sent (a browser's spare, a probe) open until its timeout, so the end
 * comes when the last answer that is due is out, not when the last connection goes by itself.
 */
async function closeGracefully(server: Server, due: ReadonlySet<ServerResponse>, boundMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cutOff = () => server.closeAllConnections();
  const timer = setTimeout(cutOff, boundMs);
  for (const response of due) if (!response.headersSent) response.setHeader('Connection', 'close');
  if (due.size === 0) cutOff();
  await closed;
  clearTimeout(timer);
}
