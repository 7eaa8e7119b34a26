import { CdsError } from '../../domain/cds-error.js';
import type { CdsClient } from './clients.js';
import { checkHeader, readBearerToken } from './compact-token.js';
import { createFixedKeySet, createRefreshingKeySet, type RefreshingKeySet } from './key-set.js';
import type { ReplayStore } from './replay-store.js';
import { CLOCK_TOLERANCE_S, proveClaims, type ProvenClaims } from './token-claims.js';
import { type RejectionReason, TokenRejected } from './token-rejected.js';

const LARGEST_BYTES = 262_144;
/** Longer than any call waits for it (`key-set.ts`): where this process is busy itself, an answer that is there is read late. */
const TIMEOUT_MS = 10_000;

/**
 * Fetches a key set from the URL that the clients file names. No redirects, 10 s in all, at most 256 KB decoded: a key server
 * that misbehaves costs one failed refresh, never memory or time.
 * @throws when there is no JSON with status 200 in time; the message names neither URL nor body
 */
async function fetchJwks(url: string, fetchImplementation: typeof fetch): Promise<unknown> {
  const response = await fetchImplementation(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/jwk-set+json, application/json' },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error('The key server did not answer 200.');
  }
  const bytes = await readBounded(response);
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) throw new Error('The key server sent no body.');
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (size > LARGEST_BYTES) throw new Error('The key set is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export interface ClientAuthenticatorOptions {
  readonly clients: readonly CdsClient[];
  /**
   * Under which the world reaches this service, without `/cds-services`; from configuration, never from the Host header.
   * Several only in development, where a machine has more than one name for itself.
   */
  readonly publicBaseUrl: string | readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly replayStore: ReplayStore;
  /** For the clients' jwksUrl only. */
  readonly fetch?: typeof fetch;
  /** Reads and parses a client's jwksFile. Needed when a client has one. */
  readonly readJwksFile?: (path: string) => Promise<unknown>;
}

export interface AuthenticationCall {
  readonly authorizationHeader: string | null | undefined;
  /** The endpoint's path below the public base URL, without query: `/cds-services/{id}/feedback`. */
  readonly path: string;
  /** Told why a call was refused, for the log under the request id. `clientId` only when a known issuer was named. */
  readonly onRejected?: (reason: RejectionReason, clientId: string | null) => void;
}

export interface AuthenticatedCall {
  readonly client: CdsClient;
  /** The proven `tenant` claim; checked against the client's list when it has one. */
  readonly tenant: string | null;
}

export interface ClientAuthenticator {
  /**
   * Proves who calls (CDS Hooks "Trusting CDS Clients").
   * @throws CdsError `unauthorized` on any fault of the token, always with the same text; `forbidden` when the client may not
   *   call this service; `overloaded` when the replay store cannot record the token - never authenticated in that case
   */
  authenticate(call: AuthenticationCall): Promise<AuthenticatedCall>;
  /** Reads the keys of all clients, so that nobody's first call meets a process without them. Never rejects, and ends in 2 s. */
  warmUp(): Promise<void>;
}

/** Epic's sample tokens run from 5 min before `iat` to 15 min after it; remembered at least for that long. */
const EPIC_MEMORY_MS = 20 * 60_000;

const SERVICE_PATH = /^\/cds-services\/([^/]+)(?:\/feedback)?$/;

/**
 * @throws TypeError when a client has a jwksFile and nothing was given to read it with
 */
export function createClientAuthenticator(options: ClientAuthenticatorOptions): ClientAuthenticator {
  const { now, replayStore } = options;
  const publicBaseUrls = [options.publicBaseUrl].flat().map((url) => url.replace(/(?<!\/)\/+$/, ''));
  const callers = new Map(
    options.clients.map((client) => [client.issuer, { client, keys: keySetOf(client, options) }]),
  );

  const prove = async (
    { authorizationHeader, path }: AuthenticationCall,
    onClient: (client: CdsClient) => void,
  ): Promise<AuthenticatedCall> => {
    const { text, header, issuer } = readBearerToken(authorizationHeader);
    const caller = typeof issuer === 'string' ? callers.get(issuer) : undefined;
    if (caller === undefined) throw new TokenRejected('unknown-issuer');
    const { client, keys } = caller;
    onClient(client);
    checkHeader(header, client);
    const audiences = publicBaseUrls.map((url) => `${url}${path}`);
    const claims = await proveClaims(text, keys.find, client, audiences, now());
    // Last, so that nobody can use up a token or fill the store without the client's key.
    await refuseReplay(replayStore, client, claims, now());
    if (!mayCall(client, path)) throw new TokenRejected('service-not-allowed');
    return { client, tenant: claims.tenant };
  };

  return {
    async authenticate(call) {
      let clientId: string | null = null;
      try {
        return await prove(call, (client) => (clientId = client.id));
      } catch (fault) {
        if (!(fault instanceof TokenRejected)) throw fault;
        call.onRejected?.(fault.reason, clientId);
        throw errorFor(fault);
      }
    },
    async warmUp() {
      await Promise.all([...callers.values()].map(({ keys }) => keys.warmUp()));
    },
  };
}

function keySetOf({ keys, issuer }: CdsClient, options: ClientAuthenticatorOptions): RefreshingKeySet {
  const { jwksUrl, jwksFile, jwks } = keys;
  const { fetch: fetchImplementation = fetch, readJwksFile, now } = options;
  if (jwks !== undefined) return { find: createFixedKeySet(jwks), warmUp: () => Promise.resolve() };
  if (jwksUrl !== undefined) return createRefreshingKeySet(() => fetchJwks(jwksUrl, fetchImplementation), now);
  if (jwksFile === undefined || readJwksFile === undefined) throw new TypeError(`No way to read the keys of ${issuer}`);
  return createRefreshingKeySet(() => readJwksFile(jwksFile), now);
}

async function refuseReplay(
  store: ReplayStore,
  { issuer, dialect }: CdsClient,
  { jti, expiresAt }: ProvenClaims,
  nowMs: number,
): Promise<void> {
  // The token is good until `exp` plus the tolerance, both in whole seconds of our clock: one second more closes the gap.
  const dead = (Math.ceil(expiresAt) + CLOCK_TOLERANCE_S + 1) * 1_000;
  const until = dialect === 'epic' ? Math.max(dead, nowMs + EPIC_MEMORY_MS) : dead;
  const answer = await store.remember(issuer, jti, until).catch((cause: unknown) => {
    throw new TokenRejected('replay-store-failed', { cause });
  });
  if (answer === 'seen') throw new TokenRejected('replayed');
  if (answer === 'full') throw new TokenRejected('replay-store-full');
}

/** Discovery is for every client. A path that is not plainly one of the listed services is not the client's. */
function mayCall({ services }: CdsClient, path: string): boolean {
  if (services === undefined || path === '/cds-services') return true;
  const [, service] = SERVICE_PATH.exec(path) ?? [];
  return service !== undefined && services.includes(service);
}

function errorFor({ reason }: TokenRejected): CdsError {
  if (reason === 'service-not-allowed') return new CdsError('forbidden', 'This client may not call this service.');
  if (reason === 'replay-store-full' || reason === 'replay-store-failed') {
    return new CdsError('overloaded', 'The service cannot take the call now.');
  }
  return new CdsError('unauthorized', 'The call is not authenticated.');
}
