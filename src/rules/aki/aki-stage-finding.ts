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
import type { AkiStageFacts, OtherCause } from './facts.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { unusable } from '../shared/results.js';
import type { DrugClass } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import { exceeds } from '../shared/comparison.js';
import { type ConcomitantUse, concomitantUses } from '../shared/concomitant-use.js';

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

/** What stands in the same chart (docs/clinical/aki.md#text). Fixed: a choice of this service. */
const RECENT_DAYS = 7;
const FALLING_BELOW = 0.8;

/** The highest result of the 7 days before C1, if C1 is below 0.8 times it: the worst may be over. */
function fallingFrom({ index, results, snapshot }: AkiSubject): AkiStageFacts['fallingFrom'] {
  const { timeZone } = snapshot;
  const [peak] = results
    .filter(({ scale, time }) => scale === index.scale && time.from < index.time.from)
    .filter(({ time }) => (index.time.from - time.from) / DAY_MS <= RECENT_DAYS)
    .sort((a, b) => b.measurement.canonical - a.measurement.canonical || b.time.from - a.time.from);
  if (peak === undefined || !exceeds(peak.measurement.canonical * FALLING_BELOW, index.measurement.canonical))
    return null;
  return { reported: peak.measurement.reported, date: formatDate(peak.time, timeZone) };
}

const DRUGS: readonly (readonly [OtherCause, readonly DrugClass[]])[] = [
  ['nephrotoxin', ['nsaid', 'aminoglycoside', 'amphotericin', 'colistin-foscarnet-cidofovir']],
  ['lesser-nephrotoxin', ['vancomycin', 'tenofovir-disoproxil', 'cisplatin']],
  ['mesalazine', ['aminosalicylate']],
  ['trimethoprim', ['trimethoprim']],
];
/** Two of these at once are two causes; of the others one line tells it. */
const EACH_IS_SHOWN: readonly OtherCause[] = ['nephrotoxin', 'lesser-nephrotoxin'];
const LINES_AT_MOST = 3;

/** One line of each kind, the newest; of drugs that harm kidneys up to three (docs/clinical/aki.md#text). */
function otherCauses({ snapshot, params }: AkiSubject): AkiStageFacts['otherCauses'] {
  const { asOf, timeZone } = snapshot;
  const contrast = diagnosesOnRecord(snapshot)
    .filter(({ classes, lastDone }) => classes.includes('contrast') && lastDone !== null)
    .filter(({ lastDone }) => lastDone !== null && daysAgo(lastDone, asOf, timeZone) <= RECENT_DAYS)
    .sort((a, b) => (b.lastDone?.from ?? 0) - (a.lastDone?.from ?? 0))
    .map(({ display, lastDone }) => ({
      kind: 'contrast' as const,
      display,
      date: lastDone === null ? '' : formatDate(lastDone, timeZone),
    }));
  const uses = concomitantUses(snapshot, params.course).filter((use) => isOrWasTaken(use, asOf));
  const drugs = DRUGS.flatMap(([kind, classes]) =>
    uses
      .filter((use) => classes.some((each) => use.classes.includes(each)))
      .sort((a, b) => (b.since?.from ?? 0) - (a.since?.from ?? 0))
      .slice(0, EACH_IS_SHOWN.includes(kind) ? LINES_AT_MOST : 1)
      .map(({ display, since }) => ({ kind, display, date: since === null ? '' : formatDate(since, timeZone) })),
  );
  return [...contrast.slice(0, 1), ...drugs];
}

/** Today, or until some day of the last week. What is only being ordered has done nothing yet. */
function isOrWasTaken({ state, ordered, since, endedBy, endKnown }: ConcomitantUse, asOf: number): boolean {
  if (state === 'taken') return ordered === 'no' || since !== null;
  return endKnown && endedBy !== null && asOf - endedBy <= RECENT_DAYS * DAY_MS;
}
