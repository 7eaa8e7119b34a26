import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { openFhirAccess, type FhirResult } from '../../src/fhir/client/fhir-access.js';
import { createFhirServers } from '../../src/fhir/client/fhir-servers.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { NameLookupError } from '../../src/fhir/client/name-lookup.js';
import { createServerDispatcher, type ServerConnection } from '../../src/fhir/client/server-connections.js';
import { searchset } from './support/samples.js';

/** FHIR servers that are reached by a proxy, under a hospital's own authority, or with a client certificate: real sockets. */
const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 3_000, connectTimeoutMs: 2_000 };
const pem = (name: string) => readFile(fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url)), 'utf8');
let ca: string;
let tls: { cert: string; key: string };
let client: { cert: string; key: string };
beforeAll(async () => {
  ca = await pem('ca');
  tls = { cert: await pem('server'), key: await pem('server.key') };
  client = { cert: await pem('client'), key: await pem('client.key') };
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface Listening {
  readonly port: number;
  readonly seen: IncomingMessage[];
}

/** Answers any request with an empty searchset, over TLS, and asks for a client certificate where told to. */
async function startFhir(asksForCertificate = false): Promise<Listening & { readonly subjects: string[] }> {
  const seen: IncomingMessage[] = [];
  const subjects: string[] = [];
  const options = { ...tls, ...(asksForCertificate ? { ca, requestCert: true, rejectUnauthorized: true } : {}) };
  const server = createHttpsServer(options, (request, response) => {
    seen.push(request);
    const { socket } = request;
    const { subject } = (socket instanceof TLSSocket ? socket.getPeerCertificate() : {}) as Partial<PeerCertificate>;
    subjects.push(String(subject?.CN ?? ''));
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(searchset([])));
  });
  return { port: await listen(server), seen, subjects };
}

/** A proxy that knows one name, and where it stands. */
async function startProxy(target: number, credentials: string | null = null): Promise<Listening & { asked: string[] }> {
  const seen: IncomingMessage[] = [];
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(request);
    asked.push(request.url ?? '');
    const wanted = credentials === null ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== wanted) return void socket.end('HTTP/1.1 407 No\r\n\r\n');
    const through = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('error', () => through.destroy());
  });
  return { port: await listen(server), seen, asked };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** One search of a server that is reached in this way. */
async function ask(
  base: string,
  connection: ServerConnection,
  allowPrivate: readonly string[] | boolean = true,
  names: Readonly<Record<string, string>> = {},
): Promise<FhirResult> {
  const resolve = (hostname: string) => {
    const address = names[hostname];
    if (address === undefined) return Promise.reject(new NameLookupError('NAME_NOT_FOUND'));
    return Promise.resolve([{ address, family: 4 }]);
  };
  const dispatcher = createServerDispatcher(limits, { allowPrivate, resolve }, connection);
  closing.push(() => dispatcher.close());
  const settings = { release: 'R4', dispatcher } as const;
  const server = createFhirServers({ limits, settingsOf: () => settings }).of(new URL(base));
  const { signal } = new AbortController();
  const common = dispatcher;
  const access = openFhirAccess({
    ...{ server, token: 'secret', signal, limits, maxCalls: 5, dispatcher: common, mayAsk: () => true },
  });
  return access.get({ kind: 'search', resourceType: 'Condition', params: { patient: ['1'] } });
}

describe('certificates', () => {
  test('a server under an authority of the hospital is trusted with its certificate only', async () => {
    const fhir = await startFhir();
    const base = `https://127.0.0.1:${fhir.port}/fhir`;
    expect((await ask(base, { ca })).ok).toBe(true);
    expect((await ask(base, {})).ok).toBe(false);
    expect(fhir.seen).toHaveLength(1);
  });

  test('a server that wants a client certificate gets it', async () => {
    const fhir = await startFhir(true);
    const base = `https://127.0.0.1:${fhir.port}/fhir`;
    expect((await ask(base, { ca, ...client })).ok).toBe(true);
    expect(fhir.subjects).toEqual(['cds-client']);
    expect((await ask(base, { ca })).ok).toBe(false);
    expect(fhir.seen).toHaveLength(1);
  });
});

describe('an outbound proxy', () => {
  const base = 'https://fhir.hospital.test/fhir';

  test('is asked for the server by name, with its credentials; the token goes through it to the server only', async () => {
    const fhir = await startFhir(true);
    const proxy = await startProxy(fhir.port, 'cds:secret of the proxy');
    const through = { url: `http://127.0.0.1:${proxy.port}`, credentials: 'cds:secret of the proxy' };
    const result = await ask(base, { ca, ...client, proxy: through }, ['127.0.0.1']);
    expect(result.ok).toBe(true);
    expect(proxy.asked).toEqual(['fhir.hospital.test:443']);
    expect(proxy.seen[0]?.headers.authorization).toBeUndefined();
    expect(fhir.seen[0]?.headers.authorization).toBe('Bearer secret');
    expect(fhir.seen[0]?.headers['proxy-authorization']).toBeUndefined();
    expect(fhir.subjects).toEqual(['cds-client']);
  });

  test('that refuses -> a failure, and the server is not called past it', async () => {
    const fhir = await startFhir();
    const proxy = await startProxy(fhir.port, 'cds:right');
    const through = { url: `http://127.0.0.1:${proxy.port}`, credentials: 'cds:wrong' };
    expect((await ask(base, { ca, proxy: through })).ok).toBe(false);
    expect(fhir.seen).toEqual([]);
  });

  test('may stand in a private network, since the site named it; it needs no entry of its own', async () => {
    const fhir = await startFhir();
    const proxy = await startProxy(fhir.port);
    expect((await ask(base, { ca, proxy: { url: `http://127.0.0.1:${proxy.port}` } }, [])).ok).toBe(true);
  });

  test.each([
    ['a loopback address', 'https://127.0.0.1/fhir', {}],
    ['the metadata service of a cloud', 'https://169.254.169.254/fhir', {}],
    ['an IPv6 spelling of loopback', 'https://[::ffff:7f00:1]/fhir', {}],
    ['a name that this machine knows by a forbidden address', base, { 'fhir.hospital.test': '169.254.169.254' }],
    ['a name that stands in a private network that is not allowed', base, { 'fhir.hospital.test': '10.1.2.3' }],
  ])('is not asked for %s', async (_what, target, names: Readonly<Record<string, string>>) => {
    const fhir = await startFhir();
    const proxy = await startProxy(fhir.port);
    const result = await ask(target, { ca, proxy: { url: `http://127.0.0.1:${proxy.port}` } }, [], names);
    expect(result.ok).toBe(false);
    expect(proxy.asked).toEqual([]);
  });

  test('a private address that is allowed is asked for', async () => {
    const fhir = await startFhir();
    const proxy = await startProxy(fhir.port);
    const through = { ca, proxy: { url: `http://127.0.0.1:${proxy.port}` } };
    expect((await ask(base, through, ['10.0.0.0/8'], { 'fhir.hospital.test': '10.1.2.3' })).ok).toBe(true);
  });
});

test('a server that speaks HTTP/2 alone cannot be read, and that is no answer', async () => {
  const server = createSecureServer({ ...tls, allowHTTP1: false }, (_request, response) => response.end('{}'));
  const port = await listen(server);
  expect(await ask(`https://127.0.0.1:${port}/fhir`, { ca })).toMatchObject({ ok: false });
});
