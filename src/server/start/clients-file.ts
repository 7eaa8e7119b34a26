import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { readClientsFile, type CdsClient } from '../security/clients.js';
import { SettingsError } from './environment.js';

/**
 * Reads the clients file. Paths of key files in it are relative to it.
 * @throws SettingsError with every problem at once
 */
export async function loadClients(path: string): Promise<readonly CdsClient[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new SettingsError('The clients file cannot be read:', [`CLIENTS_FILE ${path}: ${code}`]);
  });
  const document = parseDocument(text, { uniqueKeys: true });
  const syntax = document.errors.map((error) => {
    const line = error.linePos?.[0].line ?? 1;
    return `${path}:${line}: ${error.message.split('\n')[0] ?? 'is not YAML'}`;
  });
  if (syntax.length > 0) throw new SettingsError('The clients file is not YAML:', syntax);
  const read = readClientsFile(document.toJS({ maxAliasCount: 100 }));
  if (!read.ok) {
    throw new SettingsError(
      'The clients file is not usable:',
      read.problems.map((problem) => `${path}: ${problem}`),
    );
  }
  return read.clients.map((client) =>
    client.keys.jwksFile === undefined
      ? client
      : { ...client, keys: { ...client.keys, jwksFile: resolve(dirname(path), client.keys.jwksFile) } },
  );
}

/** Reads a key set that was exchanged out of band; the authenticator reads it again to see a rotation. */
export async function readJwksFile(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
