import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { startHttpServer } from '../../../src/server/http/app.js';
import { orderSelectBody } from '../../cds-hooks/request-samples.js';
import { rawExchange, statusesIn } from './raw-exchange.js';
import { post, send, startTestApp, type TestApp } from './test-app.js';

let app: TestApp;
afterEach(() => app.close());

const PATH = '/cds-services/tacrolimus-order-select';
const body = JSON.stringify(orderSelectBody());
const head = (...headers: string[]) =>
  [`POST ${PATH} HTTP/1.1`, 'Host: cds', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');
const bodyOf = (exchange: string) => exchange.slice(exchange.lastIndexOf('\r\n\r\n') + 4);
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

describe('headers that lie', () => {
  it('2 GB declared, nothing sent -> 413 at once, closed', async () => {
    app = await startTestApp();
    const exchange = await rawExchange(app.port, head('Content-Length: 2147483648'));
    expect(statusesIn(exchange)).toEqual([413]);
    expect(exchange).toMatch(/^Connection: close/m);
    expect(JSON.parse(bodyOf(exchange))).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('a chunked body beyond the limit -> 413 while it is still being sent', async () => {
    app = await startTestApp({ limits: { bodyBytes: 100_000 } });
    const block = chunk('x'.repeat(60_000));
    const exchange = await rawExchange(app.port, head('Transfer-Encoding: chunked'), block, block, block);
    expect(statusesIn(exchange)).toEqual([413]);
  });

  it('a chunked body within the limit -> 200', async () => {
    app = await startTestApp();
    const exchange = await rawExchange(
      app.port,
      head('Transfer-Encoding: chunked', 'Connection: close'),
      chunk(body.slice(0, 99)),
      chunk(body.slice(99)),
      '0\r\n\r\n',
    );
    expect(statusesIn(exchange)).toEqual([200]);
  });

  it('both Content-Length and Transfer-Encoding (smuggling) -> one 400, closed', async () => {
    app = await startTestApp();
    const exchange = await rawExchange(
      app.port,
      head('Content-Length: 6', 'Transfer-Encoding: chunked'),
      '0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: cds\r\n\r\n',
    );
    expect(statusesIn(exchange)).toEqual([400]);
    expect(JSON.parse(bodyOf(exchange))).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it.each([
    ['two different Content-Lengths', head('Content-Length: 5', 'Content-Length: 6')],
    ['a Content-Length that is no number', head('Content-Length: ten')],
    ['a negative Content-Length', head('Content-Length: -1')],
    ['an obsolete folded header', `POST ${PATH} HTTP/1.1\r\nHost: cds\r\nX: a\r\n b\r\nContent-Length: -\r\n\r\n`],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\r\n\r\n'],
    ['a bare LF before a second request line', 'GET /healthz HTTP/1.1\nHost cds\n\n'],
  ])('%s -> 400', async (_what, request) => {
    app = await startTestApp();
    expect(statusesIn(await rawExchange(app.port, request))).toEqual([400]);
  });

  it('a Content-Length shorter than the body: the rest is no request -> cut off, never answered as one', async () => {
    app = await startTestApp();
    const exchange = await rawExchange(app.port, head('Content-Length: 2'), `{}${body}`);
    expect(statusesIn(exchange)).not.toContain(200);
  });

  it('headers beyond 16 KB -> 431', async () => {
    app = await startTestApp();
    expect(statusesIn(await rawExchange(app.port, head(`X-Long: ${'x'.repeat(20_000)}`)))).toEqual([431]);
  });

  it('a refused body does not spoil the connection for the next request', async () => {
    app = await startTestApp();
    const wrongType = `POST ${PATH} HTTP/1.1\r\nHost: cds\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello`;
    const next = 'GET /healthz HTTP/1.1\r\nHost: cds\r\nConnection: close\r\n\r\n';
    const statuses = statusesIn(await rawExchange(app.port, wrongType + next));
    expect(statuses).toEqual([415, 200]);
  });
});

describe('connections', () => {
  it('are kept alive after an answer, so that discovery and calls can share one', async () => {
    app = await startTestApp();
    const last = 'GET /cds-services HTTP/1.1\r\nHost: cds\r\nConnection: close\r\n\r\n';
    const exchange = await rawExchange(app.port, head(`Content-Length: ${body.length}`), body, last);
    expect(statusesIn(exchange)).toEqual([200, 200]);
    const { headers } = await fetch(`${app.url}/cds-services`);
    // Longer than a proxy keeps its side (60 s), so that it is the proxy that closes.
    expect([headers.get('connection'), headers.get('keep-alive')]).toEqual(['keep-alive', 'timeout=75']);
  });
});

describe('slow and vanishing clients', () => {
  const quick = { timeouts: { request: 200, headers: 150, checkEvery: 25 } };

  it('a body that stalls -> 408 and closed, others are served meanwhile', async () => {
    app = await startTestApp({}, quick);
    const stalled = rawExchange(app.port, head(`Content-Length: ${body.length}`), body.slice(0, 10));
    expect((await post(app.url + PATH, body)).status).toBe(200);
    const exchange = await stalled;
    expect(statusesIn(exchange)).toEqual([408]);
    expect(JSON.parse(bodyOf(exchange))).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('headers that never end -> 408 and closed', async () => {
    app = await startTestApp({}, quick);
    expect(statusesIn(await rawExchange(app.port, 'GET /cds-services HTTP/1.1\r\nHost: c'))).toEqual([408]);
  });

  it('stalled bodies take no place among the calls', async () => {
    app = await startTestApp({ limits: { maxInFlight: 1 } }, quick);
    const stalled = [1, 2, 3].map(() => rawExchange(app.port, head('Content-Length: 99'), '{'));
    expect((await post(app.url + PATH, body)).status).toBe(200);
    await Promise.all(stalled);
  });

  it('a client that leaves in the middle of its body, plain or zipped, harms nobody', async () => {
    app = await startTestApp();
    for (const encoding of ['identity', 'gzip']) {
      await new Promise<void>((resolve) => {
        const socket = connect(app.port, '127.0.0.1', () => {
          socket.write(head('Content-Length: 100', `Content-Encoding: ${encoding}`) + '\x1f\x8b', () =>
            socket.destroy(),
          );
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await send(`${app.url}/healthz`)).status).toBe(200);
    await app.close();
    expect(app.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('starting and stopping', () => {
  it('a port in use -> an error that says so', async () => {
    app = await startTestApp();
    await expect(startHttpServer(() => undefined, { host: '127.0.0.1', port: app.port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1 port ${app.port}: another program is using the port`,
    );
  });

  it('an address this machine does not have -> an error that says so', async () => {
    app = await startTestApp();
    await expect(startHttpServer(() => undefined, { host: '192.0.2.1', port: 0 })).rejects.toThrow('no such address');
  });

  it('calls on their way when it is told to stop are answered, not reset', async () => {
    app = await startTestApp();
    const request = 'GET /healthz HTTP/1.1\r\nHost: cds\r\n\r\n';
    const sockets = Array.from({ length: 20 }, () => connect(app.port, '127.0.0.1'));
    const answers = sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          let text = '';
          socket.setEncoding('utf8').on('data', (part: string) => (text += part));
          socket.once('error', (fault: NodeJS.ErrnoException) => resolve(fault.code ?? 'fault'));
          socket.once('close', () => resolve(text.slice(0, 12)));
        }),
    );
    // The machine has connected them all, and nobody has accepted one yet.
    for (const socket of sockets) socket.write(request);
    await app.close();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200']));
  });

  it('with a grace: newcomers are served while it lasts, on connections of one answer', async () => {
    app = await startTestApp();
    const kept = await fetch(`${app.url}/healthz`);
    expect(kept.headers.get('connection')).toBe('keep-alive');
    let isClosed = false;
    const closed = app.close(1_500).then(() => (isClosed = true));
    const late = await fetch(`${app.url}/healthz`);
    expect([late.status, late.headers.get('connection'), isClosed]).toEqual([200, 'close', false]);
    await closed;
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
  });

  it('a connection on which nothing was sent does not hold up closing', async () => {
    app = await startTestApp({}, { timeouts: { close: 600_000 } });
    const socket = connect(app.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await send(`${app.url}/healthz`);
    const gone = new Promise((resolve) => socket.resume().once('close', resolve));
    await Promise.all([app.close(), gone]);
    expect(socket.destroyed).toBe(true);
  });

  it('an idle kept-alive connection does not hold up closing', async () => {
    app = await startTestApp();
    const socket = connect(app.port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: cds\r\n\r\n'));
    await new Promise((resolve) => socket.once('data', resolve));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await app.close();
    await gone;
    expect(socket.destroyed).toBe(true);
  });
});
