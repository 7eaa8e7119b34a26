import type { OperationOutcome } from 'fhir/r4.js';
import type { FeedbackFault, KeptFeedback } from './feedback.js';

/** What was kept. CDS Hooks asks for no body; it tells an integrator which of the entries named a card of ours. */
export function feedbackAnswer(kept: readonly KeptFeedback[]): { readonly kept: readonly KeptFeedback[] } {
  return { kept };
}

/** Names each entry that was refused, and says how many others were kept: those need not be sent again. */
export function feedbackOutcome(faults: readonly FeedbackFault[], kept: number): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      ...faults.map(({ expression, message }) => ({
        severity: 'error' as const,
        code: 'invalid' as const,
        diagnostics: `${expression} ${message}.`,
        expression: [expression],
      })),
      {
        severity: 'information',
        code: 'informational',
        diagnostics: `${kept} of ${kept + faults.length} entries were kept; only those named here were not.`,
      },
    ],
  };
}
