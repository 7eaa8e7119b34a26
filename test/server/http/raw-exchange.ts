import { connect } from 'node:net';

/** Writes bytes to a socket as they are, and returns all that comes back until the server closes the connection. */
export function rawExchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    // A reset after the answer is an answer too.
    socket.on('error', (error) => (received.length > 0 ? undefined : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')));
  });
}

/** Status codes of all responses in a raw exchange, in order. */
export function statusesIn(exchange: string): number[] {
  return Array.from(exchange.matchAll(/HTTP\/1\.1 (\d{3}) /g), (match) => Number(match[1]));
}
