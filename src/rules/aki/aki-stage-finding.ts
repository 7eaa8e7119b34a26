import type { Finding, Severity } from '../../domain/finding.js';
import {
  akiRows,
  type AkiSubject,
  baselineFacts,
  highTrough,
  judgedCaveats,
  printedRatio,
  printedRise,
  stageLimitRows,
} from './aki-facts.js';
import { stage3Limit } from '../shared/aki-stage.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { childStage3, isUnder, STAGE_3_EGFR_OF_CHILD } from '../shared/children.js';
import { currentLevel } from '../shared/current-level.js';
import { creatinineScale, resultFacts } from '../shared/printed-amount.js';
import type { AkiStageFacts } from './facts.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { fallingFrom, otherCauses } from './other-causes.js';
import { unusable } from '../shared/results.js';

/**
 * `aki-stage`: the AKI warning stage with the baseline it rests on.
 * @param age `stale`: past its window and not repeated, so a warning at most
 */
export function akiStageFinding(subject: AkiSubject, stage: 1 | 2 | 3, age: 'current' | 'stale' = 'current'): Finding {
  const { snapshot, params, course, index, assessment } = subject;
  const { asOf, timeZone } = snapshot;
  const current = currentLevel(snapshot, course, params.trough);
  const high = highTrough(subject);
  if (assessment.baseline === null) throw new Error('a stage without a baseline');
  const severity = severityOf(subject, stage, high !== null);
  // Under 18 another criterion stands where adults have an absolute limit.
  const child = assessment.absoluteStage3 && isUnder(18, snapshot) ? childStage3(snapshot, index, params.aki) : null;
  const facts: AkiStageFacts = {
    stage,
    nhsStage: assessment.nhsStage,
    preTreatmentStage: assessment.preTreatmentStage,
    creatinine: resultFacts(index, creatinineScale(params.aki), asOf, timeZone),
    baseline: baselineFacts(assessment.baseline, timeZone),
    ratio: assessment.ratio === null ? null : printedRatio(assessment.ratio),
    rise: assessment.ratio === null && assessment.rise !== null ? printedRise(assessment.rise, params.aki) : null,
    kdigoWouldSayStage3: assessment.kdigoWouldSayStage3,
    absoluteStage3: assessment.absoluteStage3 && child === null,
    childStage3:
      child === null
        ? null
        : {
            egfr: Math.floor(child.egfr * 10) / 10,
            limit: STAGE_3_EGFR_OF_CHILD,
            height: child.height.measurement.reported,
            heightDate: formatDate(child.height.time, timeZone),
          },
    stage3Limit: { ...stage3Limit(index, params.aki) },
    highTrough: high?.facts ?? null,
    levelTiming: current.latest !== null && current.isCurrent ? current.latest.timing : 'none',
    transplant: find(diagnosesOnRecord(snapshot), 'transplant') !== null,
    fallingFrom: fallingFrom(subject),
    otherCauses: otherCauses(subject),
    notRepeatedDays: age === 'stale' ? Math.floor(daysAgo(index.time, asOf, timeZone)) : null,
    unusable: unusable(snapshot.creatinine, timeZone),
    // Stage 1 would be critical beside a high trough, and nobody knows whether there is one.
    caveats: [...judgedCaveats(subject), ...(hasUnreadLevels(subject) ? (['levels-incomplete'] as const) : [])],
  };
  return {
    rule: 'aki',
    id: 'aki-stage',
    severity: age === 'stale' ? atMostWarning(severity) : severity,
    facts,
    rows: [...akiRows(subject), ...stageLimitRows(subject, stage, child), ...(high === null ? [] : [high.row])],
    suggestions: ['order-creatinine', 'order-tacrolimus-level'],
  };
}

function hasUnreadLevels({ snapshot }: AkiSubject): boolean {
  const { state } = snapshot.tacrolimusLevels;
  return state === 'unavailable' || state === 'truncated';
}

function severityOf(subject: AkiSubject, stage: 1 | 2 | 3, hasHighTrough: boolean): Severity {
  const { severity } = subject.params.aki;
  if (stage === 3) return severity.stage3;
  if (stage === 2) return severity.stage2;
  return hasHighTrough ? severity.stage1WithHighTrough : severity.stage1;
}

function atMostWarning(severity: Severity): Severity {
  return severity === 'critical' ? 'warning' : severity;
}
