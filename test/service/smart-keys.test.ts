import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { readSigningKeys, type SigningKeys } from '../../src/server/security/signing-keys.js';
import type { SmartRegistration } from '../../src/server/smart/registrations.js';
import { Browser } from '../support/browser.js';
import { NOW, startTestService, type TestService } from '../support/running-service.js';

/**
 * A SMART app that proves with a key who it is (private_key_jwt), beside one that is public, in one process: the sandbox's FHIR
 * server plays both EHRs and checks the assertion.
 */
const STORIES = allStories(NOW).filter(({ id }) => ['aki-stage-2', 'aki-ratio-1-49'].includes(id));
const resources = STORIES.flatMap((story) => story.resources);
const [ill = '', well = ''] = ['aki-stage-2', 'aki-ratio-1-49'].map((id) => {
  const story = STORIES.find((each) => each.id === id);
  return story?.resources.find(({ resourceType }) => resourceType === 'Patient')?.id ?? '';
});

const running: { close(): Promise<unknown> }[] = [];
afterAll(() => Promise.all(running.map((each) => each.close())));

async function kept<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.push(started);
  return started;
}

function newPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

const [CLIENT, OTHER] = ['tacrolimus-cds', 'tacrolimus-cds-public'];
let keys: SigningKeys;
let stranger: SigningKeys;
/** The EHR that asks for a signature, the one that does not, and the service that both launch. */
let [strict, open, app]: [TestEhr, TestEhr, TestService] = [] as never;
type TestEhr = Awaited<ReturnType<typeof startFhirServer>>;

const registration = (more: Partial<SmartRegistration>): SmartRegistration => ({
  ...{
    client: 'hospital',
    bases: [],
    clientId: CLIENT,
    proof: { kind: 'public' },
    frameAncestors: [],
    dialect: 'generic',
  },
  ...more,
});

beforeAll(async () => {
  keys = await readSigningKeys(`${newPem()}\nand the next one\n${newPem()}`);
  stranger = await readSigningKeys(newPem());
  open = await kept(startFhirServer({ host: '127.0.0.1', port: 0, resources }));
  // The EHR is given the address of the keys at registration; here the app has one only once it runs.
  const keysAt: Record<string, string> = {};
  strict = await kept(startFhirServer({ host: '127.0.0.1', port: 0, resources, smart: { keysOf: keysAt } }));
  const smart = [
    registration({
      bases: [strict.url],
      proof: { kind: 'private-key', keys },
      frameAncestors: ['https://ehr.example'],
    }),
    registration({ client: 'clinic', bases: [open.url], clientId: OTHER }),
  ];
  app = await kept(startTestService({ smart }));
  keysAt[CLIENT] = `${app.url}/smart/jwks.json`;
});

const launchUrl = (service: TestService, iss: string, launch: string) =>
  `${service.url}/smart/launch?${new URLSearchParams({ iss, launch }).toString()}`;
const heading = (html: string) => /<h1>(.*?)<\/h1>/s.exec(html)?.[1];
const whys = ({ logged }: TestService) => logged.flatMap(({ fields }) => ('why' in fields ? [fields.why] : []));

describe('private_key_jwt', () => {
  it('opens the chart where the EHR asks for a signature', async () => {
    const page = await new Browser().follow(launchUrl(app, strict.url, ill));
    expect([page.status, heading(page.text)]).toEqual([200, 'Tacrolimus in this patient']);
  });

  it('the keys are published without their private half, the next one beside the one in use', async () => {
    const { text, status, headers } = await new Browser().open(`${app.url}/smart/jwks.json`);
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')]);
    const published = (JSON.parse(text) as { keys: Record<string, unknown>[] }).keys;
    expect(published.map(({ kid }) => kid)).toEqual(keys.map(({ kid }) => kid));
    for (const key of published) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'key_ops', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-384', alg: 'ES384', use: 'sig' });
    }
  });

  it('the assertion says who, to whom, for a minute, and once', async () => {
    const sent: URLSearchParams[] = [];
    const { exchangeCode } = await import('../../src/server/smart/authorize.js');
    const configuration = {
      issuer: strict.url,
      authorizationEndpoint: `${strict.url}/a`,
      tokenEndpoint: 'http://127.0.0.1:1/auth/token',
      scopesV2: true,
    };
    const pending = {
      ...{ iss: strict.url, configuration, scope: 'launch', codeVerifier: 'v'.repeat(43) },
      registration: registration({ proof: { kind: 'private-key', keys } }),
    };
    const deps = { allowHttp: true, timeoutMs: 1_000, redirectUri: 'http://127.0.0.1:1/smart/callback' };
    for (const state of ['one', 'two']) {
      const fetching = (_url: string, init: RequestInit) => {
        sent.push(new URLSearchParams(init.body as URLSearchParams));
        return Promise.resolve(Response.json({ error: 'invalid_grant' }, { status: 400 }));
      };
      const query = new URLSearchParams({ code: 'c', state });
      await expect(exchangeCode(query, pending, fetching, deps)).rejects.toThrow('code-refused');
    }
    const assertions = sent.map((form) => form.get('client_assertion') ?? '');
    const [first, second] = assertions.map((assertion) => decodeJwt(assertion));
    expect(decodeProtectedHeader(assertions[0] ?? '')).toMatchObject({ alg: 'ES384', kid: keys[0].kid });
    expect(first).toMatchObject({ iss: CLIENT, sub: CLIENT, aud: configuration.tokenEndpoint });
    expect((first?.exp ?? 0) - (first?.iat ?? 0)).toBeLessThanOrEqual(300);
    expect(first?.jti).not.toBe(second?.jti);
    expect(sent[0]?.get('client_secret')).toBeNull();
  });

  it.each([
    ['a key that the EHR does not know', () => ({ kind: 'private-key', keys: stranger }) as const],
    ['no signature', () => ({ kind: 'public' }) as const],
    ['a secret in its place', () => ({ kind: 'secret', secret: 'guessed' }) as const],
  ])('%s opens nothing, and the page says so', async (_what, proof) => {
    const service = await kept(startTestService({ smart: [registration({ bases: [strict.url], proof: proof() })] }));
    const page = await new Browser().follow(launchUrl(service, strict.url, ill));
    expect([page.status, heading(page.text), whys(service)]).toEqual([
      403,
      'This page could not be opened',
      ['code-refused'],
    ]);
    expect(page.text).not.toContain('Creatinine');
  });

  it('an assertion that was overheard is good for nothing: it is used, and for one token endpoint', async () => {
    const { createClientProofs } = await import('../../sandbox/fhir-server/client-proof.js');
    const { SignJWT } = await import('jose');
    const proves = createClientProofs({ [CLIENT]: `${app.url}/smart/jwks.json` });
    const audience = `${new URL(strict.url).origin}/auth/token`;
    const sign = (life = 60) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'ES384', kid: keys[0].kid })
        .setIssuer(CLIENT)
        .setSubject(CLIENT)
        .setAudience(audience)
        .setJti(`j${life}`)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + life)
        .sign(keys[0].key);
    const form = (assertion: string) =>
      new URLSearchParams({
        client_id: CLIENT,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
    const assertion = await sign();
    expect(await proves(form(assertion), 'http://elsewhere.example/token')).toBe(false);
    expect(await proves(form(assertion), audience)).toBe(true);
    expect(await proves(form(assertion), audience)).toBe(false);
    expect(await proves(form(await sign(3_600)), audience)).toBe(false);
  });
});

