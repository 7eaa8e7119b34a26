import type { ConditionFact } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { daysAgo } from './calendar.js';
import { diagnosesOnRecord, find } from './indication.js';

export type DialysisOnRecord =
  | { readonly kind: 'none' }
  /** `creatinine follows the sessions`: the AKI criteria do not apply. */
  | { readonly kind: 'current'; readonly fact: ConditionFact }
  /** On record, and nobody knows whether it goes on: neither a reason for silence nor to be kept quiet. */
  | { readonly kind: 'not-certain'; readonly fact: ConditionFact };

/**
 * "Not on dialysis" (docs/clinical/aki.md#dialysis). Dialysis for an acute injury ends, and the kidneys that needed it
 * are those to watch: what is over does not silence the rule. A session counts as current for as long as a creatinine
 * may be judged, for that creatinine may have been taken under dialysis.
 */
export function dialysisOnRecord(
  snapshot: ClinicalSnapshot,
  { maxAgeDays }: { readonly maxAgeDays: number },
): DialysisOnRecord {
  const dialysis = diagnosesOnRecord(snapshot).filter(({ classes }) => classes.includes('dialysis'));
  const isRecent = ({ lastDone }: ConditionFact) =>
    lastDone !== null && daysAgo(lastDone, snapshot.asOf, snapshot.timeZone) <= maxAgeDays;
  const current = find(
    dialysis.filter((fact) => fact.clinicalStatus === 'ongoing' || isRecent(fact)),
    'dialysis',
  );
  if (current !== null) return { kind: 'current', fact: current };
  const notCertain = find(
    dialysis.filter((fact) => fact.clinicalStatus === 'not-stated' || fact.lastDone !== null),
    'dialysis',
  );
  return notCertain === null ? { kind: 'none' } : { kind: 'not-certain', fact: notCertain };
}
