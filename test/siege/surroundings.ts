import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createFhirApp } from '../../sandbox/fhir-server/fhir-app.js';
import { createRequestLog } from '../../sandbox/fhir-server/request-log.js';
import { createResourceStore } from '../../sandbox/fhir-server/resource-store.js';
import { startNameServer } from '../fhir/support/name-server.js';
import type { SiegePatient } from './patients.js';

/** `nameless`: DNS knows no such name; `silent`: DNS never answers for it; `lying`: answers with the chart of somebody else. */
export type FhirKind = 'well' | 'lying' | 'hanging' | 'failing' | 'nameless' | 'silent';

/** What stands around the service: the FHIR servers of its clients, the key server of one of them, the name service. */
export interface Surroundings {
  /** FHIR bases, https, as production wants them. */
  readonly fhir: Readonly<Record<FhirKind, string>>;
  readonly jwksUrl: string;
  /** `127.0.0.1:40123`: answers for the names below `siege.test`. */
  readonly nameServer: string;
  close(): Promise<void>;
}

const TLS = new URL('../fixtures/tls/', import.meta.url);
/** The authority that has signed the certificate of all these servers. */
export const CA_FILE = fileURLToPath(new URL('ca.pem', TLS));
const FAILURES = [500, 503, 429, 404] as const;

export async function startSurroundings(patients: readonly SiegePatient[], jwks: unknown): Promise<Surroundings> {
  const app = createFhirApp(
    createResourceStore(patients.flatMap(({ story }) => story.resources)),
    { defaultSize: 50, maxSize: 200 },
    createRequestLog(1),
  ) as unknown as RequestListener;
  const [first, second] = patients.map(({ story }) => story.id);
  let turn = 0;
  const listeners: Readonly<Record<'well' | 'lying' | 'hanging' | 'failing' | 'keys', RequestListener>> = {
    well: app,
    lying: (request, response) => {
      const asked = /siege-\d\d/.exec(request.url ?? '')?.[0];
      const other = asked === first ? second : first;
      request.url = request.url?.replaceAll(/siege-\d\d/g, other ?? '') ?? '/';
      app(request, response);
    },
    hanging: () => undefined,
    failing: (request, response) => {
      turn += 1;
      if (turn % 5 === 0) request.socket.destroy();
      else response.writeHead(FAILURES[turn % FAILURES.length] ?? 500).end('<html>fault</html>');
    },
    keys: (_request, response) => response.end(JSON.stringify(jwks)),
  };
  const servers = await Promise.all(
    Object.entries(listeners).map(async ([name, listener]) => [name, await listenSafely(listener)] as const),
  );
  const originOf = (name: string) => {
    const server = servers.find(([each]) => each === name)?.[1];
    return `https://127.0.0.1:${(server?.address() as AddressInfo).port}`;
  };
  const names = await startNameServer((name) => (name.startsWith('silent.') ? null : 'unknown'));
  return {
    fhir: {
      well: `${originOf('well')}/fhir`,
      lying: `${originOf('lying')}/fhir`,
      hanging: `${originOf('hanging')}/fhir`,
      failing: `${originOf('failing')}/fhir`,
      nameless: 'https://nameless.siege.test/fhir',
      silent: 'https://silent.siege.test/fhir',
    },
    jwksUrl: `${originOf('keys')}/jwks.json`,
    nameServer: names.address,
    async close() {
      await Promise.all([names.close(), ...servers.map(([, server]) => shut(server))]);
    },
  };
}

async function listenSafely(listener: RequestListener): Promise<Server> {
  const [cert, key] = await Promise.all(
    ['server.pem', 'server.key.pem'].map((name) => readFile(new URL(name, TLS), 'utf8')),
  );
  const server = createServer({ cert, key }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function shut(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A neighbour that keeps one core busy, and ends by itself. */
export function startBusyNeighbour(ms: number): { end(): void } {
  const neighbour = spawn(process.execPath, ['-e', `const end = Date.now() + ${ms}; while (Date.now() < end);`]);
  return { end: () => void neighbour.kill('SIGKILL') };
}