describe('launches side by side in one process', () => {
  it('each comes to its own chart, by its own client, whatever the order in which they come back', async () => {
    const browser = new Browser();
    const launches = [
      [strict.url, ill],
      [open.url, well],
      [strict.url, well],
      [open.url, ill],
    ] as const;
    const atEhr: string[] = [];
    for (const [iss, patient] of launches)
      atEhr.push((await browser.open(launchUrl(app, iss, patient))).headers.get('location') ?? '');
    expect(new Set(atEhr.map((url) => new URL(url).searchParams.get('state'))).size).toBe(4);
    const pages = new Map<number, string>();
    for (const at of [2, 0, 3, 1]) pages.set(at, (await browser.follow(atEhr[at] ?? '')).text);
    expect(launches.map((_launch, at) => pages.get(at)?.includes('AKI warning stage 2'))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(atEhr.map((url) => new URL(url).searchParams.get('client_id'))).toEqual([CLIENT, OTHER, CLIENT, OTHER]);
    expect([...browser.cookies]).toEqual([]);
  });

  it("one launch's code is not taken with another launch's state", async () => {
    const browser = new Browser();
    const [one, two] = [
      (await browser.open(launchUrl(app, open.url, ill))).headers.get('location') ?? '',
      (await browser.open(launchUrl(app, open.url, well))).headers.get('location') ?? '',
    ];
    const [back, other] = [await browser.open(one), await browser.open(two)].map(
      ({ headers }) => new URL(headers.get('location') ?? ''),
    );
    back?.searchParams.set('code', other?.searchParams.get('code') ?? '');
    const page = await browser.open(back?.href ?? '');
    expect([page.status, heading(page.text)]).toEqual([403, 'This page could not be opened']);
  });
});

describe('in a frame of the EHR', () => {
  const framing = (headers: Headers) => [
    /frame-ancestors ([^;]+)/.exec(headers.get('content-security-policy') ?? '')?.[1],
    headers.get('x-frame-options'),
  ];

  it('a page is framed by the origins that its client names, and by nobody else', async () => {
    expect(framing((await new Browser().follow(launchUrl(app, strict.url, ill))).headers)).toEqual([
      'https://ehr.example',
      null,
    ]);
    const elsewhere = await new Browser().follow(launchUrl(app, open.url, ill));
    expect(framing(elsewhere.headers)).toEqual(["'none'", 'SAMEORIGIN']);
  });

  it('what went wrong is read in the frame too; a launch from nowhere known is framed by nobody', async () => {
    const { headers, status } = await new Browser().open(
      `${app.url}/smart/launch?${new URLSearchParams({ iss: strict.url }).toString()}`,
    );
    expect([status, ...framing(headers)]).toEqual([403, 'https://ehr.example', null]);
    const unknown = await new Browser().open(launchUrl(app, 'https://foreign.example/fhir', ill));
    expect(framing(unknown.headers)).toEqual(["'none'", 'SAMEORIGIN']);
  });

  it('the cookie of a framed launch is sent there, by https only, and to no other frame', async () => {
    const behind = await kept(
      startTestService({
        publicBaseUrl: 'https://cds.example',
        smart: [registration({ bases: [open.url], frameAncestors: ['https://ehr.example'] })],
      }),
    );
    const cookies = (service: TestService) =>
      new Browser().open(launchUrl(service, open.url, ill)).then(({ headers }) => headers.getSetCookie());
    expect(await cookies(behind)).toEqual([expect.stringMatching(/; HttpOnly; SameSite=None; Partitioned; Secure$/)]);
    expect(await cookies(app)).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Lax$/)]);
  });
});
