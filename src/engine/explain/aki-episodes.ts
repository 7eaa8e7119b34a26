import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import type { RuleParams } from '../../rules/index.js';
import { type AkiAssessment, assessAki } from '../../rules/shared/aki-stage.js';
import { criteriaOf, isUnder } from '../../rules/shared/children.js';
import { dialysisOnRecord } from '../../rules/shared/dialysis.js';
import { diagnosesOnRecord, find } from '../../rules/shared/indication.js';

export type AkiStage = 1 | 2 | 3;

/** Results one after the other that each met the criteria. */
export interface AkiEpisode {
  /** The highest of them. */
  readonly stage: AkiStage;
  readonly results: readonly (readonly [CreatinineResult, AkiStage])[];
}

/** Each looks back at all before it; nobody reads more points in a picture. */
const MOST_STAGED = 200;

/**
 * Stages one result as the rule `aki` would have on its day; null where that rule judges no creatinine of this patient: an
 * infant, a kidney transplant, dialysis (docs/clinical/aki.md#not-applicable-said).
 */
export function assessorOf(
  snapshot: ClinicalSnapshot,
  results: readonly CreatinineResult[],
  courseStart: TimeInterval | null,
  params: RuleParams,
): ((index: CreatinineResult) => AkiAssessment) | null {
  if (isUnder(1, snapshot) || find(diagnosesOnRecord(snapshot), 'kidney-transplant') !== null) return null;
  if (dialysisOnRecord(snapshot, params.aki).kind === 'current') return null;
  const criteria = criteriaOf(snapshot, params);
  return (index) => assessAki(index, results, courseStart, criteria, snapshot.timeZone);
}

/** Oldest first. The newest results only, where there are more than a picture shows. */
export function akiEpisodes(
  results: readonly CreatinineResult[],
  assess: ((index: CreatinineResult) => AkiAssessment) | null,
): readonly AkiEpisode[] {
  if (assess === null) return [];
  const judged = results
    .filter(({ use, measurement: { comparator } }) => use === 'any' && comparator !== '<' && comparator !== '<=')
    .toSorted((a, b) => a.time.from - b.time.from)
    .slice(-MOST_STAGED);
  const episodes: (readonly [CreatinineResult, AkiStage])[][] = [];
  let isOpen = false;
  for (const result of judged) {
    const { stage } = assess(result);
    const isAki = stage !== null && stage !== 0;
    if (isAki && isOpen) episodes.at(-1)?.push([result, stage]);
    else if (isAki) episodes.push([[result, stage]]);
    isOpen = isAki;
  }
  return episodes.map((own) => ({
    stage: own.reduce<AkiStage>((most, [, each]) => (each > most ? each : most), 1),
    results: own,
  }));
}
