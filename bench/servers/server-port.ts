import type { Server } from 'node:http';

/** Every server of the bench listens where its parent says, and ends when it is told to. */
export function listenOnGivenPort(server: Server): void {
  server.listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
  });
}
