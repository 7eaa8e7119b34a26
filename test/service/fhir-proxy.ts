import { createServer, request as forward } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hang, json, type Reply } from '../fhir/support/fake-fhir-server.js';

export interface ProxiedRequest {
  readonly method: string;
  /** Path below the FHIR base, with the query: `Observation?patient=1`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** How many requests had arrived, and how many had been answered, when this one came. */
  readonly arrivedBefore: number;
  readonly answeredBefore: number;
}

export interface FhirProxy {
  /** The FHIR base. */
  readonly url: string;
  readonly requests: readonly ProxiedRequest[];
  /** Requests whose target begins so are answered by `reply` from now on, and not passed on. */
  fail(prefix: string, reply: Reply): void;
  /** Nothing is answered before this many requests have arrived: shows that they are sent side by side. */
  holdUntil(arrived: number): void;
  reset(): void;
  close(): Promise<void>;
}

export const OPERATION_OUTCOME = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception', diagnostics: 'database on fire' }],
} as const;

export { hang };
export const answersOutcome: Reply = json(OPERATION_OUTCOME);

/** Stands between the service and the sandbox FHIR server, counts what passes, and breaks what a test wants broken. */
export async function startFhirProxy(targetBase: string): Promise<FhirProxy> {
  const target = new URL(targetBase);
  const requests: ProxiedRequest[] = [];
  const faults = new Map<string, Reply>();
  let answered = 0;
  let held: (() => void)[] = [];
  let holdFor = 0;

  const server = createServer((incoming, response) => {
    const below = (incoming.url ?? '').replace(`${target.pathname}/`, '');
    requests.push({
      method: incoming.method ?? '',
      target: below,
      headers: incoming.headers,
      arrivedBefore: requests.length,
      answeredBefore: answered,
    });
    response.on('finish', () => (answered += 1));
    const fault = [...faults].find(([prefix]) => below.startsWith(prefix))?.[1];
    const answer = () =>
      fault === undefined
        ? pass(incoming, response, target)
        : fault(response, new URL(incoming.url ?? '/', 'http://proxy.invalid'));
    held.push(answer);
    if (requests.length >= holdFor) {
      const ready = held;
      held = [];
      for (const go of ready) go();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    requests,
    fail: (prefix, reply) => void faults.set(prefix, reply),
    holdUntil: (arrived) => {
      holdFor = arrived;
    },
    reset: () => {
      requests.length = 0;
      faults.clear();
      answered = 0;
      holdFor = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The Host header stays the proxy's, so that next links lead through the proxy again. */
function pass(incoming: IncomingMessage, response: ServerResponse, target: URL): void {
  const { method, url, headers } = incoming;
  const outgoing = forward(
    { host: target.hostname, port: target.port, method, path: url, headers },
    (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}
