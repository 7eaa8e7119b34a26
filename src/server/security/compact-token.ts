import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import type { CdsClient } from './clients.js';
import { TokenRejected } from './token-rejected.js';

/** Larger than any honest token (Epic's are under 2 KB), small enough that parsing and hashing cost nothing. */
const LARGEST_TOKEN = 8_192;
const LONGEST_KID = 512;
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Headers by which a token brings or points to its own key; `x5t` is only a fingerprint and harmless. */
const KEY_HEADERS = ['jwk', 'x5c', 'x5u'];

/** A token taken apart. Nothing in it is proven yet. */
export interface UnverifiedToken {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly issuer: unknown;
}

/**
 * Takes the bearer token out of an Authorization header (RFC 6750 §2.1).
 * @throws TokenRejected
 */
export function readBearerToken(authorizationHeader: string | null | undefined): UnverifiedToken {
  if (authorizationHeader === null || authorizationHeader === undefined || authorizationHeader === '')
    throw new TokenRejected('no-token');
  if (authorizationHeader.length > LARGEST_TOKEN + 'Bearer '.length) throw new TokenRejected('token-too-large');
  const [, text] = /^Bearer +(\S+)$/i.exec(authorizationHeader) ?? [];
  if (text === undefined) throw new TokenRejected('not-a-bearer-token');
  if (!COMPACT_JWS.test(text)) throw new TokenRejected('not-a-compact-jws');
  return { text, ...decode(text) };
}

function decode(text: string): { header: ProtectedHeaderParameters; issuer: JWTPayload['iss'] } {
  try {
    return { header: decodeProtectedHeader(text), issuer: decodeJwt(text).iss };
  } catch (cause) {
    throw new TokenRejected('unreadable-token', { cause });
  }
}

/**
 * The checks of the JOSE header that come before any key is looked up. `alg` is one of the client's, `kid` names a key,
 * nothing is critical, no key comes with the token, and `jku` is the one we know - it is compared, never fetched
 * (CDS Hooks "Trusting CDS Clients"; RFC 8725 §3.1, §3.10, §3.11).
 * @throws TokenRejected
 */
export function checkHeader(header: UnverifiedToken['header'], client: CdsClient): void {
  if (header.typ !== 'JWT') throw new TokenRejected('wrong-typ');
  if (!client.algorithms.some((algorithm) => algorithm === header.alg))
    throw new TokenRejected('algorithm-not-allowed');
  // `b64` has a meaning only together with `crit` (RFC 7797 §6); a token that has it wants to be read in another way.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) throw new TokenRejected('critical-header');
  if (KEY_HEADERS.some((name) => Object.hasOwn(header, name))) throw new TokenRejected('key-in-header');
  const kid = header.kid;
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) throw new TokenRejected('no-kid');
  if (Object.hasOwn(header, 'jku') && !isKnownJku(header.jku, client)) throw new TokenRejected('jku-not-allowed');
}

function isKnownJku(jku: unknown, client: CdsClient): boolean {
  return typeof jku === 'string' && (jku === client.jku || jku === client.keys.jwksUrl);
}
