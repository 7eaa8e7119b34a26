import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedAnswer, Upstream } from './field-case.js';

export interface UpstreamServer {
  readonly port: number;
  /** Decoded paths with their queries, in the order in which they came. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * The FHIR server of a field case. It listens by number; under the name `localhost` it is reached as well, which is
 * how a case sees whether a link to another name was followed.
 */
export async function startUpstream(upstream: Upstream): Promise<UpstreamServer> {
  const asked: string[] = [];
  const seen = new Set<string>();
  let open = 0;
  const server = createServer((request, response) => {
    const path = decoded(request.url ?? '/');
    const call = { request, path, first: !seen.has(path), open: open + 1 };
    asked.push(path);
    seen.add(path);
    open += 1;
    response.on('close', () => (open -= 1));
    const fitting = upstream.answers.find((answer) => fits(answer, call)) ?? nothingFound(call);
    void reply(fitting, fitting.delayMs ?? upstream.delayMs ?? 0, path, response, port());
  });
  const port = () => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: port(),
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Replaces `{{port}}` in whatever can be written as JSON. */
export function withPort<T>(value: T, port: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll('{{port}}', String(port))) as T;
}

interface Call {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly first: boolean;
  readonly open: number;
}

function fits(answer: ScriptedAnswer, { request, path, first, open }: Call): boolean {
  const { accept = '', host = '' } = request.headers;
  return (
    (answer.method ?? 'GET') === request.method &&
    new RegExp(answer.path).test(path) &&
    (answer.whenAcceptLacks === undefined || !new RegExp(answer.whenAcceptLacks).test(accept)) &&
    (answer.whenHost === undefined || new RegExp(answer.whenHost).test(host)) &&
    (answer.whenOpenAbove === undefined || open > answer.whenOpenAbove) &&
    (answer.firstOnEachPath !== true || first)
  );
}

async function reply(
  answer: ScriptedAnswer,
  delayMs: number,
  path: string,
  response: ServerResponse,
  port: number,
): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (response.destroyed) return;
  if (answer.drop === true) {
    response.socket?.destroy();
    return;
  }
  const body = answer.onlyIdsAskedFor === true ? onlyIdsAskedFor(answer.body as Searchset, path) : answer.body;
  response.writeHead(answer.status ?? 200, answer.headers ?? { 'content-type': 'application/fhir+json' });
  const text = answer.text ?? (body === undefined ? '' : JSON.stringify(withPort(body, port)));
  if (answer.cut !== true) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
}

interface Searchset {
  readonly entry?: readonly { readonly resource?: { readonly id?: string } }[];
}

function onlyIdsAskedFor(bundle: Searchset, path: string): Searchset & { readonly total: number } {
  const ids = /[?&]_id=([^&]*)/.exec(path)?.[1]?.split(',') ?? [];
  const entry = (bundle.entry ?? []).filter(({ resource }) => ids.includes(resource?.id ?? ''));
  return { ...bundle, entry, total: entry.length };
}

/** Any other search finds nothing; any other read is of something that is not there. */
function nothingFound({ path, request }: Call): ScriptedAnswer {
  if (request.method !== 'GET' || !path.includes('?')) {
    const issue = [{ severity: 'error', code: 'not-found', diagnostics: 'There is no such resource.' }];
    return { path, status: 404, body: { resourceType: 'OperationOutcome', issue } };
  }
  const link = [{ relation: 'self', url: `http://127.0.0.1:{{port}}${path}` }];
  return { path, body: { resourceType: 'Bundle', type: 'searchset', total: 0, link, entry: [] } };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return url;
  }
}
