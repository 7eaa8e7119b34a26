import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { CdsClient } from './clients.js';
import type { KeySet } from './key-set.js';
import { TokenRejected, type RejectionReason } from './token-rejected.js';

/** How far the two clocks may be apart, seconds. */
export const CLOCK_TOLERANCE_S = 60;
/** Longest `exp` - `iat`, and oldest `iat`, seconds (CDS Hooks best practices: a token lives for minutes). */
const LONGEST_LIFE_S = 3_600;
const LONGEST_JTI = 200;

export interface ProvenClaims {
  readonly jti: string;
  /** `exp`, seconds since the epoch; may have a fraction (RFC 7519 §2). */
  readonly expiresAt: number;
  readonly tenant: string | null;
}

/**
 * Verifies the signature (WebCrypto, off the event loop) and then every claim.
 * @param audience the exact public URL of the endpoint called; any of several
 * @param nowMs milliseconds since the epoch
 * @throws TokenRejected
 */
export async function proveClaims(
  token: string,
  keys: KeySet,
  client: CdsClient,
  audience: string[],
  nowMs: number,
): Promise<ProvenClaims> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: client.algorithms,
      typ: 'JWT',
      issuer: client.issuer,
      audience,
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: LONGEST_LIFE_S,
      currentDate: new Date(nowMs),
    });
    return checkClaims(payload, client);
  } catch (fault) {
    throw fault instanceof TokenRejected ? fault : new TokenRejected(reasonOf(fault), { cause: fault });
  }
}

/** What jose leaves open: the types of `aud`'s members and of `jti`, the length of the token's life, the tenant. */
function checkClaims({ aud, exp, iat, jti, tenant }: JWTPayload, client: CdsClient): ProvenClaims {
  if (![aud].flat().every((member) => typeof member === 'string')) throw new TokenRejected('malformed-claim');
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) throw new TokenRejected('malformed-claim');
  // `1e999` in JSON is Infinity; jose has checked only that both are of type number.
  if (exp === undefined || iat === undefined || !Number.isFinite(exp)) throw new TokenRejected('malformed-claim');
  if (exp <= iat) throw new TokenRejected('malformed-claim');
  if (exp - iat > LONGEST_LIFE_S) throw new TokenRejected('lifetime-too-long');
  const named = typeof tenant === 'string' ? tenant : null;
  if (client.tenants !== undefined && (named === null || !client.tenants.includes(named))) {
    throw new TokenRejected('tenant-not-allowed');
  }
  return { jti, expiresAt: exp, tenant: named };
}

function reasonOf(fault: unknown): RejectionReason {
  if (fault instanceof errors.JWTExpired) return fault.claim === 'iat' ? 'too-old' : 'expired';
  if (fault instanceof errors.JWTClaimValidationFailed) return claimReason(fault);
  if (fault instanceof errors.JWSSignatureVerificationFailed) return 'bad-signature';
  if (fault instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (fault instanceof errors.JWKSMultipleMatchingKeys) return 'ambiguous-key';
  if (fault instanceof errors.JWSInvalid || fault instanceof errors.JWTInvalid) return 'unreadable-token';
  // A key that WebCrypto or jose refuses: an RSA modulus under 2048 bits, a private key in the set, broken coordinates.
  return 'unusable-key';
}

function claimReason({ claim, reason }: errors.JWTClaimValidationFailed): RejectionReason {
  if (reason === 'missing') return 'missing-claim';
  if (reason === 'invalid') return 'malformed-claim';
  if (claim === 'aud') return 'wrong-audience';
  if (claim === 'nbf') return 'not-yet-valid';
  if (claim === 'iat') return 'issued-in-the-future';
  return claim === 'typ' ? 'wrong-typ' : 'unknown-issuer';
}
