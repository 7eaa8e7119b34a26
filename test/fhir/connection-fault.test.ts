import { describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { request } from 'undici';
import { createGuardedAgent } from '../../src/fhir/client/address-guard.js';
import { connectionFault } from '../../src/fhir/client/connection-fault.js';
import { NameLookupError } from '../../src/fhir/client/name-lookup.js';
import { faultTeller } from '../../src/server/monitoring/observe-calls.js';

const coded = (code: string, cause?: unknown) => Object.assign(new Error('with a patient id', { cause }), { code });

/** What really comes when `server` is asked; null: nobody listens there. */
async function faultOf(server: Server | null, url: (port: number) => string, options = {}): Promise<unknown> {
  const listening = server ?? createServer();
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  if (server === null) await new Promise((resolve) => listening.close(resolve));
  const dispatcher = createGuardedAgent({ allowPrivate: true, ...options });
  try {
    await request(url(port), { dispatcher });
    return null;
  } catch (error) {
    return connectionFault(error);
  } finally {
    await dispatcher.destroy();
    if (server !== null) server.close();
  }
}

describe('over real sockets', () => {
  const here = (port: number) => `http://127.0.0.1:${port}/`;
  test('nobody listens', async () => expect(await faultOf(null, here)).toBe('refused-connection'));
  test('closed in the middle', async () =>
    expect(
      await faultOf(
        createServer((socket) => socket.resetAndDestroy()),
        here,
      ),
    ).toBe('reset'));
  test('no HTTP', async () =>
    expect(
      await faultOf(
        createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
        here,
      ),
    ).toBe('not-http'));
  test('TLS asked of a plain port', async () =>
    expect(
      await faultOf(
        createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
        (port) => `https://127.0.0.1:${port}/`,
      ),
    ).toBe('tls-failed'));
  test('an address that may not be reached', async () =>
    expect(await faultOf(null, here, { allowPrivate: false })).toBe('address-not-allowed'));
  test.each([
    ['NAME_NOT_FOUND', 'dns-not-found'],
    ['NAME_NOT_ANSWERED', 'dns-timeout'],
  ] as const)('a name: %s', async (code, fault) => {
    const resolve = () => Promise.reject(new NameLookupError(code));
    expect(await faultOf(null, (port) => `http://ehr.example:${port}/`, { resolve })).toBe(fault);
  });
});

test.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['CERT_NOT_YET_VALID', 'tls-expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-name'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls-client-certificate'],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'http2-only'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
  ['EHOSTUNREACH', 'unreachable'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
  ['UND_ERR_ABORTED', null],
])('%s is %s', (code, fault) => {
  expect(connectionFault(coded(code))).toBe(fault);
  // As fetch and a dropped socket have it: the reason is the cause.
  expect(connectionFault(new TypeError('fetch failed', { cause: coded(code) }))).toBe(fault);
  expect(connectionFault(coded('UND_ERR_SOCKET', coded(code)))).toBe(fault ?? 'reset');
});

test('each fault of each server is logged once a minute, without the error', () => {
  const lines: unknown[] = [];
  let now = 0;
  const tell = faultTeller({ warn: (fields) => void lines.push(fields) }, () => now);
  const [a, b] = ['https://a.example', 'https://b.example'];
  for (const server of [a, a, b]) tell('reset', server);
  tell('tls-name', a);
  now = 60_000;
  tell('reset', a);
  expect(lines).toEqual([
    { server: a, fault: 'reset' },
    { server: b, fault: 'reset' },
    { server: a, fault: 'tls-name' },
    { server: a, fault: 'reset' },
  ]);
});

test('a chain of causes that has no end is given up', () => {
  const itself = new Error('round and round');
  itself.cause = itself;
  const both = Object.assign(new Error('wide and deep'), { errors: [itself] });
  both.cause = both;
  expect(connectionFault(itself)).toBeNull();
  expect(connectionFault(both)).toBeNull();
  expect(connectionFault(new AggregateError([coded('ECONNREFUSED')]))).toBe('refused-connection');
  expect(connectionFault(coded('UND_ERR_SOCKET', coded('CERT_HAS_EXPIRED')))).toBe('tls-expired');
});
