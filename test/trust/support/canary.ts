import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

/** A port where nobody has any business. */
export interface Canary {
  readonly port: number;
  /** TCP connections so far: a TLS handshake that fails later counts too. */
  connections(): number;
  close(): Promise<void>;
}

/** Counts who connects, and hangs up. */
export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

export interface TalkingCanary {
  readonly port: number;
  readonly origin: string;
  /** Headers of every request that reached it. */
  readonly requests: IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** A stranger's server that would gladly play the FHIR server: it answers 200 with a patient who is not ill. */
export async function startTalkingCanary(
  body: unknown = { resourceType: 'Bundle', type: 'searchset', total: 0 },
): Promise<TalkingCanary> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
