import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';

type IssueCode = OperationOutcomeIssue['code'];

/** Every refusal of the sandbox server. The text names types and parameters, never a value that was searched for. */
export class FhirProblem extends Error {
  override readonly name = 'FhirProblem';
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 413 | 415 | 500,
    readonly issueCode: IssueCode,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a refusal (FHIR R4 3.1.0.1.7). */
export function operationOutcome(code: IssueCode, diagnostics: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}
