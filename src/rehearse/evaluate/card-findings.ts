import type { Severity } from '../../domain/finding.js';
import { TRACE_EXTENSION } from '../../domain/card.js';
import type { Evaluation } from '../../engine/evaluate/evaluate.js';

export interface CardFinding {
  /** `gaps` for the card that collates what could not be checked. */
  readonly rule: string;
  readonly finding: string;
  readonly severity: Severity;
}

/** The card that collates what could not be checked belongs to no rule. */
export const GAPS = 'gaps';

/** The cards that a clinician would have got, by the trace that each carries. */
export function cardFindings({ answer, findings }: Evaluation): readonly CardFinding[] {
  if (answer.kind !== 'cards') return [];
  return answer.cards.map(({ extension, indicator }) => {
    const trace = extension?.[TRACE_EXTENSION] as Readonly<Record<string, unknown>> | undefined;
    const finding = typeof trace?.finding === 'string' ? trace.finding : '';
    const rule = findings.find(({ id }) => id === finding)?.rule ?? GAPS;
    return { rule, finding, severity: indicator };
  });
}
