import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { reaches } from '../shared/comparison.js';
import { highCurrentLevel } from '../shared/current-level.js';
import { resultFacts, resultRow } from '../shared/describe-result.js';
import { creatinineScale, levelScale } from '../shared/printed-amount.js';
import { unusable } from '../shared/results.js';
import type { AkiRuleParams } from './params.js';
import { akiCaveats, akiRows, type AkiSubject, baselineFacts, printedRatio, printedRise } from './aki-facts.js';
import { riskLimitRows } from './aki-limits.js';
import { egfrBeforeTreatment } from './egfr-before-treatment.js';
import type { AkiBaselineFacts, AkiRiskFacts, BaselineReason } from './facts.js';

/**
 * `aki-risk`: a driver of risk without a stage; sex and low eGFR before treatment only raise it
 * (docs/clinical/aki.md#risk). null when there is no driver, or when the trough is the only one: then the trough card
 * carries the risk text, so that there is one card per decision.
 */
export function akiRiskFinding(subject: AkiSubject): Finding | null {
  const { snapshot, params, course, index, assessment, results } = subject;
  const { asOf, timeZone } = snapshot;
  // The ratio driver looks at PRE and RV2, not at the 7-day minimum, whose own driver is the rise.
  const near = assessment.ratios
    .filter(({ baseline }) => baseline.kind !== 'lowest-7d')
    .filter(({ ratio }) => reaches(ratio, params.aki.riskRatio) && !reaches(ratio, params.aki.ratioStage1))
    .sort((a, b) => b.ratio - a.ratio)[0];
  const lateRise = assessment.rise !== null && !assessment.rise.withinWindow ? assessment.rise : null;
  if (near === undefined && lateRise === null) return null;

  const highTrough = highCurrentLevel(snapshot, course, params.trough);
  const egfr = egfrBeforeTreatment(snapshot, results, course);
  const male = snapshot.patient.items[0]?.sex === 'male';
  const lowEgfr = egfr !== null && egfr.value < params.aki.lowEgfr;
  const facts: AkiRiskFacts = {
    creatinine: resultFacts(index, creatinineScale(params.aki), asOf, timeZone),
    drivers: [
      ...(lateRise === null ? [] : (['rise-older-than-48h'] as const)),
      ...(near === undefined ? [] : (['ratio-near-stage-1'] as const)),
      ...(highTrough === null ? [] : (['high-trough'] as const)),
    ],
    baseline:
      near === undefined
        ? lateRise && baselineFacts(lateRise.baseline, timeZone)
        : baselineFacts(near.baseline, timeZone),
    ratio: near === undefined ? null : printedRatio(near.ratio),
    rise: lateRise === null ? null : printedRise(lateRise, params.aki),
    highTrough: highTrough === null ? null : resultFacts(highTrough, levelScale(params.trough), asOf, timeZone),
    male,
    lowEgfr,
    egfr: lowEgfr ? egfr : null,
    unusable: unusable(snapshot.creatinine, timeZone),
    caveats: akiCaveats(subject),
  };
  const { severity } = params.aki;
  return {
    rule: 'aki',
    id: 'aki-risk',
    severity: male || lowEgfr ? severity.riskWithModifier : severity.risk,
    facts,
    rows: [
      ...akiRows(subject),
      ...riskLimitRows(params.aki, near !== undefined, lateRise),
      ...(highTrough === null ? [] : [resultRow('level-current', highTrough, levelScale(params.trough), timeZone)]),
    ],
    suggestions: ['order-creatinine', ...(highTrough === null ? [] : (['order-tacrolimus-level'] as const))],
  };
}

interface BaselineSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: AkiRuleParams;
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
