import { signTokens } from './client-tokens.js';
import { KeepAliveConnection } from './keep-alive-connection.js';
import type { FromGenerator, LoadJob, ToGenerator } from './load-messages.js';
import { closedLoop, openLoop, type LoadRun, type NextRequest } from './load-run.js';

/**
 * The load generator, a process of its own: told by messages what to send, it signs and connects first (`prepare`) and
 * then fires (`run`), so that neither is in the window.
 */
const bodies = new Map<string, Bodies>();

/** Sent one after the other and from the first again, on from where the window before has ended. */
interface Bodies {
  readonly all: Buffer[];
  at: number;
}
let prepared: (() => Promise<LoadRun>) | null = null;

process.on('message', (message: ToGenerator) => {
  handle(message).then(reply, (error: unknown) => {
    reply({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});
process.on('disconnect', () => process.exit());
reply({ type: 'ready' });

async function handle(message: ToGenerator): Promise<FromGenerator> {
  switch (message.type) {
    case 'body': {
      const ofName = bodies.get(message.name) ?? { all: [], at: 0 };
      ofName.all.push(Buffer.from(message.text));
      bodies.set(message.name, ofName);
      return { type: 'ready' };
    }
    case 'prepare':
      prepared = await prepare(message.job);
      return { type: 'prepared' };
    case 'run': {
      if (prepared === null) throw new Error('There is nothing to run.');
      const run = await prepared();
      prepared = null;
      return { type: 'ran', ...run };
    }
  }
}

async function prepare(job: LoadJob): Promise<() => Promise<LoadRun>> {
  const { hostname, port, pathname } = new URL(job.url);
  const ofName = bodies.get(job.body);
  if (ofName === undefined) throw new Error(`There is no body "${job.body}".`);
  const tokens = job.tokens === null ? null : await signTokens(job.tokens);
  const start = [`POST ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Content-Type: application/json'].join(
    '\r\n',
  );
  let left = job.maxRequests ?? Infinity;
  const next: NextRequest = () => {
    if (left <= 0) return null;
    left -= 1;
    const body = ofName.all[ofName.at % ofName.all.length] ?? Buffer.alloc(0);
    ofName.at += 1;
    const head = `${start}\r\nContent-Length: ${body.length}`;
    if (tokens === null) return { head: `${head}\r\n\r\n`, body };
    const token = tokens.pop();
    return token === undefined ? null : { head: `${head}\r\nAuthorization: Bearer ${token}\r\n\r\n`, body };
  };
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => KeepAliveConnection.open(hostname, Number(port))),
  );
  return async () => {
    const run =
      job.rate === null
        ? await closedLoop(connections, next, job.milliseconds)
        : await openLoop(connections, next, job.milliseconds, job.rate);
    for (const connection of connections) connection.close();
    return run;
  };
}

function reply(message: FromGenerator): void {
  process.send?.(message);
}
