import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { json, raw, startFakeFhirServer, type FakeFhirServer, type Reply } from '../fhir/support/fake-fhir-server.js';
import { post, type Answer } from '../server/http/test-app.js';
import { claims, ecKey, headerOf, NOW_S, ORDER_SIGN, signToken, testClient } from '../server/security/tokens.js';
import { startCanary, startTalkingCanary, type Canary, type TalkingCanary } from './support/canary.js';
import {
  ALL_FOUR,
  CHART,
  findingsOf,
  fullPrefetch,
  gapText,
  hookCall,
  type CallOptions,
  type Json,
  type Prefetch,
  without,
} from './support/chart.js';
import { startDevelopment, startProduction, type SecuredService } from './support/secured-service.js';

/**
 * Where the service can be made to connect. A canary stands where it must never go: a listening socket that
 * counts connections, so that a test sees the attempt and not only the answer.
 */
const TOKEN = 'secret-of-the-ehr';
const key = ecKey('ehr-1');

let canary: Canary;
let listed: Canary;
let prefetch: Prefetch;
beforeAll(async () => {
  [canary, listed] = await Promise.all([startCanary(), startCanary()]);
  const open = await startDevelopment();
  prefetch = await fullPrefetch(open.url);
  await open.close();
});
afterAll(async () => {
  await Promise.all([canary.close(), listed.close()]);
});

function callAs(service: SecuredService, issuer: string, options: CallOptions): Promise<Answer> {
  const authorization = `Bearer ${signToken(key, headerOf(key), claims({ iss: issuer, exp: NOW_S + 300 }))}`;
  return post(service.url + ORDER_SIGN, hookCall('order-sign', { token: TOKEN, ...options }), { authorization });
}

