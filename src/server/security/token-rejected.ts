/**
 * Why a call was not authenticated. For the log only: the caller gets one bare 401 whatever the reason
 * (CDS Hooks best practices, "Authentication"), so that a 401 never helps to build a better token.
 */
export type RejectionReason =
  | 'too-many-refused'
  | 'no-token'
  | 'not-a-bearer-token'
  | 'token-too-large'
  | 'not-a-compact-jws'
  | 'unreadable-token'
  | 'unknown-issuer'
  | 'wrong-typ'
  | 'algorithm-not-allowed'
  | 'no-kid'
  | 'critical-header'
  | 'key-in-header'
  | 'jku-not-allowed'
  | 'keys-unavailable'
  | 'unknown-key'
  | 'ambiguous-key'
  | 'unusable-key'
  | 'bad-signature'
  | 'missing-claim'
  | 'malformed-claim'
  | 'wrong-audience'
  | 'expired'
  | 'not-yet-valid'
  | 'issued-in-the-future'
  | 'too-old'
  | 'lifetime-too-long'
  | 'tenant-not-allowed'
  | 'replayed'
  | 'service-not-allowed'
  | 'replay-store-full'
  | 'replay-store-failed';

/** Stays inside `src/server/security`: the authenticator turns it into one generic `CdsError`. */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected';
  constructor(
    readonly reason: RejectionReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
