import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, startFakeFhirServer } from '../fhir/support/fake-fhir-server.js';
import { post, send } from '../server/http/test-app.js';
import { ecKey } from '../server/security/tokens.js';
import { endChild, spawnService, startChild, type ChildService, type RunningChild } from './support/child-service.js';
import { ALL_FOUR, CHART, findingsOf, fullPrefetch, hookCall, without } from './support/chart.js';

/** The service as a process of its own: how it starts, how it refuses to, and how it ends. */
let folder: string;
const children: ChildService[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-settings-'));
}, 60_000);
afterEach(async () => {
  await Promise.all(children.splice(0).map(endChild));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function start(variables: Readonly<Record<string, string>> = {}, preload?: string) {
  const child = await startChild(variables, preload);
  children.push(child);
  return child;
}

/** A start that must fail: its exit code and what the operator reads. */
async function refusal(variables: Readonly<Record<string, string>>): Promise<{ code: number | null; text: string }> {
  const child = spawnService(variables);
  children.push(child);
  return { code: await child.exited, text: child.output() };
}

const refuses = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

/** The port closes when for a moment nobody comes: whoever looks must not come all the time. */
async function untilRefused(port: number): Promise<void> {
  while (!(await refuses(port))) await new Promise((resolve) => setTimeout(resolve, 200));
}

async function ask(socket: Socket, path: string): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(socket, 'close');
  return text;
}

const slow = 60_000;

describe('an orderly end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s with nothing to do -> exit 0, and says so',
    async (signal) => {
      const child = await start();
      child.process.kill(signal);
      expect(await child.exited).toBe(0);
      expect(child.output()).toContain('"msg":"stopped"');
    },
    slow,
  );

  test(
    'SIGTERM during a call: the call gets its cards, newcomers are refused, /readyz says no, exit 0',
    async () => {
      const fhir = await startFakeFhirServer();
      const child = await start({ DEADLINE_MS: '20000', FHIR_CALL_TIMEOUT_MS: '15000' });
      const port = Number(new URL(child.url).port);
      let release: () => void = () => undefined;
      const asked = new Promise<void>((arrived) => {
        fhir.on('Condition', (response, url) => {
          const entry = CHART.resources
            .filter(({ resourceType }) => resourceType === 'Condition')
            .map((resource) => ({ resource }));
          release = () => json({ resourceType: 'Bundle', type: 'searchset', entry })(response, url);
          arrived();
        });
      });
      const prefetch = without(await fullPrefetch(child.url), 'conditions');
      const running = post(
        `${child.url}/cds-services/tacrolimus-order-sign`,
        hookCall('order-sign', { prefetch, fhirServer: fhir.base }),
      );
      await asked;
      // A probe that was connected before the signal, as a load balancer keeps it.
      const probe = connect(port, '127.0.0.1');
      await once(probe, 'connect');
      expect((await send(`${child.url}/readyz`)).status).toBe(200);
      child.process.kill('SIGTERM');
      await untilRefused(port);
      const ready = await ask(probe, '/readyz');
      expect(ready).toMatch(/^HTTP\/1\.1 503 /);
      expect(ready).toContain('"ready":false');
      release();
      const answer = await running;
      expect(findingsOf(answer.body)).toEqual(ALL_FOUR);
      expect(answer.headers.get('connection')).toBe('close');
      expect(await child.exited).toBe(0);
      await fhir.close();
    },
    slow,
  );

  test(
    'with a grace: /readyz says no at once, newcomers get their answers while it lasts, then exit 0',
    async () => {
      const child = await start({ STOP_GRACE_MS: '3000' });
      child.process.kill('SIGTERM');
      const isReady = async () => (await send(`${child.url}/readyz`)).status;
      while ((await isReady()) === 200) await new Promise((resolve) => setTimeout(resolve, 5));
      const prefetch = await fullPrefetch(child.url);
      const answer = await post(
        `${child.url}/cds-services/tacrolimus-order-sign`,
        hookCall('order-sign', { prefetch }),
      );
      expect([await isReady(), answer.status, findingsOf(answer.body)]).toEqual([503, 200, ALL_FOUR]);
      expect(await child.exited).toBe(0);
    },
    slow,
  );

  test(
    'SIGTERM during a call to a server that hangs: the call is answered at its deadline, exit 0',
    async () => {
      const fhir = await startFakeFhirServer();
      const child = await start({ DEADLINE_MS: '1000' });
      const asked = new Promise<void>((resolve) => fhir.on(`Patient/${CHART.id}`, () => resolve()));
      const running = post(
        `${child.url}/cds-services/tacrolimus-order-sign`,
        hookCall('order-sign', { fhirServer: fhir.base }),
      );
      await asked;
      child.process.kill('SIGTERM');
      expect((await running).status).toBe(412);
      expect(await child.exited).toBe(0);
      await fhir.close();
    },
    slow,
  );
});

