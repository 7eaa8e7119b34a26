import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { loadClients, loadClientsFile, readJwksFile } from '../../../src/server/start/clients-file.js';
import { SettingsError } from '../../../src/server/start/environment.js';
import { ClientsFileSchema } from '../../../src/server/security/clients.js';
import { entryFor } from '../../../src/server/security/fhir-servers.js';
import { checkProfile } from '../../../src/server/security/profile.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const EXAMPLE = join(ROOT, 'deploy', 'clients.example.yaml');

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
  file = join(folder, 'clients.yaml');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const MINIMAL = `
clients:
  - id: a
    issuer: https://a.example
    keys: { jwksUrl: https://a.example/keys }
    fhirServers: [https://a.example/fhir]
`;

async function load(text: string) {
  await writeFile(file, text);
  return loadClients(file);
}

/** The message, without the folder. */
async function refusal(text: string): Promise<string> {
  const fault = await load(text).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(fault instanceof SettingsError)) throw new Error('was read');
  return fault.message.replaceAll(file, 'clients.yaml');
}

describe('a clients file', () => {
  test('minimal', async () => {
    expect((await load(MINIMAL)).map(({ id, algorithms, fhirAccess }) => [id, algorithms, fhirAccess])).toEqual([
      ['a', ['RS384', 'ES384'], 'when-needed'],
    ]);
  });

  test('a path of keys is relative to the file', async () => {
    const [client] = await load(MINIMAL.replace('jwksUrl: https://a.example/keys', 'jwksFile: keys/a.json'));
    expect(client?.keys.jwksFile).toBe(join(folder, 'keys/a.json'));
  });

  test('an absolute path of keys stays', async () => {
    const [client] = await load(MINIMAL.replace('jwksUrl: https://a.example/keys', 'jwksFile: /etc/cds/a.json'));
    expect(client?.keys.jwksFile).toBe('/etc/cds/a.json');
  });

  test('the shipped example is read whole, and production starts with it', async () => {
    const clients = await loadClients(EXAMPLE);
    expect(clients.map(({ id }) => id)).toEqual([
      'general-hospital',
      'university-epic',
      'vendor-north',
      'prefetch-only',
    ]);
    const settings = { host: '0.0.0.0', corsOrigins: [], publicBaseUrl: 'https://cds.hospital.example' } as const;
    expect(checkProfile({ profile: 'production', clients, ...settings })).toEqual([]);
  });

  test('the published JSON Schema is the one that is checked with, and the example names it', async () => {
    const path = join(ROOT, 'docs', 'schema', 'clients.schema.json');
    const { $id, title, ...published } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    expect([$id, title]).toEqual(['clients.schema.json', 'Clients file']);
    expect(published).toEqual(z.toJSONSchema(ClientsFileSchema, { io: 'input' }));
    expect(await readFile(EXAMPLE, 'utf8')).toContain('$schema=../docs/schema/clients.schema.json');
  });
});