describe('fhirServer in production', () => {
  const ISSUER = 'https://ehr.example/fhir/R4';
  let service: SecuredService;
  beforeAll(async () => {
    const base = `https://127.0.0.1:${listed.port}/fhir/R4`;
    service = await startProduction({
      // The guard would let it through: it is the allow-list that must refuse.
      fhirPrivateNetworks: ['127.0.0.0/8', '::1', '169.254.169.254'],
      clients: [
        testClient([key], { fhirServers: [base] }),
        testClient([key], {
          id: 'elsewhere',
          issuer: 'https://elsewhere.example',
          fhirServers: [`https://127.0.0.1:${canary.port}/fhir`],
        }),
        testClient([key], {
          id: 'prefetch-only',
          issuer: 'https://never.example',
          fhirServers: [base],
          fhirAccess: 'never',
        }),
      ],
    });
  });
  afterAll(() => service.close());

  const L = (): string => `127.0.0.1:${listed.port}`;
  const C = (): string => `127.0.0.1:${canary.port}`;
  const tricks: readonly (readonly [string, () => unknown])[] = [
    ['another server', () => `https://${C()}/fhir/R4`],
    ["another client's server", () => `https://${C()}/fhir`],
    ['http for https', () => `http://${L()}/fhir/R4`],
    ['the listed server as user name', () => `https://${L()}@${C()}/fhir/R4`],
    ['user and password', () => `https://user:secret@${L()}/fhir/R4`],
    ['an empty user', () => `https://@${L()}/fhir/R4`],
    ['a backslash before the at sign', () => `https://${C()}\\@${L()}/fhir/R4`],
    ['backslashes for slashes', () => `https:\\\\${C()}\\fhir\\R4`],
    ['the listed base as fragment', () => `https://${C()}/#https://${L()}/fhir/R4`],
    ['the listed base as query', () => `https://${C()}/?x=https://${L()}/fhir/R4`],
    ['the listed host as prefix of a name', () => `https://${L()}.evil.example/fhir/R4`],
    ['a longer last segment', () => `https://${L()}/fhir/R4x`],
    ['a shorter path', () => `https://${L()}/fhir`],
    ['climbing out', () => `https://${L()}/fhir/R4/../../admin`],
    ['climbing out, encoded', () => `https://${L()}/fhir/R4/%2e%2e/%2e%2e/admin`],
    ['climbing out, encoded twice', () => `https://${L()}/fhir/R4/%252e%252e/admin`],
    ['climbing out, as Tomcat reads it', () => `https://${L()}/fhir/R4/..;/admin`],
    ['an encoded slash', () => `https://${L()}/fhir%2FR4`],
    ['an unknown path parameter', () => `https://${L()}/fhir/R4;x=1/..`],
    ['127.1', () => `https://127.1:${listed.port}/fhir/R4`],
    ['the address as one number', () => `https://2130706433:${canary.port}/fhir/R4`],
    ['the address in hexadecimal', () => `https://0x7f.0.0.1:${canary.port}/fhir/R4`],
    ['the address in octal', () => `https://0177.0.0.1:${canary.port}/fhir/R4`],
    ['the address in full-width digits', () => `https://１２７.0.0.1:${listed.port}/fhir/R4`],
    ['ideographic full stops', () => `https://127。0。0。1:${listed.port}/fhir/R4`],
    ['a trailing dot', () => `https://127.0.0.1.:${listed.port}/fhir/R4`],
    ['0.0.0.0', () => `https://0.0.0.0:${listed.port}/fhir/R4`],
    ['localhost for its address', () => `https://localhost:${listed.port}/fhir/R4`],
    ['IPv6 loopback', () => `https://[::1]:${canary.port}/fhir/R4`],
    ['an IPv4 address mapped into IPv6', () => `https://[::ffff:127.0.0.1]:${listed.port}/fhir/R4`],
    ['the metadata service of a cloud', () => 'https://169.254.169.254/latest/meta-data'],
    ['another port', () => `https://127.0.0.1:${canary.port}/fhir/R4`],
    ['no port', () => 'https://127.0.0.1/fhir/R4'],
    ['no scheme', () => `//${L()}/fhir/R4`],
    ['one slash', () => `https:/${C()}/fhir/R4`],
    ['ftp', () => `ftp://${C()}/fhir/R4`],
    ['a file', () => 'file:///etc/passwd'],
    ['gopher', () => `gopher://${C()}/_GET`],
    ['javascript', () => 'javascript:fetch(1)'],
    ['data', () => 'data:application/json,{}'],
    ['a Unix socket', () => 'http://unix:/var/run/docker.sock:/info'],
    ['a blank in front', () => ` https://${L()}/fhir/R4`],
    ['a tab inside', () => `https://${L()}/fh\tir/R4`],
    ['a line break and a header', () => `https://${L()}/fhir/R4\r\nX-Evil: 1`],
    ['a zero byte', () => `https://${L()}/fhir/R4\u0000`],
    ['100,000 characters', () => `https://${L()}/fhir/R4/${'a'.repeat(100_000)}`],
    ['an object', () => ({ url: `https://${L()}/fhir/R4` })],
    ['a list', () => [`https://${L()}/fhir/R4`]],
    ['an empty text', () => ''],
  ];

  test.each(tricks)('%s -> refused, and nobody is called', async (_trick, fhirServer) => {
    const answer = await callAs(service, ISSUER, { fhirServer: fhirServer() });
    // 412: what names no server at all spoils fetching only, and here nothing was prefetched.
    expect([400, 403, 412]).toContain(answer.status);
    expect(answer.body.resourceType).toBe('OperationOutcome');
    expect(answer.text).not.toMatch(/127|evil|admin|secret/);
    expect([canary.connections(), listed.connections()]).toEqual([0, 0]);
  });

  test('refused also with a chart that needs no server: whoever names a wrong one is not to be trusted', async () => {
    const answer = await callAs(service, ISSUER, { prefetch, fhirServer: `https://${C()}/fhir/R4` });
    expect(answer.status).toBe(403);
    expect(canary.connections()).toBe(0);
  });

  test('fhirAccess never: no call at all, whatever the request offers', async () => {
    const offered = { fhirServer: `https://${L()}/fhir/R4` };
    const without = await callAs(service, 'https://never.example', offered);
    expect([without.status, without.body.resourceType]).toEqual([412, 'OperationOutcome']);
    const withChart = await callAs(service, 'https://never.example', { ...offered, prefetch });
    expect(findingsOf(withChart.body)).toEqual(ALL_FOUR);
    const elsewhere = await callAs(service, 'https://never.example', { fhirServer: `https://${C()}/x`, prefetch });
    expect(findingsOf(elsewhere.body)).toEqual(ALL_FOUR);
    expect([canary.connections(), listed.connections()]).toEqual([0, 0]);
  });

  test('the listed server is called: the canaries can hear', async () => {
    expect((await callAs(service, ISSUER, { fhirServer: `https://${L()}/fhir/R4` })).status).toBe(412);
    expect(listed.connections()).toBeGreaterThan(0);
    expect(canary.connections()).toBe(0);
  });
});

