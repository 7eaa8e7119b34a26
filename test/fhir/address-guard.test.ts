import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fetch as undiciFetch, type Agent } from 'undici';
import {
  AddressRefusedError,
  createAddressJudge,
  createGuardedAgent,
  type AddressGuardOptions,
} from '../../src/fhir/client/address-guard.js';

type Resolve = NonNullable<AddressGuardOptions['resolve']>;

/** Counts every TCP connection to the machine, on IPv4 and - where there is one - IPv6 loopback; answers with the Host. */
let canary: Server;
let sixCanary: TcpServer | null;
let port: number;
let connections = 0;

beforeAll(async () => {
  canary = createServer((request, response) => response.end(JSON.stringify({ host: request.headers.host })));
  canary.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => canary.listen(0, '0.0.0.0', resolve));
  port = (canary.address() as AddressInfo).port;
  const six = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  sixCanary = await new Promise((resolve) => {
    six.once('error', () => resolve(null));
    six.listen({ port, host: '::1', ipv6Only: true }, () => resolve(six));
  });
});
afterAll(async () => {
  await Promise.all(
    [canary, sixCanary].map((server) => new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))),
  );
});

const agents: Agent[] = [];
beforeEach(() => {
  connections = 0;
});
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.destroy()));
});

function guarded(allowPrivate: AddressGuardOptions['allowPrivate'], resolve?: Resolve): Agent {
  const agent = createGuardedAgent({ allowPrivate, ...(resolve === undefined ? {} : { resolve }) });
  agents.push(agent);
  return agent;
}

const answering =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

/** What a call through the agent comes to: the Host that the server saw, or why there was none. */
async function reach(agent: Agent, origin: string): Promise<unknown> {
  try {
    const response = await undiciFetch(origin, { dispatcher: agent, signal: AbortSignal.timeout(3_000) });
    return await response.json();
  } catch (fault) {
    const cause = fault instanceof Error ? (fault.cause ?? fault) : fault;
    return cause instanceof AddressRefusedError ? 'refused' : cause;
  }
}

describe('addresses written into the URL [T16, T18]', () => {
  const loopback: readonly string[] = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.0x0.0x0.0x1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '0.0.0.0',
    '0',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    'localhost',
    'LOCALHOST',
  ];

  test.each(loopback)('http://%s -> refused, nothing connects', async (host) => {
    expect(await reach(guarded(false), `http://${host}:${port}/`)).toBe('refused');
    expect(connections).toBe(0);
  });

  const elsewhere: readonly (readonly [string, string])[] = [
    ['the metadata service', '169.254.169.254'],
    ['the metadata service in decimal', '2852039166'],
    ['the metadata service in IPv6', '[fd00:ec2::254]'],
    ['private 10/8', '10.0.0.1'],
    ['private 172.16/12', '172.31.255.255'],
    ['private 192.168/16', '192.168.0.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['this network', '0.1.2.3'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.18.0.1'],
    ['IPv6 link-local', '[fe80::1]'],
    ['IPv6 unique local', '[fc00::1]'],
    ['IPv6 site-local', '[fec0::1]'],
    ['IPv6 multicast', '[ff02::1]'],
    ['IPv6 documentation', '[2001:db8::1]'],
    ['IPv6 never given out', '[4000::1]'],
    ['private in mapped IPv6', '[::ffff:10.0.0.1]'],
    ['private in NAT64', '[64:ff9b::10.0.0.1]'],
    ['private in 6to4', '[2002:a00:1::]'],
  ];

  test.each(elsewhere)('%s (%s) -> refused', async (_name, host) => {
    expect(await reach(guarded(false), `http://${host}:${port}/`)).toBe('refused');
    expect(connections).toBe(0);
  });

  test('https is guarded alike', async () => {
    expect(await reach(guarded(false), `https://127.0.0.1:${port}/`)).toBe('refused');
    expect(connections).toBe(0);
  });
});

