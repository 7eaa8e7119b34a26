import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A key server on a real socket that counts what reaches it and answers as it is told. */
export interface KeyServer {
  readonly url: string;
  requests: number;
  answer: RequestListener;
  /** Nothing listens on the port any more. */
  stop(): Promise<void>;
}

export const json =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export async function startKeyServer(answer: RequestListener): Promise<KeyServer> {
  const server: Server = createServer((request, response) => {
    keyServer.requests += 1;
    keyServer.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    requests: 0,
    answer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return keyServer;
}