describe('a clients file that cannot be used', () => {
  const unusable = (...problems: readonly string[]): string =>
    ['The clients file is not usable:', ...problems.map((problem) => `  - clients.yaml: ${problem}`)].join('\n');

  test.each<[string, string, string]>([
    ['empty', '', unusable('(file): must be a group of settings (name: value)')],
    ['a list', '- a\n', unusable('(file): must be a group of settings (name: value)')],
    ['no clients', 'clients: []\n', unusable('clients: needs at least one entry')],
    ['no issuer', MINIMAL.replace('issuer', '#'), unusable('clients[0].issuer: is missing')],
    [
      'a slip in a name',
      MINIMAL.replace('fhirServers', 'fhirServer'),
      unusable(
        'clients[0]: there is no setting "fhirServer"',
        'clients[0].fhirServers: needs at least one base URL, or set fhirAccess: never',
      ),
    ],
    [
      'no FHIR server',
      MINIMAL.replace(/ {4}fhirServers.*\n/, ''),
      unusable('clients[0].fhirServers: needs at least one base URL, or set fhirAccess: never'),
    ],
    [
      'two sources of keys',
      MINIMAL.replace('keys }', 'keys, jwksFile: x }'),
      unusable('clients[0].keys: needs exactly one of jwksUrl, jwksFile, jwks'),
    ],
    [
      'a base with a query',
      MINIMAL.replace('/fhir]', '/fhir?x=1]'),
      unusable('clients[0].fhirServers[0]: is not a plain http(s) base URL (no user, query, fragment, % or ..)'),
    ],
    [
      'the name of those without a token',
      MINIMAL.replace('id: a', 'id: anonymous'),
      unusable('clients[0].id: must not be "anonymous": so is called who shows no token'),
    ],
    [
      'a client twice',
      MINIMAL + MINIMAL.slice(MINIMAL.indexOf('  -')),
      unusable('clients[1].id: repeats clients[0].id', 'clients[1].issuer: repeats clients[0].issuer'),
    ],
  ])('%s', async (_what, text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  test('YAML that is none -> the line', async () => {
    expect(await refusal('clients:\n  - id: a\n   issuer: b\n')).toMatch(
      /^The clients file is not YAML:\n {2}- clients\.yaml:3: /,
    );
  });

  test('a key twice in YAML -> the line, not the later one', async () => {
    expect(await refusal(`${MINIMAL}    issuer: https://b.example\n`)).toMatch(
      /clients\.yaml:\d+: Map keys must be unique/,
    );
  });

  test('aliases without end are not followed', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${'abcdefgh'[index] ?? ''}`)
            .join(',')}]\n`,
      )
      .join('')}clients: *h\n`;
    await expect(load(bomb)).rejects.toThrow();
  });

  test('a file that is not there, or is a folder', async () => {
    await expect(loadClients(join(folder, 'none.yaml'))).rejects.toThrow(
      /CLIENTS_FILE .*none\.yaml: there is no such file/,
    );
    await expect(loadClients(folder)).rejects.toThrow(/EISDIR/);
  });

  test('no value is repeated, for it may be a key', async () => {
    const message = await refusal(
      'clients:\n  - { id: SECRET1, issuer: 5, keys: { jwks: { keys: [{ kty: EC, kid: k, d: SECRET2 }] } }, algorithms: [SECRET3] }\n',
    );
    expect(message).toContain('clients[0].keys.jwks.keys[0]: holds a private key');
    expect(message).not.toMatch(/SECRET/);
  });
});

test('a key file is read anew each time, and JSON that is none is refused', async () => {
  const path = join(folder, 'keys.json');
  await writeFile(path, '{"keys":[]}');
  expect(await readJwksFile(path)).toEqual({ keys: [] });
  await writeFile(path, '{"keys":[1]}');
  expect(await readJwksFile(path)).toEqual({ keys: [1] });
  await writeFile(path, '{');
  await expect(readJwksFile(path)).rejects.toThrow();
});

describe('FHIR servers of the clients file', () => {
  const TLS = join(ROOT, 'test', 'fixtures', 'tls');
  const withServer = (lines: string) => `${MINIMAL}\nfhirServers:\n  - url: https://a.example/fhir\n${lines}`;
  const loadFile = async (text: string) => {
    await writeFile(file, text);
    return loadClientsFile(file);
  };

  test('none needs an entry', async () => {
    expect((await loadFile(MINIMAL)).fhirServers).toEqual([]);
  });

  test('release, parallel calls, proxy and certificates; what is named as a file is read', async () => {
    await writeFile(join(folder, 'proxy.txt'), 'cds:secret\n');
    const { fhirServers } = await loadFile(
      withServer(`    release: STU3
    parallelCalls: 12
    proxy: http://proxy.a.example:3128
    proxyCredentialsFile: proxy.txt
    caFile: ${TLS}/ca.pem
    clientCertificateFile: ${TLS}/client.pem
    clientKeyFile: ${TLS}/client.key.pem
`),
    );
    const pem = (name: string) => readFile(join(TLS, name), 'utf8');
    expect(fhirServers).toEqual([
      {
        url: 'https://a.example/fhir',
        settings: { release: 'STU3', parallelCalls: 12 },
        connection: {
          ca: await pem('ca.pem'),
          cert: await pem('client.pem'),
          key: await pem('client.key.pem'),
          proxy: { url: 'http://proxy.a.example:3128', credentials: 'cds:secret' },
        },
      },
    ]);
  });

  test('one that is reached like the others has no connection of its own', async () => {
    const { fhirServers } = await loadFile(withServer('    release: DSTU2\n'));
    expect(fhirServers).toEqual([{ url: 'https://a.example/fhir', settings: { release: 'DSTU2' }, connection: null }]);
  });

  test.each([
    ['a file that is not there', '    caFile: none.pem\n', 'fhirServers[0].caFile: ENOENT'],
    ['no PEM', '    caFile: clients.yaml\n', 'are not PEM'],
    [
      'the key of another certificate',
      `    clientCertificateFile: ${TLS}/client.pem\n    clientKeyFile: ${TLS}/server.key.pem\n`,
      "the key is not the certificate's",
    ],
    ['a certificate without its key', `    clientCertificateFile: ${TLS}/client.pem\n`, 'give both or none'],
    ['credentials without a proxy', '    proxyCredentialsFile: proxy.txt\n', 'is of no use without proxy'],
    [
      'credentials in the address',
      '    proxy: http://cds:secret@proxy.a.example:3128\n',
      'fhirServers[0].proxy: is not',
    ],
    ['a release that is none', '    release: R9\n', 'fhirServers[0].release'],
    ['a member that is none', '    codes: 3\n', 'fhirServers[0]'],
    [
      'the same server twice',
      '  - url: https://a.example:443/fhir/\n',
      'fhirServers[1].url: repeats fhirServers[0].url',
    ],
    ['a server of nobody', '  - url: https://b.example/fhir\n', 'fhirServers[1].url: is named by no client'],
  ])('%s stops the start', async (_what, lines, problem) => {
    const fault = await loadFile(withServer(lines)).then(
      () => null,
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(SettingsError);
    expect((fault as SettingsError).message).toContain(problem);
    expect((fault as SettingsError).message).not.toMatch(/cds:secret|BEGIN/);
  });

  test('the longest entry that holds a base counts, cut at segments', () => {
    const entries = ['https://v.example/r4', 'https://v.example/r4/north', 'https://w.example'].map((url) => ({ url }));
    const of = (base: string) => entryFor(base, entries)?.url ?? null;
    expect(of('https://v.example/r4/north/1')).toBe('https://v.example/r4/north');
    expect(of('https://v.example/r4/northern')).toBe('https://v.example/r4');
    expect(of('https://v.example/r40')).toBeNull();
    expect(of('https://w.example/any')).toBe('https://w.example');
    expect(of('http://w.example/any')).toBeNull();
  });
});

describe('a client that launches the service as a SMART app', () => {
  const smart = (more: string) => `${MINIMAL}    smart: { clientId: app-1${more} }\n`;

  test('is a registration for its own FHIR servers; its secret is read and is in no message', async () => {
    await writeFile(file, smart(''));
    const [own] = (await loadClientsFile(file)).smart;
    expect(own).toEqual({
      client: 'a',
      bases: ['https://a.example/fhir'],
      clientId: 'app-1',
      proof: { kind: 'public' },
      frameAncestors: [],
      dialect: 'generic',
    });
    await writeFile(join(folder, 'secret.txt'), 's3cret\n');
    await writeFile(file, smart(', clientSecretFile: secret.txt'));
    expect((await loadClientsFile(file)).smart[0]?.proof).toEqual({ kind: 'secret', secret: 's3cret' });
    await writeFile(file, MINIMAL);
    expect((await loadClientsFile(file)).smart).toEqual([]);
  });

  test.each([
    ['a secret that is not there', smart(', clientSecretFile: none.txt'), 'clients[0].smart.clientSecretFile: ENOENT'],
    [
      'no FHIR server to read',
      smart('').replace(/ {4}fhirServers: .*\n/, '    fhirAccess: never\n'),
      'clients[0].smart:',
    ],
    ['a misspelt setting', smart(', clientID: x'), 'clients[0].smart'],
    ['a key that is not there', smart(', privateKeyFile: none.pem'), 'clients[0].smart.privateKeyFile: ENOENT'],
    [
      'a secret and a key',
      smart(', clientSecretFile: secret.txt, privateKeyFile: key.pem'),
      'takes clientSecretFile or privateKeyFile, not both',
    ],
    ...[
      '*',
      "'none'",
      'http://ehr.example',
      'https://ehr.example/path',
      'https://a.example; script-src *',
      'https:',
    ].map(
      (origin) =>
        [
          `a frame ancestor ${origin}`,
          smart(`, frameAncestors: [${JSON.stringify(origin)}]`),
          'clients[0].smart.frameAncestors[0]: must be https://host',
        ] as const,
    ),
  ])('%s is refused at the start', async (_what, text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  test('EHRs in frames, and the key that signs, are read; a key that cannot sign stops the start and is not quoted', async () => {
    const pem = (type: 'ec' | 'rsa', options: object): string => {
      const { privateKey } = generateKeyPairSync(type as 'ec', options as { namedCurve: string });
      return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    };
    await writeFile(join(folder, 'key.pem'), pem('ec', { namedCurve: 'P-384' }));
    await writeFile(file, smart(', privateKeyFile: key.pem, frameAncestors: ["https://*.ehr.example:8443"]'));
    const [own] = (await loadClientsFile(file)).smart;
    expect(own).toMatchObject({ proof: { kind: 'private-key' }, frameAncestors: ['https://*.ehr.example:8443'] });
    for (const unfit of [pem('ec', { namedCurve: 'P-256' }), pem('rsa', { modulusLength: 1_024 }), 'no key', ' ']) {
      await writeFile(join(folder, 'key.pem'), unfit);
      const said = await refusal(smart(', privateKeyFile: key.pem'));
      expect(said).toMatch(/clients\[0\]\.smart\.privateKeyFile: (?:holds|is empty)/);
      expect(said).not.toContain(unfit.trim().split('\n')[1] ?? 'no key');
    }
  });

  test('an empty secret is none', async () => {
    await writeFile(join(folder, 'empty.txt'), '\n');
    expect(await refusal(smart(', clientSecretFile: empty.txt'))).toContain('is empty');
  });
});