describe('names [T17]', () => {
  test.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['fe80::1%lo'],
    ['no address at all'],
  ])('a name that resolves to %s -> refused', async (address) => {
    expect(await reach(guarded(false, answering(address)), `http://fhir.hospital.test:${port}/`)).toBe('refused');
    expect(connections).toBe(0);
  });

  test('one forbidden address among good ones refuses the name', async () => {
    const agent = guarded(false, answering('93.184.216.34', '127.0.0.1'));
    expect(await reach(agent, `http://fhir.hospital.test:${port}/`)).toBe('refused');
    expect(connections).toBe(0);
  });

  test('a name without addresses -> refused', async () => {
    expect(await reach(guarded(true, answering()), `http://fhir.hospital.test:${port}/`)).toBe('refused');
  });

  test('a name that cannot be resolved -> the fault of the resolver as cause, not a refusal', async () => {
    const fault = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    expect(
      await reach(
        guarded(true, () => Promise.reject(fault)),
        'http://fhir.hospital.test/',
      ),
    ).toMatchObject({ message: 'The name of the server could not be resolved.', cause: fault });
  });

  test('the socket goes to the address that was judged: a second answer is never asked for', async () => {
    const answers = ['127.0.0.1', '10.0.0.1'];
    let asked = 0;
    const agent = guarded(['127.0.0.0/8'], (hostname) => answering(answers[asked++] ?? '10.0.0.1')(hostname));
    expect(await reach(agent, `http://rebinding.test:${port}/`)).toEqual({ host: `rebinding.test:${port}` });
    expect([asked, connections]).toEqual([1, 1]);
  });

  test('a name that is rebound later is judged anew for every connection', async () => {
    let address = '127.0.0.1';
    const agent = guarded(['127.0.0.1'], (hostname) => answering(address)(hostname));
    expect(await reach(agent, `http://rebinding.test:${port}/`)).toEqual({ host: `rebinding.test:${port}` });
    address = '127.0.0.2';
    await new Promise<void>((resolve) => {
      canary.closeAllConnections();
      setImmediate(resolve);
    });
    connections = 0;
    const outcomes = [
      await reach(agent, `http://rebinding.test:${port}/`),
      await reach(agent, `http://rebinding.test:${port}/`),
    ];
    expect(outcomes.at(-1)).toBe('refused');
    expect(connections).toBe(0);
  });

  test('SNI carries the name, not the address', async () => {
    const names: string[] = [];
    const tls = createTlsServer({
      SNICallback: (name, callback) => {
        names.push(name);
        callback(new Error('no certificate here'));
      },
    });
    tls.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const agent = guarded(['127.0.0.1'], answering('127.0.0.1'));
    await reach(agent, `https://fhir.hospital.test:${(tls.address() as AddressInfo).port}/`);
    expect(names).toEqual(['fhir.hospital.test']);
    await new Promise((resolve) => tls.close(resolve));
  });
});

describe('what a site allows', () => {
  const name = 'fhir.hospital.test';
  const rows: readonly (readonly [string, AddressGuardOptions['allowPrivate'], string, string, boolean])[] = [
    ['a listed address', ['127.0.0.1'], '127.0.0.1', '', true],
    ['a listed block', ['127.0.0.0/8'], '127.0.0.1', '', true],
    ['a name that resolves into a listed block', ['127.0.0.0/8'], name, '127.0.0.1', true],
    ['development: loopback', true, '127.0.0.1', '', true],
    ['development: localhost', true, 'localhost', '127.0.0.1', true],
    ['an address beside the listed one', ['127.0.0.2'], '127.0.0.1', '', false],
    ['an address outside the listed block', ['10.0.0.0/8'], '127.0.0.1', '', false],
    ['an IPv4-mapped spelling of a listed address', ['127.0.0.1'], '[::ffff:127.0.0.1]', '', false],
    ['a listed name that resolves to loopback', [name], name, '127.0.0.1', false],
    ['a listed name that resolves to the metadata service', [name], name, '169.254.169.254', false],
    ['development: the metadata service', true, '169.254.169.254', '', false],
    ['development: multicast', true, '224.0.0.1', '', false],
    ['development: IPv4-mapped loopback', true, '[::ffff:127.0.0.1]', '', false],
    ['an empty list', [], '127.0.0.1', '', false],
  ];

  test.each(rows)('%s', async (_name, allowPrivate, host, resolved, allowed) => {
    const outcome = await reach(guarded(allowPrivate, answering(resolved)), `http://${host}:${port}/`);
    expect(outcome).toEqual(allowed ? { host: `${host}:${port}` } : 'refused');
    expect(connections).toBe(allowed ? 1 : 0);
  });

  test.each([
    [name, '10.20.30.40', true],
    [name.toUpperCase(), '192.168.1.1', true],
    [name, '100.64.0.1', true],
    [name, 'fd12:3456::1', true],
    [name, '169.254.169.254', false],
    [name, '::ffff:10.20.30.40', false],
    [`x.${name}`, '10.20.30.40', false],
    [`${name}.`, '10.20.30.40', false],
    [name, 'nonsense', false],
    ['anything.example', '93.184.216.34', true],
    ['anything.example', '2606:2800:220:1::1', true],
  ])('with one host listed: %s at %s -> %s', (hostname, address, allowed) => {
    expect(createAddressJudge([name])(hostname, address)).toBe(allowed);
  });

  test.each(['', '10.0.0.0/99', '300.1.1.1', 'http://fhir.hospital.test', '*.hospital.test', '10', '*'])(
    'the entry %j is none -> TypeError at start',
    (entry) => {
      expect(() => guarded([entry])).toThrow(TypeError);
    },
  );
});

describe('with the fetch that Node brings', () => {
  test('an allowed call works and a forbidden one is refused', async () => {
    const call = (agent: Agent): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/`, { dispatcher: agent } as unknown as RequestInit);
    expect(await (await call(guarded(true))).json()).toEqual({ host: `127.0.0.1:${port}` });
    const fault: unknown = await call(guarded(false)).catch((error: unknown) => error);
    expect(String((fault as Error).cause)).toContain('AddressRefusedError');
    expect(connections).toBe(1);
  });

  test('the refusal names neither host nor address', () => {
    expect(new AddressRefusedError().message).not.toMatch(/\d|hospital/);
  });
});
