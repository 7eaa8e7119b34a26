import type { Server, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

export interface Ending {
  /** Whether the last answer that is due takes all connections with it. */
  cutsWhenDone: boolean;
}

interface Closing {
  readonly due: ReadonlySet<ServerResponse>;
  readonly end: Ending;
  readonly graceMs: number;
  readonly boundMs: number;
}

/** How long a connection that was accepted may take to send the head of its call, once no more are accepted. */
const LAST_CALLS_MS = 500;
/** So long without a new connection: there are no more, or nobody is in a hurry. */
const QUIET_MS = 25;
/** Under a stream of connections that does not end it is enough after this. */
const LAST_CONNECTIONS_MS = 2_000;

/**
 * What the machine has connected and we have not accepted yet would be reset. Node accepts one connection in each turn of its
 * loop, so what waits is accepted soon, and not at once.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0;
  const count = () => (accepted += 1);
  server.on('connection', count);
  const until = performance.now() + LAST_CONNECTIONS_MS;
  let before: number;
  do {
    before = accepted;
    await sleep(QUIET_MS);
    // A timer that is late comes before what waits at the port.
    await turn();
  } while (accepted > before && performance.now() < until);
  server.off('connection', count);
}

/**
 * Node keeps a connection on which nothing was ever sent (a browser's spare, a probe) open until its timeout, so the end
 * comes when the last answer that is due is out, not when the last connection goes by itself. A call that is on its way when
 * we are told to stop is answered: to its sender a reset would be a call that may, or may not, have been made.
 */
export async function closeGracefully(server: Server, { due, end, graceMs, boundMs }: Closing): Promise<void> {
  for (const response of due) if (!response.headersSent) response.setHeader('Connection', 'close');
  if (graceMs > 0) await sleep(graceMs);
  await acceptWaiting(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cutOff = () => server.closeAllConnections();
  const timer = setTimeout(cutOff, boundMs);
  await Promise.race([closed, sleep(LAST_CALLS_MS, undefined, { ref: false })]);
  end.cutsWhenDone = true;
  if (due.size === 0) cutOff();
  await closed;
  clearTimeout(timer);
}
