import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { openFhirAccess } from '../../src/fhir/client/fhir-access.js';
import type { FhirQuery } from '../../src/fhir/client/fhir-query.js';
import { createFhirServers } from '../../src/fhir/client/fhir-servers.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { CONSTANT_ANSWER } from './constant-card.js';
import { listenOnGivenPort } from './server-port.js';

/**
 * Does the searches of one hook call and nothing else, in one of three ways: `service` as the service does them
 * (deadline, caps, address guard, fhir-kit-client), `undici` with the plain client and JSON.parse, `none` waits as long
 * and asks nobody - the cost of being a server, to be taken off the other two.
 */
const { CLIENT, FHIR_BASE = '', QUERIES = '[]' } = process.env;
const base = new URL(FHIR_BASE);
const queries = JSON.parse(QUERIES) as readonly string[];
const DEADLINE_MS = 3_000;
const WAIT_MS = 20;

const ways: Readonly<Record<string, () => Promise<unknown>>> = { service: asTheService(), undici: plain(), none: wait };
const way = ways[CLIENT ?? 'none'] ?? wait;

const server = createServer((incoming, response) => {
  incoming.resume();
  const work = incoming.method === 'POST' ? way() : Promise.resolve();
  work.then(
    () => {
      const answer = Buffer.from(JSON.stringify(CONSTANT_ANSWER));
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer);
    },
    () => response.writeHead(500, { 'Content-Length': 0 }).end(),
  );
});
listenOnGivenPort(server);

function asTheService(): () => Promise<unknown> {
  const limits = DEFAULT_FHIR_LIMITS;
  const dispatcher = createFhirDispatcher(limits, { allowPrivate: true });
  const asked = queries.map(queryOf);
  // As many at once as there are connections: what is measured is our own cost of a search.
  const settingsOf = () => ({ release: 'R4', parallelCalls: limits.maxConnections }) as const;
  const fhir = createFhirServers({ limits, settingsOf }).of(base);
  return async () => {
    const signal = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(DEADLINE_MS)]);
    const options = {
      server: fhir,
      token: null,
      signal,
      limits,
      maxCalls: limits.maxCalls,
      dispatcher,
      mayAsk: () => true,
    };
    const access = openFhirAccess(options);
    const results = await Promise.all(asked.map((query) => access.get(query)));
    if (!results.every(({ ok }) => ok)) throw new Error('A search failed.');
  };
}

function plain(): () => Promise<unknown> {
  const dispatcher = new Agent({ connections: DEFAULT_FHIR_LIMITS.maxConnections, keepAliveTimeout: 10_000 });
  const headers = { accept: 'application/fhir+json' };
  const urls = queries.map((query) => `${base.href.replace(/\/$/, '')}/${query}`);
  return () =>
    Promise.all(
      urls.map(async (url) => {
        const { statusCode, body } = await request(url, { dispatcher, headers });
        if (statusCode !== 200) throw new Error('A search failed.');
        return JSON.parse(await body.text()) as unknown;
      }),
    );
}

function wait(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, WAIT_MS));
}

function queryOf(query: string): FhirQuery {
  const [path = '', search = ''] = query.split('?', 2);
  const [resourceType = '', id] = path.split('/');
  if (id !== undefined) return { kind: 'read', resourceType, id };
  const params: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (params[name] ??= []).push(value);
  return { kind: 'search', resourceType, params };
}
