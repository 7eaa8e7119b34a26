import { countsAt } from '../evaluate/count-sweep.js';
import { OUTCOMES, type OutcomeName, OUTCOMES_OF } from '../evaluate/follow-up.js';
import { listAt, numberAt, type Tally, tallyAt } from '../evaluate/tally.js';
import type { Threshold } from '../evaluate/thresholds.js';
import { type Cell, cell, rate } from './cell.js';
import { interval, quantile } from './quantiles.js';
import type { Foretold, OutcomeRow, ThresholdCurve } from './rehearsal.js';

export function outcomeRows(tally: Tally): readonly OutcomeRow[] {
  return Object.entries(OUTCOMES_OF).flatMap(([rule, names]) =>
    names.map((name) => {
      const counts = tallyAt(tally, ['outcomes', rule, name]);
      const resampled = (which: string) => listAt(counts, ['resampled', which]);
      const foretold = foretoldOf(counts, name);
      return {
        ...foretold,
        rule,
        horizonDays: OUTCOMES[name].horizonDays,
        excluded: cell(numberAt(counts, ['excluded'])),
        censored: cell(numberAt(counts, ['censored'])),
        ppvInterval: foretold.ppv === null ? null : interval(resampled('followed'), resampled('episodes')),
        sensitivityInterval: foretold.sensitivity === null ? null : interval(resampled('caught'), resampled('events')),
      };
    }),
  );
}

function foretoldOf(counts: Tally, name: OutcomeName): Foretold {
  const at = (which: string) => cell(numberAt(counts, [which]));
  const [episodes, followed, events, caught] = [at('episodes'), at('followed'), at('events'), at('caught')];
  const leads = caught === 'few' ? [] : listAt(counts, ['leadDays']);
  return {
    outcome: name,
    episodes,
    followed,
    ppv: rate(followed, episodes),
    events,
    caught,
    sensitivity: rate(caught, events),
    leadMedian: quantile(leads, 0.5),
    leadP25: quantile(leads, 0.25),
    leadP75: quantile(leads, 0.75),
  };
}

/** What each value of each threshold would have brought; first those that can be held against something. */
export function thresholdCurves(
  tally: Tally,
  thresholds: readonly Threshold[],
  evaluated: Cell,
): readonly ThresholdCurve[] {
  const curves = thresholds.map((threshold) => {
    const { path, rule, unit, what, shipped, site, steps } = threshold;
    const counted = steps.map((step) => ({ ...step, counts: countsAt(tally, threshold, step.value) }));
    const read = counted.map(({ value, params, counts }) => {
      const orders = cell(numberAt(counts, ['orders']));
      const outcomes = (OUTCOMES_OF[rule] ?? []).map((name) => foretoldOf(tallyAt(counts, [name]), name));
      return { value, allowed: params !== null, orders, per100: rate(orders, evaluated, 100), outcomes };
    });
    const moves = new Set(counted.map(({ counts }) => numberAt(counts, ['orders']))).size > 1;
    return { path, rule, unit, what, shipped, site, steps: read, moves };
  });
  const held = curves.filter(({ steps }) => (steps[0]?.outcomes.length ?? 0) > 0);
  return [...held, ...curves.filter((curve) => !held.includes(curve))];
}
