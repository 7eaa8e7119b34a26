import type { OperationOutcome } from 'fhir/r4.js';
import type { CdsError } from '../../domain/cds-error.js';
import { ERROR_CODES, type IssueCode } from './error-codes.js';

/**
 * The OperationOutcome for an error (CDS Hooks 3.0 "HTTP Status Codes"). A refused login says nothing about why, and a
 * fault of ours nothing about itself.
 */
export function operationOutcomeOf(error: CdsError): OperationOutcome {
  return operationOutcome(ERROR_CODES[error.code].issue, diagnosticsOf(error), error.expression);
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
