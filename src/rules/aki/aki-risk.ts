import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type FactRow, type Finding, SEVERITIES, type Severity } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { reaches } from '../shared/comparison.js';
import { creatinineScale, resultFacts, resultRow } from '../shared/printed-amount.js';
import { unusable } from '../shared/results.js';
import type { AkiRuleParams } from './params.js';
import {
  akiCaveats,
  akiRows,
  type AkiSubject,
  baselineFacts,
  heightRow,
  highTrough,
  judgedCaveats,
  preliminaryRows,
  printedRatio,
  printedRise,
  riskLimitRows,
} from './aki-facts.js';
import { heightAt, isMaleAdult } from '../shared/children.js';
import { slowDecline } from './slow-decline.js';
import { egfrBeforeTreatment, lowEgfrNow, lowEgfrSince } from './egfr.js';
import type { AkiBaselineFacts, AkiRiskFacts, BaselineReason } from './facts.js';
import type { EgfrFacts } from '../shared/egfr.js';

/**
 * `aki-risk`: a driver of risk without a stage; sex and low eGFR before treatment only raise it
 * (docs/clinical/aki.md#risk). null when there is no driver, or when the trough is the only one: then the trough card
 * carries the risk text, so that there is one card per decision. Before the first dose an eGFR that is low now is told by
 * `aki-baseline`.
 */
export function akiRiskFinding(subject: AkiSubject, isFirstOrder: boolean): Finding | null {
  const { snapshot, params, course, index, assessment, results } = subject;
  const { asOf, timeZone } = snapshot;
  // The ratio driver looks at PRE and RV2, not at the 7-day minimum, whose own driver is the rise.
  const near = assessment.ratios
    .filter(({ baseline }) => baseline.kind !== 'lowest-7d')
    .filter(({ ratio }) => reaches(ratio, params.aki.riskRatio) && !reaches(ratio, params.aki.ratioStage1))
    .sort((a, b) => b.ratio - a.ratio)[0];
  const lateRise = assessment.rise !== null && !assessment.rise.withinWindow ? assessment.rise : null;
  const low = lowEgfrNow(snapshot, index, params);
  const decline = slowDecline(subject);
  if (near === undefined && lateRise === null && decline === null && (low === null || isFirstOrder)) return null;

  const high = highTrough(subject);
  const egfr = egfrBeforeTreatment(snapshot, results, course, params);
  const male = isMaleAdult(snapshot);
  const lowEgfr = egfr !== null && egfr.value < params.aki.lowEgfr;
  const facts: AkiRiskFacts = {
    creatinine: resultFacts(index, creatinineScale(params.aki), asOf, timeZone),
    drivers: [
      ...(decline === null ? [] : (['slow-decline'] as const)),
      ...(lateRise === null ? [] : (['rise-older-than-48h'] as const)),
      ...(near === undefined ? [] : (['ratio-near-stage-1'] as const)),
      ...(low === null ? [] : [lowEgfrSince(assessment, params)]),
      ...(high === null ? [] : (['high-trough'] as const)),
    ],
    baseline:
      near === undefined
        ? lateRise && baselineFacts(lateRise.baseline, timeZone)
        : baselineFacts(near.baseline, timeZone),
    ratio: near === undefined ? null : printedRatio(near.ratio),
    rise: lateRise === null ? null : printedRise(lateRise, params.aki),
    highTrough: high?.facts ?? null,
    male,
    lowEgfr,
    egfr: lowEgfr ? egfr : null,
    egfrNow: low,
    slowDecline: decline,
    hasSlowDecline: decline !== null,
    hasOlderBaseline: assessment.hasOlderBaseline,
    unusable: unusable(snapshot.creatinine, timeZone),
    caveats: judgedCaveats(subject),
  };
  const { severity } = params.aki;
  const bySeverity = [
    male || lowEgfr ? severity.riskWithModifier : severity.risk,
    ...(low === null ? [] : [severity.lowEgfrNow]),
    ...(decline === null ? [] : [severity.slowDecline]),
  ];
  return {
    rule: 'aki',
    id: 'aki-risk',
    severity: mostSerious(bySeverity),
    facts,
    rows: [
      ...akiRows(subject),
      ...riskLimitRows(params.aki, near !== undefined, lateRise),
      ...(low === null ? [] : egfrRows('egfr-now', low, subject)),
      ...(high === null ? [] : [high.row]),
    ],
    suggestions: ['order-creatinine', ...(high === null ? [] : (['order-tacrolimus-level'] as const))],
  };
}

interface BaselineSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: AkiRuleParams;
  readonly latest: CreatinineResult | null;
  readonly reasons: readonly BaselineReason[];
  /** The last before the first dose. */
  readonly egfr: EgfrFacts | null;
}

/** `aki-baseline`: a word before the first dose of a course (docs/clinical/aki.md#before-first-dose). */
export function akiBaselineFinding({ snapshot, params, latest, reasons, egfr }: BaselineSubject): Finding {
  const { asOf, timeZone } = snapshot;
  const scale = creatinineScale(params.aki);
  const { severity } = params.aki;
  const low = egfr !== null && egfr.value < params.aki.lowEgfr ? egfr : null;
  const facts: AkiBaselineFacts = {
    reasons: isMaleAdult(snapshot) ? [...reasons, 'male'] : reasons,
    creatinine: latest === null ? null : resultFacts(latest, scale, asOf, timeZone),
    egfr: low,
    withinDays: params.aki.baselineWithinDays,
    caveats: akiCaveats({ snapshot, params, course: null, index: latest }),
  };
  const isLowNow = low !== null && low.value < params.aki.lowEgfrNow;
  return {
    rule: 'aki',
    id: 'aki-baseline',
    severity: isLowNow ? mostSerious([severity.baseline, severity.lowEgfrNow]) : severity.baseline,
    facts,
    rows: [
      ...(latest === null ? [] : [resultRow('creatinine-latest', latest, scale, timeZone)]),
      ...preliminaryRows(snapshot, latest, scale),
      ...(low === null ? [] : egfrRows('egfr-before-treatment', low, { snapshot, params, index: latest })),
    ],
    suggestions: reasons.includes('no-recent-creatinine') ? ['order-creatinine'] : [],
  };
}

/** With the equation, and with the height where it asks for one. */
function egfrRows(
  what: string,
  { value, date, by }: EgfrFacts,
  { snapshot, params, index }: Pick<AkiSubject, 'snapshot' | 'params'> & { readonly index: CreatinineResult | null },
): FactRow[] {
  const row = { what, reported: `${value} mL/min/1.73 m2 (${by})`, converted: '', time: date, code: '' };
  const height = by === 'bedside Schwartz' && index !== null ? heightAt(snapshot, index.time, params.aki) : null;
  return height === null ? [row] : [row, heightRow(height, snapshot.timeZone)];
}

function mostSerious(severities: readonly Severity[]): Severity {
  return SEVERITIES.findLast((each) => severities.includes(each)) ?? 'info';
}
