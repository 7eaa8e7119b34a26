/** Every way a call can end without cards; `src/cds-hooks/response/error-codes.ts` says what each is on the wire. */
export type CdsErrorCode =
  | 'invalid-json'
  | 'invalid-request'
  | 'unauthorized'
  | 'forbidden'
  | 'wrong-patient'
  | 'fhir-server-not-allowed'
  | 'unknown-service'
  | 'method-not-allowed'
  | 'data-unavailable'
  | 'too-large'
  | 'unsupported-media-type'
  | 'rate-limited'
  | 'overloaded'
  | 'internal';

/**
 * The only error the service throws on purpose. `message` goes to the caller: it never holds patient data, tokens or URLs.
 * `expression` is a FHIRPath-like pointer to the faulty field, for OperationOutcome.issue.expression.
 */
export class CdsError extends Error {
  override readonly name = 'CdsError';
  constructor(
    readonly code: CdsErrorCode,
    message: string,
    readonly expression: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
