import type { OperationOutcome } from 'fhir/r4.js';
import type { CdsErrorCode } from '../../domain/cds-error.js';

/** FHIR R4 issue types (http://hl7.org/fhir/issue-type) that this service uses. */
export type IssueCode = OperationOutcome['issue'][number]['code'];

interface ErrorCode {
  /** HTTP status. */
  readonly status: number;
  readonly issue: IssueCode;
  /** For whoever reads the error reference: what happened. */
  readonly means: string;
  /** And what to do about it. */
  readonly remedy: string;
}

/** The one table of errors: statuses, issue types, the OpenAPI description and docs/errors.md are made from it. */
export const ERROR_CODES: Readonly<Record<CdsErrorCode, ErrorCode>> = {
  'invalid-json': {
    status: 400,
    issue: 'structure',
    means: 'The body is empty, not UTF-8, or not JSON (RFC 8259: no comments, no trailing commas).',
    remedy: 'Send one JSON object in UTF-8.',
  },
  'invalid-request': {
    status: 400,
    issue: 'invalid',
    means: 'The body is JSON and not a call of this hook; `expression` names the first field that is at fault.',
    remedy: 'Correct the field that is named. The value is never repeated in the answer.',
  },
  'wrong-patient': {
    status: 400,
    issue: 'business-rule',
    means: 'The call mixes two patients: the context, the token, an order or the prefetch name different ones.',
    remedy: 'Look for a stale context in the EHR before you send the call again.',
  },
  unauthorized: {
    status: 401,
    issue: 'login',
    means: 'No token, or one that is not valid in all respects. The answer does not say which.',
    remedy: 'The log line of this X-Request-Id names the reason; see docs/SECURITY.md.',
  },
  forbidden: {
    status: 403,
    issue: 'forbidden',
    means: 'The caller is known and may not do this.',
    remedy: 'Look at the entry of the client in the clients file.',
  },
  'fhir-server-not-allowed': {
    status: 403,
    issue: 'forbidden',
    means: 'The call names a FHIR server that is not among those of the client. It was not called.',
    remedy: 'Correct `fhirServer`, or add the server to the entry of the client in the clients file.',
  },
  'unknown-service': {
    status: 404,
    issue: 'not-found',
    means: 'There is no service of this id, or nothing at this path.',
    remedy: 'GET /cds-services lists the services.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    means: 'The path is right and the method is not; the header Allow names the right one.',
    remedy: 'Discovery is read with GET, services are called with POST.',
  },
  'data-unavailable': {
    status: 412,
    issue: 'incomplete',
    means:
      'Nothing could be checked: what is needed was neither sent nor could be fetched. It is not the answer "no cards".',
    remedy:
      'Send the prefetch that discovery asks for, or let the service read the FHIR server; the text names what is missing.',
  },
  'too-large': {
    status: 413,
    issue: 'too-long',
    means: 'The body, or a list in it, is longer than the service takes.',
    remedy: 'Send what the prefetch templates ask for and no more.',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    means: 'The body is not declared as JSON in UTF-8, or is compressed by something other than gzip.',
    remedy: 'Send Content-Type: application/json.',
  },
  'rate-limited': {
    status: 429,
    issue: 'throttled',
    means: 'The client has made as many calls as its entry in the clients file grants for a minute.',
    remedy: 'Try again later; the header RateLimit says when.',
  },
  internal: {
    status: 500,
    issue: 'exception',
    means: 'A fault of the service. Nothing was checked.',
    remedy: 'Report the X-Request-Id; the log line of it names the kind of fault.',
  },
  overloaded: {
    status: 503,
    issue: 'throttled',
    means: 'The service is starting, stopping, or answering as many calls as it can.',
    remedy: 'Try again after the seconds of the header Retry-After.',
  },
};
