import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { ClientsFileSchema, readClientsFile } from '../../../src/server/security/clients.js';
import { ecKey } from './tokens.js';

const minimal = {
  id: 'general-hospital',
  issuer: 'https://ehr.example/fhir',
  keys: { jwksUrl: 'https://ehr.example/keys' },
  fhirServers: ['https://ehr.example/fhir'],
};
const file = (...clients: unknown[]): unknown => ({ clients });
const problemsOf = (content: unknown): readonly string[] => {
  const result = readClientsFile(content);
  return result.ok ? [] : result.problems;
};

describe('a clients file', () => {
  test('minimal: everything else has a default', () => {
    expect(readClientsFile(file(minimal))).toEqual({
      ok: true,
      clients: [
        {
          ...minimal,
          algorithms: ['RS384', 'ES384'],
          dialect: 'generic',
          fhirAccess: 'when-needed',
          rateLimit: { requestsPerMinute: 30_000 },
        },
      ],
    });
  });

  test('maximal: every member is read as given', () => {
    const maximal = {
      ...minimal,
      keys: { jwks: { keys: [ecKey('a').jwk, ecKey('b').jwk] } },
      algorithms: ['ES384', 'PS512'],
      jku: 'https://ehr.example/keys',
      fhirServers: ['https://ehr.example/fhir', 'https://ehr.example:8443/r4/'],
      dialect: 'epic',
      tenants: ['north'],
      services: ['tacrolimus-order-sign'],
      fhirAccess: 'never',
      rateLimit: { requestsPerMinute: 60 },
    };
    expect(readClientsFile(file(maximal))).toEqual({ ok: true, clients: [maximal] });
  });

  test('a client that never uses FHIR needs no FHIR server', () => {
    expect(problemsOf(file({ ...minimal, fhirServers: [], fhirAccess: 'never' }))).toEqual([]);
  });

  const faults: readonly (readonly [string, unknown, string])[] = [
    ['no object', null, '(file): must be a group of settings (name: value)'],
    ['no clients', { clients: [] }, 'clients: needs at least one entry'],
    ['an unknown member', { clients: [minimal], client: 1 }, '(file): there is no setting "client"'],
    [
      'an unknown member of a client',
      file({ ...minimal, fhirServer: 'x' }),
      'clients[0]: there is no setting "fhirServer"',
    ],
    [
      'an id with a space',
      file({ ...minimal, id: 'General Hospital' }),
      'clients[0].id: must be 1-64 lower-case letters, digits and hyphens',
    ],
    ['no issuer', file({ ...minimal, issuer: undefined }), 'clients[0].issuer: is missing'],
    [
      'HS256',
      file({ ...minimal, algorithms: ['ES384', 'HS256'] }),
      'clients[0].algorithms[1]: must be one of: RS384, ES384, RS256, RS512, PS256, PS384, PS512, ES256, ES512, EdDSA, Ed25519',
    ],
    [
      'alg none',
      file({ ...minimal, algorithms: ['none'] }),
      'clients[0].algorithms[0]: must be one of: RS384, ES384, RS256, RS512, PS256, PS384, PS512, ES256, ES512, EdDSA, Ed25519',
    ],
    ['no keys at all', file({ ...minimal, keys: {} }), 'clients[0].keys: needs exactly one of jwksUrl, jwksFile, jwks'],
    [
      'two sources of keys',
      file({ ...minimal, keys: { jwksUrl: 'https://a.example', jwksFile: 'a.json' } }),
      'clients[0].keys: needs exactly one of jwksUrl, jwksFile, jwks',
    ],
    [
      'jwksUrl without scheme',
      file({ ...minimal, keys: { jwksUrl: 'ehr.example/keys' } }),
      'clients[0].keys.jwksUrl: is not an absolute http(s) URL without user and fragment',
    ],
    [
      'jwksUrl file:',
      file({ ...minimal, keys: { jwksUrl: 'file:///keys' } }),
      'clients[0].keys.jwksUrl: is not an absolute http(s) URL without user and fragment',
    ],
    [
      'a symmetric key',
      file({ ...minimal, keys: { jwks: { keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] } } }),
      'clients[0].keys.jwks.keys[0].kty: must be one of: RSA, EC, OKP',
    ],
    [
      'a private key',
      file({ ...minimal, keys: { jwks: { keys: [{ ...ecKey('a').jwk, d: 'secret-part' }] } } }),
      'clients[0].keys.jwks.keys[0]: holds a private key: give the public half only, and replace the key - it has been in a file',
    ],
    [
      'a key without kid',
      file({ ...minimal, keys: { jwks: { keys: [{ kty: 'EC' }] } } }),
      'clients[0].keys.jwks.keys[0].kid: is missing',
    ],
    [
      'a kid twice',
      file({ ...minimal, keys: { jwks: { keys: [ecKey('a').jwk, ecKey('a').jwk] } } }),
      'clients[0].keys.jwks.keys: repeats a kid',
    ],
    [
      'a FHIR base with a query',
      file({ ...minimal, fhirServers: ['https://ehr.example/fhir?x=1'] }),
      'clients[0].fhirServers[0]: is not a plain http(s) base URL (no user, query, fragment, % or ..)',
    ],
    [
      'no FHIR base',
      file({ ...minimal, fhirServers: [] }),
      'clients[0].fhirServers: needs at least one base URL, or set fhirAccess: never',
    ],
    [
      'a dialect that no profile can be named',
      file({ ...minimal, dialect: 'Epic North' }),
      'clients[0].dialect: must be the name of a profile in hooks/dialects, such as epic',
    ],
    ['an empty list of tenants', file({ ...minimal, tenants: [] }), 'clients[0].tenants: needs at least one entry'],
    [
      'a rate limit of 0',
      file({ ...minimal, rateLimit: { requestsPerMinute: 0 } }),
      'clients[0].rateLimit.requestsPerMinute: must be at least 1',
    ],
    [
      'a kid of nothing',
      file({ ...minimal, keys: { jwks: { keys: [{ ...ecKey('a').jwk, kid: '' }] } } }),
      'clients[0].keys.jwks.keys[0].kid: must not be empty',
    ],
    ['one tenant instead of a list', file({ ...minimal, tenants: 'north' }), 'clients[0].tenants: must be a list'],
    [
      'a rate limit without bound',
      file({ ...minimal, rateLimit: { requestsPerMinute: 1e9 } }),
      'clients[0].rateLimit.requestsPerMinute: must be at most 1000000',
    ],
    ['an id twice', file(minimal, { ...minimal, issuer: 'https://b.example' }), 'clients[1].id: repeats clients[0].id'],
    ['an issuer twice', file(minimal, { ...minimal, id: 'b' }), 'clients[1].issuer: repeats clients[0].issuer'],
  ];

  test.each(faults)('%s -> refused with the path and the remedy', (_name, content, problem) => {
    expect(problemsOf(content)).toEqual([problem]);
  });

  test('all problems are told at once, duplicates too', () => {
    const bad = { ...minimal, dialect: '', algorithms: [], keys: {}, fhirServers: ['nowhere'] };
    expect(problemsOf(file(bad, bad)).map((problem) => problem.replace(/: .*/, ''))).toEqual([
      'clients[0].keys',
      'clients[0].algorithms',
      'clients[0].fhirServers[0]',
      'clients[0].dialect',
      'clients[1].keys',
      'clients[1].algorithms',
      'clients[1].fhirServers[0]',
      'clients[1].dialect',
      'clients[1].id',
      'clients[1].issuer',
    ]);
  });

  test('a problem never repeats key material', () => {
    const key = { ...ecKey('a').jwk, d: 'secret-part' };
    expect(JSON.stringify(problemsOf(file({ ...minimal, keys: { jwks: { keys: [key] } } })))).not.toContain(
      'secret-part',
    );
  });

  test('__proto__ in the file changes nothing', () => {
    const content: unknown = JSON.parse(
      `{"clients":[${JSON.stringify(minimal).replace('{', '{"__proto__":{"tenants":["x"]},')}]}`,
    );
    const result = readClientsFile(content);
    expect(result.ok && result.clients[0]?.tenants !== undefined).toBe(false);
    expect(({} as { tenants?: unknown }).tenants).toBeUndefined();
  });
});

describe('its JSON Schema', () => {
  const schema = z.toJSONSchema(ClientsFileSchema, { io: 'input' });

  test('is closed and says what each member of a client means', () => {
    const client = (schema.properties?.clients as { items: { properties: Record<string, { description?: string }> } })
      .items;
    expect(schema.additionalProperties).toBe(false);
    expect(Object.entries(client.properties).filter(([, member]) => (member.description ?? '').length < 10)).toEqual(
      [],
    );
    expect(client).toMatchObject({ additionalProperties: false, required: ['id', 'issuer', 'keys'] });
  });

  test('says that exactly one source of keys is given', () => {
    expect(JSON.stringify(schema)).toContain('"maxProperties":1');
    expect(JSON.stringify(schema)).toContain('exactly one of the three');
  });
});
