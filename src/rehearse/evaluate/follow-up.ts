import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleId } from '../../domain/finding.js';
import type { CreatinineResult } from '../../domain/lab-result.js';
import { DAY_MS } from '../../domain/time.js';
import type { RuleParams } from '../../rules/index.js';
import { assessAki } from '../../rules/shared/aki-stage.js';
import { isAbove } from '../../rules/shared/current-level.js';
import { confirmed, withoutRepeats } from '../../rules/shared/results.js';
import { isExposure } from '../../rules/shared/supply.js';
import type { Outcome } from './episodes.js';

/** What became of patients, and over how many days after an order it is looked for. */
export const OUTCOMES = {
  'level-above-20': { horizonDays: 30, words: 'tacrolimus level above 20 ng/mL' },
  'creatinine-stage': { horizonDays: 30, words: 'creatinine at AKI stage 1 or more' },
  'thiopurine-begun': { horizonDays: 90, words: 'a thiopurine begun' },
  'treatment-ended': { horizonDays: 90, words: 'tacrolimus ended' },
} as const;
export type OutcomeName = keyof typeof OUTCOMES;

/**
 * What each rule is held against. The AKI rule is the event itself, so it has none: for it the delay from result to next order is told.
 */
export const OUTCOMES_OF: Readonly<Record<RuleId, readonly OutcomeName[]>> = {
  trough: ['level-above-20', 'creatinine-stage'],
  interaction: ['level-above-20', 'creatinine-stage'],
  'thiopurine-plan': ['thiopurine-begun'],
  duration: ['treatment-ended'],
};

/** Ceiling of the labels (docs/clinical/trough.md#limits): what nobody wants to see, whatever the site's own limit is. */
const LABEL_CEILING = 20;

/** A drug is ended when nothing of it was seen for this long: the longest supply that is assumed. */
const ENDED_AFTER_DAYS = 90;

/** @param whole the chart with everything that the export holds */
export function followUp(
  whole: ClinicalSnapshot,
  params: RuleParams,
  end: number,
): Readonly<Record<OutcomeName, Outcome>> {
  const levels = oldestFirst(withoutRepeats(confirmed(whole.tacrolimusLevels.items)));
  const high = levels.map((level) => ({ at: level.time.from, is: isAbove(level, LABEL_CEILING) }));
  const creatinine = oldestFirst(withoutRepeats(confirmed(whole.creatinine.items))).filter(({ use }) => use === 'any');
  const staged = creatinine.map((result, at) => ({
    at: result.time.from,
    is: isStaged(result, creatinine.slice(Math.max(0, at - MOST_PRIORS), at), params, whole.timeZone),
  }));
  const thiopurine = firstThiopurine(whole);
  const ended = endOfTreatment(whole, params, end);
  return {
    'level-above-20': risingEdges('level-above-20', high),
    'creatinine-stage': risingEdges('creatinine-stage', staged),
    'thiopurine-begun': once('thiopurine-begun', thiopurine),
    'treatment-ended': once('treatment-ended', ended),
  };
}

/** Results before an index that can matter for its baseline; a patient may have thousands. */
const MOST_PRIORS = 400;

function isStaged(
  result: CreatinineResult,
  priors: readonly CreatinineResult[],
  params: RuleParams,
  zone: string,
): boolean {
  const { stage } = assessAki(result, priors, null, params.aki, zone);
  return stage !== null && stage >= 1;
}

/** An event begins where a result is past the limit and the one before was not. */
function risingEdges(name: OutcomeName, series: readonly { readonly at: number; readonly is: boolean }[]): Outcome {
  return {
    horizonDays: OUTCOMES[name].horizonDays,
    events: series.filter(({ is }, at) => is && series[at - 1]?.is !== true).map(({ at }) => at),
    wasThere: (moment) => series.findLast(({ at }) => at <= moment)?.is === true,
  };
}

function once(name: OutcomeName, at: number | null): Outcome {
  return {
    horizonDays: OUTCOMES[name].horizonDays,
    events: at === null ? [] : [at],
    wasThere: (moment) => at !== null && at <= moment,
  };
}

function firstThiopurine({ medications }: ClinicalSnapshot): number | null {
  const begun = medications.items
    .filter((fact) => fact.drug.kind === 'thiopurine' && isExposure(fact))
    .flatMap(({ start, recordedOn }) => (start ?? recordedOn)?.from ?? []);
  return begun.length === 0 ? null : begun.reduce((first, at) => Math.min(first, at));
}

/** The end of the last supply, where the export goes on for long enough after it to know. */
function endOfTreatment({ medications }: ClinicalSnapshot, params: RuleParams, end: number): number | null {
  const supplies = medications.items
    .filter((fact) => fact.drug.kind === 'tacrolimus' && fact.drug.route !== 'topical' && isExposure(fact))
    .flatMap(({ start, recordedOn, supplyDays }) => {
      const from = (start ?? recordedOn)?.from;
      return from === undefined ? [] : [from + (supplyDays ?? params.course.assumedSupplyDays) * DAY_MS];
    });
  if (supplies.length === 0) return null;
  const last = supplies.reduce((latest, at) => Math.max(latest, at));
  return last + ENDED_AFTER_DAYS * DAY_MS <= end ? last : null;
}

/** From an AKI result that was known to the next order signed: how long nobody was told, days. */
export function delaysToNextOrder(outcome: Outcome, signings: readonly number[]): readonly number[] {
  return outcome.events.flatMap((event) => {
    const next = signings.find((at) => at > event);
    return next === undefined ? [] : [Math.floor((next - event) / DAY_MS)];
  });
}

function oldestFirst<T extends { readonly time: { readonly from: number } }>(results: readonly T[]): T[] {
  return [...results].sort((a, b) => a.time.from - b.time.from);
}