describe('a call that is long in coming in', () => {
  const DEADLINE_MS = 200;

  /** The body is complete only when the deadline is over; what it needs beyond its prefetch would have to be fetched. */
  const late = async (child: RunningChild, body: string): Promise<string> => {
    const socket = connect(Number(new URL(child.url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.write(
      `POST /cds-services/tacrolimus-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 3 * DEADLINE_MS));
    socket.write(body);
    await once(socket, 'close');
    return text;
  };

  test(
    'its time is over when it has come: what it brings is judged, and no FHIR server is asked',
    async () => {
      const fhir = await startFakeFhirServer();
      const child = await start({ DEADLINE_MS: String(DEADLINE_MS) });
      const whole = await fullPrefetch(child.url);
      const answers = [
        await late(child, JSON.stringify(hookCall('order-sign', { prefetch: whole, fhirServer: fhir.base }))),
        await late(child, JSON.stringify(hookCall('order-sign', { fhirServer: fhir.base }))),
      ];
      expect(answers.map((text) => text.slice(0, 12))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 412']);
      expect(answers[0]).toContain('"finding":"trough-high"');
      expect(fhir.requests).toEqual([]);
      await fhir.close();
    },
    slow,
  );
});

describe('faults that nobody caught', () => {
  const SECRET = 'LEAK-of-a-chart';
  const preload = `
    process.on('SIGUSR2', () => { const fault = new Error('${SECRET}'); fault.code = 'E_TEST'; throw fault; });
    process.on('SIGWINCH', () => { void Promise.reject(new TypeError('${SECRET}')); });`;

  test.each([
    ['an exception', 'SIGUSR2', 'Error'],
    ['a promise that was rejected', 'SIGWINCH', 'TypeError'],
  ] as const)(
    '%s -> its name in the log and nothing of its text, calls in flight finish, exit 1',
    async (_what, signal, name) => {
      const fhir = await startFakeFhirServer();
      const child = await start({ DEADLINE_MS: '1000' }, preload);
      const asked = new Promise<void>((resolve) => fhir.on(`Patient/${CHART.id}`, () => resolve()));
      const running = post(
        `${child.url}/cds-services/tacrolimus-order-sign`,
        hookCall('order-sign', { fhirServer: fhir.base }),
      );
      await asked;
      child.process.kill(signal);
      expect((await running).status).toBe(412);
      expect(await child.exited).toBe(1);
      expect(child.output()).toContain(`"name":"${name}"`);
      expect(child.output()).not.toContain(SECRET);
      await fhir.close();
    },
    slow,
  );

  test(
    'nobody reads the log any more: the service goes on',
    async () => {
      const child = await start();
      child.process.stdout?.destroy();
      for (let calls = 0; calls < 5; calls += 1) expect((await send(`${child.url}/cds-services`)).status).toBe(200);
      expect(child.process.exitCode).toBeNull();
    },
    slow,
  );
});

describe('a start that cannot be', () => {
  test(
    'the port is taken -> which one and what to do, exit 1',
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { port } = taken.address() as AddressInfo;
      const { code, text } = await refusal({ PORT: String(port) });
      expect(code).toBe(1);
      expect(text).toContain(`Cannot listen on 127.0.0.1 port ${port}: another program is using the port.`);
      expect(text).not.toMatch(/ {4}at /);
      await new Promise((resolve) => taken.close(resolve));
    },
    slow,
  );

  test(
    'several variables are wrong -> all of them, exit 1',
    async () => {
      const { code, text } = await refusal({ PORT: 'http', PROFILE: 'staging', DEADLINE_MS: '1' });
      expect(code).toBe(1);
      for (const name of ['PORT', 'PROFILE', 'DEADLINE_MS']) expect(text).toContain(`  - ${name}: `);
      expect(text).not.toMatch(/ {4}at /);
    },
    slow,
  );

  test(
    'production without anything -> every reason, exit 1',
    async () => {
      const { code, text } = await refusal({
        PROFILE: 'production',
        DEBUG: 'fhir-kit-client:*',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        CORS_ORIGINS: '*',
      });
      expect(code).toBe(1);
      for (const name of ['PUBLIC_BASE_URL', 'CLIENTS_FILE', 'CORS_ORIGINS', 'DEBUG', 'NODE_TLS_REJECT_UNAUTHORIZED'])
        expect(text).toContain(`  - ${name}: `);
    },
    slow,
  );

  test(
    'development on an address that others can reach -> exit 1',
    async () => {
      const { code, text } = await refusal({ HOST: '0.0.0.0' });
      expect(code).toBe(1);
      expect(text).toContain('must bind to loopback');
    },
    slow,
  );

  test(
    'a clients file with several faults -> all of them, none of its values, exit 1',
    async () => {
      const path = join(folder, 'clients.yaml');
      const { d } = ecKey('k').privateKey.export({ format: 'jwk' });
      const secret = String(d);
      await writeFile(
        path,
        JSON.stringify({
          clients: [
            {
              id: 'Not An Id',
              issuer: 'https://a.example',
              keys: { jwks: { keys: [{ ...ecKey('k').jwk, d: secret }] } },
              fhirServers: ['https://u:p@a.example'],
            },
            { id: 'b', issuer: 'https://a.example', keys: {}, algorithms: ['none'], fhirServers: [] },
          ],
        }),
      );
      const { code, text } = await refusal({ CLIENTS_FILE: path });
      expect(code).toBe(1);
      for (const field of [
        'clients[0].id',
        'clients[0].keys.jwks.keys[0]',
        'clients[0].fhirServers[0]',
        'clients[1].issuer',
        'clients[1].keys',
        'clients[1].algorithms[0]',
      ]) {
        expect(text).toContain(`${path}: ${field}: `);
      }
      expect(text).not.toContain(secret);
      expect(text).not.toContain('u:p@');
    },
    slow,
  );

  test(
    'a clients file that is not there -> which, exit 1',
    async () => {
      const { code, text } = await refusal({ CLIENTS_FILE: '/nowhere/clients.yaml' });
      expect([code, text]).toEqual([
        1,
        expect.stringContaining('CLIENTS_FILE /nowhere/clients.yaml: there is no such file'),
      ]);
    },
    slow,
  );

  test(
    'a private network that is none -> the variable by name, exit 1',
    async () => {
      const clients = join(folder, 'good.yaml');
      await writeFile(
        clients,
        JSON.stringify({
          clients: [
            { id: 'a', issuer: 'https://a.example', keys: { jwks: { keys: [ecKey('k').jwk] } }, fhirAccess: 'never' },
          ],
        }),
      );
      const { code, text } = await refusal({
        PROFILE: 'production',
        PUBLIC_BASE_URL: 'https://cds.example',
        CLIENTS_FILE: clients,
        FHIR_PRIVATE_NETWORKS: '10.0.0.0/99',
      });
      expect([code, text]).toEqual([1, expect.stringContaining('FHIR_PRIVATE_NETWORKS')]);
    },
    slow,
  );

  test(
    'content with two faults in two files -> both, with file and line, exit 1',
    async () => {
      const cards = join(folder, 'cards');
      const hooks = join(folder, 'hooks');
      await Promise.all([cp('cards', cards, { recursive: true }), cp('hooks', hooks, { recursive: true })]);
      await writeFile(join(cards, 'trough-high.md'), '---\nfinding: trough-high\n---\n{{ nothing }}\n');
      await writeFile(join(hooks, 'sources.yaml'), 'patient: [\n');
      const { code, text } = await refusal({ CARDS_DIR: cards, HOOKS_DIR: hooks });
      expect(code).toBe(1);
      expect(text).toMatch(/trough-high\.md:\d+/);
      expect(text).toMatch(/sources\.yaml:\d+/);
      expect(text).not.toMatch(/ {4}at /);
    },
    slow,
  );
});
