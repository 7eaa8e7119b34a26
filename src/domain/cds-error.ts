/** Every way a call can end without cards. One mapper in `src/server/http` turns each into a status and an OperationOutcome. */
export type CdsErrorCode =
  | 'invalid-json' // 400
  | 'invalid-request' // 400, names the field
  | 'unauthorized' // 401, bare
  | 'forbidden' // 403
  | 'wrong-patient' // 400
  | 'fhir-server-not-allowed' // 403
  | 'unknown-service' // 404
  | 'method-not-allowed' // 405
  | 'data-unavailable' // 412
  | 'too-large' // 413
  | 'unsupported-media-type' // 415
  | 'rate-limited' // 429
  | 'overloaded' // 503
  | 'internal'; // 500

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
