import { describe, expect, test } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { createClientAuthenticator } from '../../../src/server/security/client-jwt.js';
import {
  readClientsFile,
  SANDBOX_ISSUER,
  SANDBOX_JKU,
  SANDBOX_PUBLIC_KEY,
  sandboxClient,
} from '../../../src/server/security/clients.js';
import { checkProfile, type ProfileSettings } from '../../../src/server/security/profile.js';
import { createInMemoryReplayStore } from '../../../src/server/security/replay-store.js';
import { claims, ecKey, NOW, ORDER_SIGN, PUBLIC_BASE, signToken, testClient } from './tokens.js';

const client = testClient([ecKey('a')]);
const production: ProfileSettings = {
  profile: 'production',
  host: '0.0.0.0',
  clients: [client],
  corsOrigins: ['https://ehr.example'],
  publicBaseUrl: PUBLIC_BASE,
};
const development: ProfileSettings = {
  profile: 'development',
  host: '127.0.0.1',
  clients: [],
  corsOrigins: ['*'],
  publicBaseUrl: null,
};
/** The settings that a list of problems blames. */
const blamed = (settings: ProfileSettings): string[] => checkProfile(settings).map((text) => text.split(':')[0]!);

describe('production', () => {
  test('with https everywhere and a real client -> starts', () => {
    expect(checkProfile(production)).toEqual([]);
  });

  type Refusal = readonly [string, Partial<ProfileSettings>, string];
  const refusals: readonly Refusal[] = [
    ['without clients', { clients: [] }, 'CLIENTS_FILE'],
    ['with the Sandbox', { clients: [sandboxClient()] }, 'CLIENTS_FILE clients.cds-hooks-sandbox'],
    [
      'with the Sandbox issuer under other keys',
      { clients: [{ ...client, issuer: SANDBOX_ISSUER }] },
      'CLIENTS_FILE clients.general-hospital',
    ],
    [
      'with the Sandbox issuer and a slash',
      { clients: [{ ...client, issuer: `${SANDBOX_ISSUER}/` }] },
      'CLIENTS_FILE clients.general-hospital',
    ],
    [
      'with the Sandbox key under another issuer',
      { clients: [{ ...client, keys: sandboxClient().keys }] },
      'CLIENTS_FILE clients.general-hospital',
    ],
    [
      'with the Sandbox key under another kid',
      { clients: [{ ...client, keys: { jwks: { keys: [{ ...SANDBOX_PUBLIC_KEY, kid: 'mine' }] } } }] },
      'CLIENTS_FILE clients.general-hospital',
    ],
    [
      "with keys from the Sandbox's address",
      { clients: [{ ...client, keys: { jwksUrl: SANDBOX_JKU } }] },
      'CLIENTS_FILE clients.general-hospital',
    ],
    [
      'with an http FHIR base',
      { clients: [{ ...client, fhirServers: ['https://a.example', 'http://b.example'] }] },
      'CLIENTS_FILE clients.general-hospital.fhirServers',
    ],
    [
      'with keys over http',
      { clients: [{ ...client, keys: { jwksUrl: 'http://ehr.example/keys' } }] },
      'CLIENTS_FILE clients.general-hospital.keys.jwksUrl',
    ],
    [
      'with a jku over http',
      { clients: [{ ...client, jku: 'http://ehr.example/keys' }] },
      'CLIENTS_FILE clients.general-hospital.jku',
    ],
    ['with any CORS origin', { corsOrigins: ['*'] }, 'CORS_ORIGINS'],
    ['with a pattern as CORS origin', { corsOrigins: ['https://*.example'] }, 'CORS_ORIGINS'],
    ['with the CORS origin null', { corsOrigins: ['null'] }, 'CORS_ORIGINS'],
    ['with DEBUG=fhir-kit-client:*', { environment: { DEBUG: 'fhir-kit-client:*' } }, 'DEBUG'],
    [
      'with DEBUG=express,fhir-kit-client:request',
      { environment: { DEBUG: 'express,fhir-kit-client:request' } },
      'DEBUG',
    ],
    ['with DEBUG=*', { environment: { DEBUG: '*' } }, 'DEBUG'],
    [
      'with a debugger',
      { environment: { NODE_OPTIONS: '--max-old-space-size=700 --inspect=0.0.0.0' } },
      'NODE_OPTIONS',
    ],
    ['with code loaded first', { environment: { NODE_OPTIONS: '-r ./agent.cjs' } }, 'NODE_OPTIONS'],
    ['with lax HTTP', { environment: { NODE_OPTIONS: '--insecure-http-parser' } }, 'NODE_OPTIONS'],
    ['with TLS keys in a file', { environment: { NODE_OPTIONS: '--tls-keylog=/tmp/k' } }, 'NODE_OPTIONS'],
    ...[
      '--inspect_brk',
      '--tls_min_v1.0',
      '--insecure_http_parser',
      '--tls_keylog=/tmp/k',
      '--experimental_loader ./x.mjs',
      '--max-old-space-size=700 "--inspect_port=0"',
      '--tls-cipher-list=ALL',
      '--openssl-legacy-provider',
      '--abort-on-uncaught-exception',
      '--experimental-config-file=/tmp/node.json',
    ].map((options): Refusal => [`with ${options}`, { environment: { NODE_OPTIONS: options } }, 'NODE_OPTIONS']),
    ['with every IPv4 network', { fhirPrivateNetworks: ['10.0.0.0/8', '0.0.0.0/0'] }, 'FHIR_PRIVATE_NETWORKS'],
    ['with every IPv4 network in IPv6', { fhirPrivateNetworks: ['::ffff:0:0/96'] }, 'FHIR_PRIVATE_NETWORKS'],
    ['with half of the IPv4 networks', { fhirPrivateNetworks: ['128.0.0.0/1'] }, 'FHIR_PRIVATE_NETWORKS'],
    ['with every IPv6 network', { fhirPrivateNetworks: ['fc00::/7', '::/0'] }, 'FHIR_PRIVATE_NETWORKS'],
    ['with NODE_DEBUG=http', { environment: { NODE_DEBUG: 'http' } }, 'NODE_DEBUG'],
    [
      'with certificates unchecked',
      { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
      'NODE_TLS_REJECT_UNAUTHORIZED',
    ],
    ['without a public base URL', { publicBaseUrl: null }, 'PUBLIC_BASE_URL'],
    ['with an http public base URL', { publicBaseUrl: 'http://cds.hospital.example' }, 'PUBLIC_BASE_URL'],
    ['with a query in the public base URL', { publicBaseUrl: 'https://cds.hospital.example?x' }, 'PUBLIC_BASE_URL'],
  ];

  test.each(refusals)('%s -> refuses to start and says why', (_name, change, setting) => {
    expect(blamed({ ...production, ...change })).toEqual([setting]);
  });

  test('harmless DEBUG values do not hinder the start', () => {
    expect(
      checkProfile({ ...production, environment: { DEBUG: 'express', NODE_TLS_REJECT_UNAUTHORIZED: '1' } }),
    ).toEqual([]);
  });

  test.each(['--max-old-space-size=700', '--max_old_space_size=700 --enable-source-maps', '--use-system-ca'])(
    'NODE_OPTIONS=%s does not hinder the start',
    (options) => {
      expect(checkProfile({ ...production, environment: { NODE_OPTIONS: options } })).toEqual([]);
    },
  );

  test('every reason is told at once', () => {
    const clients = [{ ...sandboxClient(['http://127.0.0.1:8080/fhir']), jku: 'http://sandbox.cds-hooks.org/x' }];
    const settings = { ...production, clients, corsOrigins: ['*'], publicBaseUrl: null, environment: { DEBUG: '*' } };
    expect(blamed(settings)).toEqual([
      'PUBLIC_BASE_URL',
      'CLIENTS_FILE clients.cds-hooks-sandbox',
      'CLIENTS_FILE clients.cds-hooks-sandbox.fhirServers',
      'CLIENTS_FILE clients.cds-hooks-sandbox.jku',
      'CORS_ORIGINS',
      'DEBUG',
    ]);
  });
});

describe('development', () => {
  test.each(['127.0.0.1', '127.5.5.5', '::1', '[::1]', 'localhost', 'LOCALHOST'])('bound to %s -> starts', (host) => {
    expect(checkProfile({ ...development, host })).toEqual([]);
  });

  test.each([
    null,
    '',
    '0.0.0.0',
    '::',
    '[::]',
    '10.0.0.5',
    'cds.hospital.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ])('bound to %s -> refuses to start', (host) => {
    expect(blamed({ ...development, host })).toEqual(['HOST']);
  });

  test('bound to all interfaces when told so -> starts', () => {
    expect(checkProfile({ ...development, host: '0.0.0.0', allowRemoteDevelopment: true })).toEqual([]);
  });

  test('allows the Sandbox, http and DEBUG', () => {
    const clients = [sandboxClient(['http://127.0.0.1:8080/fhir'])];
    const settings = { ...development, clients, publicBaseUrl: 'http://127.0.0.1:8093', environment: { DEBUG: '*' } };
    expect(checkProfile(settings)).toEqual([]);
  });
});

describe('the pinned Sandbox client', () => {
  test('its key is a point on P-384', () => {
    expect(createPublicKey({ key: { ...SANDBOX_PUBLIC_KEY }, format: 'jwk' }).asymmetricKeyDetails).toEqual({
      namedCurve: 'secp384r1',
    });
  });

  test('is what a clients file would give', () => {
    const sandbox = sandboxClient(['http://127.0.0.1:8080/fhir']);
    expect(readClientsFile({ clients: [sandbox] })).toEqual({ ok: true, clients: [sandbox] });
  });

  test("a token with the Sandbox's header but another signature -> 401 at the signature", async () => {
    const now = (): number => NOW;
    const authenticator = createClientAuthenticator({
      clients: [sandboxClient()],
      publicBaseUrl: PUBLIC_BASE,
      now,
      replayStore: createInMemoryReplayStore({ now }),
    });
    const { kid, alg } = SANDBOX_PUBLIC_KEY;
    const token = signToken(ecKey(kid), { alg, typ: 'JWT', kid, jku: SANDBOX_JKU }, claims({ iss: SANDBOX_ISSUER }));
    let why: string | null = null;
    const onRejected = (reason: string): void => {
      why = reason;
    };
    await expect(
      authenticator.authenticate({ authorizationHeader: `Bearer ${token}`, path: ORDER_SIGN, onRejected }),
    ).rejects.toMatchObject({ code: 'unauthorized' });
    expect(why).toBe('bad-signature');
  });
});