/** A site's list is right, but where its names lead is not. */
describe('a listed server that stands at a forbidden address', () => {
  const networks: readonly (readonly [string, readonly string[]])[] = [
    ['no private networks', []],
    ['private networks of other ranges', ['10.0.0.0/8']],
    ['the host by name, which opens private ranges only', ['localhost']],
  ];
  test.each(networks)('%s: 412, and no connection', async (_what, fhirPrivateNetworks) => {
    const hosts = ['127.0.0.1', '[::1]', 'localhost'];
    const bases = hosts.map((host) => `https://${host}:${canary.port}/fhir`);
    const service = await startProduction({
      fhirPrivateNetworks,
      clients: [
        testClient([key], { fhirServers: [...bases, 'https://169.254.169.254/fhir', 'https://[::ffff:7f00:1]/fhir'] }),
      ],
    });
    for (const fhirServer of [...bases, 'https://169.254.169.254/fhir', 'https://[::ffff:7f00:1]/fhir']) {
      const answer = await callAs(service, 'https://ehr.example/fhir/R4', { fhirServer });
      expect([answer.status, answer.body.resourceType]).toEqual([412, 'OperationOutcome']);
    }
    expect(canary.connections()).toBe(0);
    await service.close();
  });
});

describe('what a FHIR server says', () => {
  let service: SecuredService;
  let fhir: FakeFhirServer;
  let stranger: TalkingCanary;
  beforeAll(async () => {
    service = await startDevelopment();
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    [fhir, stranger] = await Promise.all([startFakeFhirServer(), startTalkingCanary()]);
  });
  afterEach(async () => {
    await Promise.all([fhir.close(), stranger.close()]);
  });

  const call = (body: Json): Promise<Answer> => post(service.url + ORDER_SIGN, body);
  const searchset = (resources: readonly unknown[], link: readonly unknown[] = []): Json => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
    link,
  });
  const chart = (type: string): readonly unknown[] =>
    CHART.resources.filter(({ resourceType }) => resourceType === type);

  /** Nobody but the named server was called, and that one only below its base and with the token. */
  function expectContained(): void {
    expect(stranger.requests).toEqual([]);
    for (const { url, headers } of fhir.requests) {
      expect(url).toMatch(/^\/fhir\/[A-Za-z]+([?/]|$)/);
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
    }
  }

  const S = (): string => stranger.origin;
  /** What a server behind a proxy writes: it does not know the name under which it is reached. */
  const foreign: readonly (readonly [string, () => string])[] = [
    ['another origin', () => `${S()}/fhir/Observation?page=2`],
    ['another origin without scheme', () => `//127.0.0.1:${stranger.port}/fhir/Observation?page=2`],
    [
      'localhost for the address, with a query',
      () => `${fhir.base.replace('127.0.0.1', 'localhost')}/Observation?page=2`,
    ],
    ['another scheme, with a query', () => `${fhir.base.replace('http:', 'https:')}/Observation?page=2`],
  ];
  const links: readonly (readonly [string, () => string])[] = [
    ['another origin, no query', () => `${S()}/fhir/Observation`],
    ['our origin as user name', () => `${fhir.origin}@127.0.0.1:${stranger.port}/fhir/Observation`],
    ['user and password', () => fhir.base.replace('//', '//user:secret@')],
    ['backslashes', () => `\\\\127.0.0.1:${stranger.port}\\fhir\\Observation`],
    ['a port that begins like ours', () => `${fhir.origin}0/fhir/Observation`],
    ['localhost for the address', () => fhir.base.replace('127.0.0.1', 'localhost')],
    ['another scheme', () => fhir.base.replace('http:', 'https:')],
    ['a base that begins like ours', () => `${fhir.base}2/Observation`],
    ['another path', () => `${fhir.origin}/admin`],
    ['climbing out', () => `${fhir.base}/../admin`],
    ['climbing out, relative', () => '../admin'],
    ['climbing out, encoded', () => `${fhir.base}/%2e%2e/admin`],
    ['climbing out with a parameter', () => `${fhir.base}/..;/admin`],
    ['climbing out of another origin', () => `${S()}/fhir/..;/..;/admin?page=2`],
    ['an encoded slash', () => `${fhir.base}/..%2fadmin`],
    ['an encoded backslash', () => `${fhir.base}/..%5cadmin`],
    ['javascript', () => 'javascript:fetch(1)'],
    ['a file', () => 'file:///etc/passwd'],
    ['a line break', () => `${S()}/fhir\r\n/Observation`],
  ];

  test.each(links)(
    'next link of a prefetched Bundle: %s -> not followed, and the card says so',
    async (_trick, url) => {
      const first = { ...(prefetch.creatinine as Json), link: [{ relation: 'next', url: url() }] };
      const answer = await call(
        hookCall('order-sign', { prefetch: { ...prefetch, creatinine: first }, fhirServer: fhir.base, token: TOKEN }),
      );
      expect(answer.status).toBe(200);
      expect(gapText(answer.body)).toContain('Creatinine results: not all of it could be read.');
      expect(fhir.requests).toEqual([]);
      expectContained();
    },
  );

  test.each(links)('next link of a fetched Bundle: %s -> not followed, and the card says so', async (_trick, url) => {
    const rest = without(prefetch, 'conditions');
    fhir.on('Condition', json(searchset(chart('Condition'), [{ relation: 'next', url: url() }])));
    const answer = await call(hookCall('order-sign', { prefetch: rest, fhirServer: fhir.base, token: TOKEN }));
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain('Problem list: not all of it could be read.');
    expect(fhir.requests).toHaveLength(1);
    expectContained();
  });

  test.each(foreign)('next link: %s -> its page is asked of the server that was given', async (_trick, url) => {
    const first = { ...(prefetch.creatinine as Json), link: [{ relation: 'next', url: url() }] };
    const answer = await call(
      hookCall('order-sign', { prefetch: { ...prefetch, creatinine: first }, fhirServer: fhir.base, token: TOKEN }),
    );
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain('Creatinine results: not all of it could be read.');
    expect(fhir.requests.map((request) => request.url)).toEqual(['/fhir/Observation?page=2']);
    expectContained();
  });

  const redirects: readonly (readonly [string, () => Reply])[] = [
    ...[301, 302, 303, 307, 308].map((code): readonly [string, () => Reply] => [
      `${code} to another server`,
      () => raw('', code, { location: `${S()}/fhir/Condition` }),
    ]),
    [
      '302 to another server without scheme',
      () => raw('', 302, { location: `//127.0.0.1:${stranger.port}/fhir/Condition` }),
    ],
    [
      '302 with a chart in its body',
      () => json(searchset(chart('Condition')), 302, { location: `${S()}/fhir/Condition` }),
    ],
    ['302 to its own host, another path', () => raw('', 302, { location: `${fhir.origin}/admin` })],
    ['300 with choices', () => raw('', 300, { location: `${S()}/fhir/Condition` })],
    ['304', () => raw('', 304, { location: `${S()}/fhir/Condition` })],
    ['202 with a place to ask again', () => raw('', 202, { 'content-location': `${S()}/status/1` })],
    [
      '401 with a place to log in',
      () => raw('', 401, { 'www-authenticate': `Bearer realm="${S()}"`, link: `<${S()}>; rel="authorize"` }),
    ],
    ['503 with a place to go', () => raw('', 503, { location: `${S()}/fhir/Condition`, refresh: `0; url=${S()}` })],
  ];
  test.each(redirects)('%s -> not followed, and the card says that data are missing', async (_trick, reply) => {
    const rest = without(prefetch, 'conditions');
    fhir.on('Condition', reply());
    const answer = await call(hookCall('order-sign', { prefetch: rest, fhirServer: fhir.base, token: TOKEN }));
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain('Problem list: ');
    expectContained();
  });

  test.each([
    ['Location', 'location'],
    ['Content-Location', 'content-location'],
    ['Refresh', 'refresh'],
    ['Link', 'link'],
    ['Alt-Svc', 'alt-svc'],
  ])('%s beside an honest answer changes nothing', async (_name, name) => {
    const rest = without(prefetch, 'conditions');
    const value = name === 'alt-svc' ? `http/1.1="127.0.0.1:${stranger.port}"` : `${S()}/fhir/Condition`;
    fhir.on('Condition', json(searchset(chart('Condition')), 200, { [name]: value }));
    const answer = await call(hookCall('order-sign', { prefetch: rest, fhirServer: fhir.base, token: TOKEN }));
    expect(findingsOf(answer.body)).toEqual(ALL_FOUR);
    expectContained();
  });

  const references: readonly (readonly [string, () => string])[] = [
    ['another server', () => `${S()}/fhir/Medication/1`],
    ['another server without scheme', () => `//127.0.0.1:${stranger.port}/fhir/Medication/1`],
    ['our origin as user name', () => `${fhir.origin}@127.0.0.1:${stranger.port}/fhir/Medication/1`],
    ['a port that begins like ours', () => `${fhir.origin}0/fhir/Medication/1`],
    ['a base that begins like ours', () => `${fhir.base}2/Medication/1`],
    ['a path escape', () => 'Medication/../../Observation?patient=other'],
    ['an encoded path escape', () => 'Medication/%2e%2e%2f%2e%2e%2fadmin'],
    ['dots for an id', () => 'Medication/..'],
    ['a query behind the id', () => 'Medication/1?_include=*'],
    ['another type', () => 'Binary/1'],
    ['an operation', () => 'Medication/$export'],
    ['a blank', () => 'Medication/1 2'],
    ['another id by an encoded slash', () => 'Medication/1%2F_history'],
    ['a file', () => 'file:///Medication/1'],
  ];
  const orderOf = (reference: string): Json => {
    return { ...without({ ...CHART.order }, 'medicationCodeableConcept'), medicationReference: { reference } };
  };
  const signing = (reference: string): Json => {
    const body = hookCall('order-sign', { prefetch, fhirServer: fhir.base, token: TOKEN });
    const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: orderOf(reference) }] };
    return { ...body, context: { ...(body.context as Json), draftOrders } };
  };

  test.each(references)(
    'medicationReference: %s -> not followed out of the server, and 412',
    async (_trick, reference) => {
      const answer = await call(signing(reference()));
      expect([answer.status, answer.body.resourceType]).toEqual([412, 'OperationOutcome']);
      for (const { url } of fhir.requests) expect(url).toMatch(/^\/fhir\/Medication\/1$/);
      expectContained();
    },
  );

  test.each([
    ['relative', () => 'Medication/tac'],
    ['absolute, inside the base', () => `${fhir.base}/Medication/tac`],
  ])('medicationReference %s, is read: the tricks above could have been', async (_what, reference) => {
    const { medicationCodeableConcept: code } = CHART.order;
    fhir.on('Medication/tac', json({ resourceType: 'Medication', id: 'tac', code }));
    expect(findingsOf((await call(signing(reference()))).body)).toEqual(ALL_FOUR);
    expect(fhir.requests.map(({ url }) => url)).toEqual(['/fhir/Medication/tac']);
    expectContained();
  });

  test('the same references in the medication history reach nobody else', async () => {
    const history = searchset(
      references.map(([, reference], index) => ({ ...orderOf(reference()), id: `h-${index}`, status: 'active' })),
    );
    const answer = await call(
      hookCall('order-sign', {
        prefetch: { ...prefetch, medicationRequests: history },
        fhirServer: fhir.base,
        token: TOKEN,
      }),
    );
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain('which drug');
    for (const { url } of fhir.requests) expect(url).toBe('/fhir/Medication/1');
    expectContained();
  });

  test.each([
    ['a path', '../Observation'],
    ['a query', 'x?patient=other'],
    ['an encoded path', '%2e%2e'],
    ['a reference', 'Patient/1'],
    ['a parameter', 'x&patient=other'],
    ['a list of ids', 'x,y'],
    ['65 characters', 'x'.repeat(65)],
  ])('patientId that is %s -> 400, and nobody is asked', async (_what, patientId) => {
    const body = hookCall('order-sign', { fhirServer: fhir.base, token: TOKEN });
    const answer = await call({ ...body, context: { ...(body.context as Json), patientId } });
    expect([answer.status, answer.body.resourceType]).toEqual([400, 'OperationOutcome']);
    expect(fhir.requests).toEqual([]);
  });

  test('patientId ".." -> the Patient is not read at another path', async () => {
    const body = hookCall('order-sign', { fhirServer: fhir.base, token: TOKEN });
    const draftOrders = {
      resourceType: 'Bundle',
      entry: [{ resource: { ...(CHART.order as unknown as Json), subject: undefined } }],
    };
    const answer = await call({ ...body, context: { ...(body.context as Json), patientId: '..', draftOrders } });
    expect(answer.status).toBe(412);
    for (const { url } of fhir.requests) expect(url).toMatch(/^\/fhir\/[A-Z][A-Za-z]+\?patient=\.\.&/);
    expectContained();
  });

  test('the token of one call is never used in another', async () => {
    const callWith = (token: string) => call(hookCall('order-sign', { fhirServer: fhir.base, token }));
    await Promise.all(['token-a', 'token-b', 'token-c'].map(callWith));
    const counts = new Map<string | undefined, number>();
    for (const { headers } of fhir.requests)
      counts.set(headers.authorization, (counts.get(headers.authorization) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(['Bearer token-a', 'Bearer token-b', 'Bearer token-c']);
    expect(new Set(counts.values()).size).toBe(1);
    await call(hookCall('order-sign', { fhirServer: fhir.base }));
    expect(fhir.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  test('scopes that do not cover a query are recognised before asking, in both spellings', async () => {
    fhir.on('Condition', json(searchset(chart('Condition'))));
    for (const scope of ['patient/Observation.read', 'patient/Observation.rs']) {
      const rest = without(prefetch, 'conditions');
      const body = hookCall('order-sign', { prefetch: rest, fhirServer: fhir.base, token: TOKEN });
      const answer = await call({ ...body, fhirAuthorization: { ...(body.fhirAuthorization as Json), scope } });
      expect(gapText(answer.body)).toContain('Problem list: the FHIR server refused access.');
    }
    expect(fhir.requests).toEqual([]);
  });

  test.each([0, -1, -3_600])(
    'a token whose life is over (expires_in %p) is not shown to anybody',
    async (expiresIn) => {
      const rest = without(prefetch, 'conditions');
      const body = hookCall('order-sign', { prefetch: rest, fhirServer: fhir.base, token: TOKEN });
      const answer = await call({
        ...body,
        fhirAuthorization: { ...(body.fhirAuthorization as Json), expires_in: expiresIn },
      });
      expect(gapText(answer.body)).toContain('Problem list: the access token of the request had expired.');
      expect(fhir.requests).toEqual([]);
    },
  );

  test('a chart in prefetch never makes the service call a server at all', async () => {
    expect(
      findingsOf((await call(hookCall('order-sign', { prefetch, fhirServer: fhir.base, token: TOKEN }))).body),
    ).toEqual(ALL_FOUR);
    expect(fhir.requests).toEqual([]);
  });
});
