import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export type Reply = (response: ServerResponse, url: URL) => void;

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As far as it has come; a POST is replied to before its end. */
  body: string;
}

export interface FakeFhirServer {
  readonly origin: string;
  /** The FHIR base: the origin and `/fhir`. */
  readonly base: string;
  readonly requests: SeenRequest[];
  /** Answers paths (without the base path and the query) with a reply, or with one reply after the other. */
  on(path: string, ...replies: Reply[]): void;
  close(): Promise<void>;
}

/** A FHIR server that does what a test tells it to; everything else is 404. */
export async function startFakeFhirServer(port = 0): Promise<FakeFhirServer> {
  const scripts = new Map<string, Reply[]>();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake.invalid');
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: '',
    };
    request.on('data', (chunk: Buffer) => (seen.body += chunk.toString()));
    requests.push(seen);
    const replies = scripts.get(url.pathname.replace(/^\/fhir\/?/, '/').replace(/^\//, '')) ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    (reply ?? status(404))(response, url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    base: `${origin}/fhir`,
    requests,
    on: (path, ...replies) => void scripts.set(path, replies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(body: unknown, code = 200, headers: Record<string, string> = {}): Reply {
  return raw(JSON.stringify(body), code, headers);
}

export function raw(body: string, code = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/fhir+json', ...headers });
    response.end(body);
  };
}

export function status(code: number, headers: Record<string, string> = {}): Reply {
  return json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] }, code, headers);
}

/** Takes the request and says nothing. */
export const hang: Reply = () => undefined;

/** Starts a JSON body and goes on one byte at a time, without end. */
export const drip: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/fhir+json' });
  response.write('{"resourceType":"Bundle","entry":[');
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** Closes the connection without an answer. */
export const reset: Reply = (response) => response.socket?.resetAndDestroy();

/** Says 103 first, as servers do that preload (RFC 8297). */
export function withEarlyHints(reply: Reply, times = 1): Reply {
  return (response, url) => {
    for (let hint = 0; hint < times; hint += 1) response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    reply(response, url);
  };
}

export function huge(bytes: number): Reply {
  return raw(`{"resourceType":"Bundle","padding":"${'x'.repeat(bytes)}"}`);
}

export function gzipBomb(bytes: number): Reply {
  const body = gzipSync(`{"resourceType":"Bundle","padding":"${'x'.repeat(bytes)}"}`);
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' });
    response.end(body);
  };
}

export function gzipped(body: unknown): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(body)));
  };
}
