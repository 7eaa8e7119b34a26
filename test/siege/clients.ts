import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { ecKey, headerOf, rsaKey, signToken, type TestKey } from '../server/security/tokens.js';
import { PUBLIC_BASE_URL } from './fortress.js';

/** One EHR. */
export interface SiegeClient {
  readonly id: string;
  readonly issuer: string;
  readonly key: TestKey;
  readonly keysFrom: 'file' | 'url';
}

/** The two algorithms that CDS Hooks recommends, and the two ways to exchange keys. */
export function siegeClients(): readonly SiegeClient[] {
  return [
    { id: 'ehr-es', issuer: 'https://es.siege.test', key: ecKey('es-1'), keysFrom: 'file' },
    { id: 'ehr-rs', issuer: 'https://rs.siege.test', key: rsaKey('rs-1'), keysFrom: 'url' },
  ];
}

/** A token for one call, by the clock of this machine. */
export function tokenFor({ issuer, key }: SiegeClient, path: string, signer: TestKey = key): string {
  const now = Math.floor(Date.now() / 1_000);
  const payload = { iss: issuer, aud: `${PUBLIC_BASE_URL}${path}`, iat: now, exp: now + 120, jti: randomUUID() };
  return signToken(signer, headerOf(key), payload);
}

/** `refused`: nobody listens. `cut`: the connection ended without an answer. `unanswered`: nothing came within the limit. */
export type Status = number | 'refused' | 'cut' | 'unanswered';

export interface Exchange {
  readonly status: Status;
  readonly text: string;
  /** Milliseconds since the start of this process. */
  readonly begun: number;
  readonly ended: number;
}

/** One request on a connection of its own. Never rejects. */
export function exchange(
  url: string,
  {
    method = 'POST',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer },
  limitMs: number,
): Promise<Exchange> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const end = (status: Status, text = '') => {
      clearTimeout(timer);
      resolve({ status, text, begun, ended: performance.now() });
    };
    const outgoing = request(
      url,
      { method, agent: false, headers: { ...headers, connection: 'close' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => end(response.statusCode ?? 'cut', Buffer.concat(chunks).toString('utf8')));
        response.once('error', () => end('cut'));
      },
    );
    const timer = setTimeout(() => {
      end('unanswered');
      outgoing.destroy();
    }, limitMs);
    outgoing.once('error', (fault: NodeJS.ErrnoException) => end(fault.code === 'ECONNREFUSED' ? 'refused' : 'cut'));
    outgoing.on('error', () => undefined);
    outgoing.end(body);
  });
}
