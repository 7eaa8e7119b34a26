import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { akiCaveats } from './aki-facts.js';
import { resultFacts, resultRow } from '../shared/describe-result.js';
import { egfrBeforeTreatment } from './egfr-before-treatment.js';
import type { AkiBaselineFacts } from '../shared/finding-facts.js';
import type { RuleParams } from '../shared/params.js';
import { creatinineScale } from '../shared/printed-amount.js';

export type BaselineReason = 'no-recent-creatinine' | 'low-egfr' | 'male';

interface BaselineSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: RuleParams;
  readonly results: readonly CreatinineResult[];
  readonly latest: CreatinineResult | null;
  readonly reasons: readonly BaselineReason[];
}

/** `aki-baseline`: a word before the first dose of a course (docs/clinical/aki.md#before-first-dose). */
export function akiBaselineFinding({ snapshot, params, results, latest, reasons }: BaselineSubject): Finding {
  const { asOf, timeZone } = snapshot;
  const scale = creatinineScale(params.aki);
  const egfr = reasons.includes('low-egfr') ? egfrBeforeTreatment(snapshot, results, null) : null;
  const facts: AkiBaselineFacts = {
    reasons,
    creatinine: latest === null ? null : resultFacts(latest, scale, asOf, timeZone),
    egfr,
    withinDays: params.aki.baselineWithinDays,
    caveats: akiCaveats({ snapshot, params, course: null }),
  };
  return {
    rule: 'aki',
    id: 'aki-baseline',
    severity: params.aki.severity.baseline,
    facts,
    rows: [
      ...(latest === null ? [] : [resultRow('creatinine-latest', latest, scale, timeZone)]),
      ...(egfr === null
        ? []
        : [
            {
              what: 'egfr-before-treatment',
              reported: `${egfr.value} mL/min/1.73 m2`,
              converted: '',
              time: egfr.date,
              code: '',
            },
          ]),
    ],
    suggestions: reasons.includes('no-recent-creatinine') ? ['order-creatinine'] : [],
  };
}
