import type { OperationOutcome } from 'fhir/r4.js';
import type { CdsError, CdsErrorCode } from '../../domain/cds-error.js';

/** FHIR R4 issue types (http://hl7.org/fhir/issue-type) that this service uses. */
export type IssueCode = OperationOutcome['issue'][number]['code'];

const ISSUE_CODES: Readonly<Record<CdsErrorCode, IssueCode>> = {
  'invalid-json': 'structure',
  'invalid-request': 'invalid',
  unauthorized: 'login',
  forbidden: 'forbidden',
  'wrong-patient': 'business-rule',
  'fhir-server-not-allowed': 'forbidden',
  'unknown-service': 'not-found',
  'method-not-allowed': 'not-supported',
  'data-unavailable': 'incomplete',
  'too-large': 'too-long',
  'unsupported-media-type': 'not-supported',
  'rate-limited': 'throttled',
  overloaded: 'throttled',
  internal: 'exception',
};

/**
 * The OperationOutcome for an error (CDS Hooks 3.0 "HTTP Status Codes"). A refused login says nothing about why, and a
 * fault of ours nothing about itself.
 */
export function operationOutcomeOf(error: CdsError): OperationOutcome {
  return operationOutcome(ISSUE_CODES[error.code], diagnosticsOf(error), error.expression);
}

/** An OperationOutcome with one issue; empty members are left out. */
export function operationOutcome(
  code: IssueCode,
  diagnostics: string | null,
  expression: string | null = null,
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code,
        ...(diagnostics === null || diagnostics === '' ? {} : { diagnostics }),
        ...(expression === null || expression === '' ? {} : { expression: [expression] }),
      },
    ],
  };
}

function diagnosticsOf(error: CdsError): string | null {
  if (error.code === 'unauthorized') return null;
  if (error.code === 'internal') return 'The service failed. The request id in X-Request-Id identifies the call.';
  return error.message;
}
