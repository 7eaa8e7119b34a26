import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseDocument } from 'yaml';
import type { FhirServerSettings } from '../../fhir/client/fhir-servers.js';
import type { ServerConnection } from '../../fhir/client/server-connections.js';
import { type CdsClient, readClientsFile } from '../security/clients.js';
import type { ClientProof, SmartRegistration } from '../smart/registrations.js';
import { readSigningKeys } from '../security/signing-keys.js';
import type { FhirServerEntry } from '../security/fhir-servers.js';
import { SettingsError } from './environment.js';

/** A FHIR server of the clients file, its files read. */
export interface FhirServerOfFile {
  readonly url: string;
  readonly settings: Partial<Pick<FhirServerSettings, 'release' | 'parallelCalls'>>;
  /** null: reached like the others. */
  readonly connection: ServerConnection | null;
}

interface ClientsFile {
  readonly clients: readonly CdsClient[];
  readonly fhirServers: readonly FhirServerOfFile[];
  /** Clients that launch this service as a SMART app, their secrets read. */
  readonly smart: readonly SmartRegistration[];
}

/**
 * Reads the clients file, and the certificates that it names. Paths in it are relative to it.
 * @throws SettingsError with every problem at once
 */
export async function loadClientsFile(path: string): Promise<ClientsFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code;
    throw new SettingsError('The clients file cannot be read:', [`CLIENTS_FILE ${path}: ${why}`]);
  });
  const document = parseDocument(text, { uniqueKeys: true });
  const syntax = document.errors.map((error) => {
    const line = error.linePos?.[0].line ?? 1;
    return `${path}:${line}: ${error.message.split('\n')[0] ?? 'is not YAML'}`;
  });
  if (syntax.length > 0) throw new SettingsError('The clients file is not YAML:', syntax);
  const read = readClientsFile(document.toJS({ maxAliasCount: 100 }));
  if (!read.ok) throw unusable(path, read.problems);
  const folder = dirname(path);
  const problems: string[] = [];
  const fhirServers = await Promise.all(
    (read.fhirServers ?? []).map((entry, index) => loadServer(entry, folder, `fhirServers[${index}]`, problems)),
  );
  const smart = await Promise.all(
    read.clients.map((client, index) => loadSmart(client, folder, `clients[${index}].smart`, problems)),
  );
  if (problems.length > 0) throw unusable(path, problems);
  const clients = read.clients.map((client) =>
    client.keys.jwksFile === undefined
      ? client
      : { ...client, keys: { ...client.keys, jwksFile: resolve(folder, client.keys.jwksFile) } },
  );
  return { clients, fhirServers, smart: smart.flat() };
}

/** The clients alone, for who does not call FHIR servers. */
export async function loadClients(path: string): Promise<readonly CdsClient[]> {
  return (await loadClientsFile(path)).clients;
}

function unusable(path: string, problems: readonly string[]): SettingsError {
  return new SettingsError(
    'The clients file is not usable:',
    problems.map((problem) => `${path}: ${problem}`),
  );
}

/** Certificates that cannot be used stop the start, not the first call of a clinician. */
async function loadServer(
  entry: FhirServerEntry,
  folder: string,
  at: string,
  problems: string[],
): Promise<FhirServerOfFile> {
  const { url, release, parallelCalls, proxy, proxyCredentialsFile, caFile, clientCertificateFile, clientKeyFile } =
    entry;
  const read = async (field: string, file: string | undefined): Promise<string | undefined> => {
    if (file === undefined) return undefined;
    try {
      return await readFile(resolve(folder, file), 'utf8');
    } catch (error) {
      problems.push(`${at}.${field}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`);
      return undefined;
    }
  };
  const [ca, cert, key, credentials] = await Promise.all([
    read('caFile', caFile),
    read('clientCertificateFile', clientCertificateFile),
    read('clientKeyFile', clientKeyFile),
    read('proxyCredentialsFile', proxyCredentialsFile),
  ]);
  const tls = defined({ ca, cert, key });
  if (Object.keys(tls).length > 0 && !isUsable(tls)) {
    problems.push(
      `${at}: caFile, clientCertificateFile and clientKeyFile are not PEM, or the key is not the certificate's`,
    );
  }
  const through =
    proxy === undefined ? {} : { proxy: { url: proxy, ...defined({ credentials: credentials?.trim() }) } };
  const connection: ServerConnection = { ...tls, ...through };
  return {
    url,
    settings: defined({ release, parallelCalls }),
    connection: Object.keys(connection).length === 0 ? null : connection,
  };
}

async function loadSmart(
  { id, smart, fhirServers, dialect }: CdsClient,
  folder: string,
  at: string,
  problems: string[],
): Promise<SmartRegistration[]> {
  if (smart === undefined) return [];
  const { clientId, frameAncestors = [] } = smart;
  const proof = await loadProof(smart, folder, at, problems);
  return [{ client: id, bases: fhirServers, clientId, proof, frameAncestors, dialect }];
}

/** A secret or a key that cannot be used stops the start, not the first launch of a clinician. */
async function loadProof(
  { clientSecretFile, privateKeyFile }: NonNullable<CdsClient['smart']>,
  folder: string,
  at: string,
  problems: string[],
): Promise<ClientProof> {
  const read = async (field: string, file: string): Promise<string> => {
    const text = await readFile(resolve(folder, file), 'utf8').catch((error: unknown) => {
      problems.push(`${at}.${field}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`);
      return null;
    });
    if (text?.trim() === '') problems.push(`${at}.${field}: is empty`);
    return text?.trim() ?? '';
  };
  if (clientSecretFile !== undefined)
    return { kind: 'secret', secret: await read('clientSecretFile', clientSecretFile) };
  if (privateKeyFile === undefined) return { kind: 'public' };
  const pem = await read('privateKeyFile', privateKeyFile);
  if (pem === '') return { kind: 'public' };
  try {
    return { kind: 'private-key', keys: await readSigningKeys(pem) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(`${at}.privateKeyFile: ${error.message}`);
    return { kind: 'public' };
  }
}

function isUsable(tls: { ca?: string; cert?: string; key?: string }): boolean {
  try {
    createSecureContext(tls);
    return tls.ca === undefined || tls.ca.includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
}

/** Without the members that have no value. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Reads a key set that was exchanged out of band; the authenticator reads it again to see a rotation. */
export async function readJwksFile(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

interface PinnedAddress {
  readonly address: string;
  readonly family: number;
}

const HOSTS_FILE = process.platform === 'win32' ? String.raw`C:\Windows\System32\drivers\etc\hosts` : '/etc/hosts';

/**
 * The addresses under which this machine itself knows a name (hosts(5)); Docker's `extra_hosts` and Kubernetes' `hostAliases`
 * stand there too. Read anew each time: it is small, and its answers are kept by whoever asks.
 * @returns none where the file does not name the host, or cannot be read
 */
export async function readHostsFile(hostname: string, file = HOSTS_FILE): Promise<readonly PinnedAddress[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = hostname.toLowerCase();
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const family = isIP(address);
    return family > 0 && names.some((name) => name.toLowerCase() === wanted) ? [{ address, family }] : [];
  });
}
