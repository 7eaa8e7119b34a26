import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PG_URL } from './test-stores.js';

/**
 * The way to PostgreSQL, which a test can cut and mend: what a restart of the server looks like from outside. Or stall: a
 * firewall that has forgotten its connections, a machine that froze. Nothing comes through then, and nobody is told.
 */
export interface CutProxy {
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** @param newcomers also swallow what comes over connections that are opened from now on, until `flow` */
  stall(newcomers?: 'newcomers-too'): void;
  /** Connections that are opened from now on pass again; what has stalled stays so. */
  flow(): void;
}

export async function startCutProxy(): Promise<CutProxy> {
  const target = new URL(PG_URL);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  let server: Server | null = null;
  let port = 0;
  let swallowing = false;
  const swallow = (socket: Socket) => socket.unpipe().removeAllListeners('end').resume();
  const mend = async () => {
    server = createServer((incoming) => {
      if (swallowing) {
        swallow(keep(incoming));
        return;
      }
      const outgoing = keep(connect(Number(target.port || 5432), target.hostname));
      keep(incoming).pipe(outgoing).pipe(incoming);
      incoming.on('close', () => outgoing.destroy());
      outgoing.on('close', () => incoming.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await mend();
  const url = new URL(PG_URL);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    mend,
    stall(newcomers) {
      swallowing = newcomers !== undefined;
      for (const socket of sockets) swallow(socket);
    },
    flow() {
      swallowing = false;
    },
    async cut() {
      const closed = server === null ? null : once(server, 'close');
      server?.close();
      server = null;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
