import type { RuleId } from '../../domain/finding.js';
import { type Episodes, countEpisodes, difference } from './episodes.js';
import { type OutcomeName, OUTCOMES_OF } from './follow-up.js';
import type { SweptOrder } from './patient-context.js';
import { addTally, count, type OpenTally, type Tally, tallyAt } from './tally.js';
import type { Threshold } from './thresholds.js';

// Nearly every value of nearly every threshold tells of the very orders that are told of now. So those are counted once for each rule, and
// of a value only by how much it differs: `told` and `sweep` of a tally, added up again by `countsAt`.

/** On how many orders each value of each threshold would have told something. */
export function countSteps(
  tally: OpenTally,
  thresholds: readonly Threshold[],
  orders: readonly Pick<SweptOrder, 'told' | 'swept'>[],
): void {
  for (const { path, fires, now } of selections(thresholds, orders)) {
    count(tally, [...path, 'orders'], howMany(fires) - (now === null ? 0 : howMany(now)));
  }
}

/** What came of the orders of one patient, had each value told of them. @param judge looks at each set of orders once */
export function countSweptEpisodes(
  tally: OpenTally,
  thresholds: readonly Threshold[],
  orders: readonly Pick<SweptOrder, 'told' | 'swept'>[],
  judge: (name: OutcomeName, fires: Fires) => Episodes,
): void {
  for (const { rule, path, fires, now } of selections(thresholds, orders)) {
    for (const name of OUTCOMES_OF[rule] ?? []) {
      const episodes = judge(name, fires);
      countEpisodes(tally, [...path, name], now === null ? episodes : difference(episodes, judge(name, now)));
    }
  }
}

/** What was counted at one value of a threshold. */
export function countsAt(tally: Tally, { rule, path }: Pick<Threshold, 'rule' | 'path'>, value: number): Tally {
  const sum: OpenTally = {};
  addTally(sum, tallyAt(tally, ['told', rule]));
  addTally(sum, tallyAt(tally, ['sweep', path, String(value)]));
  return sum;
}

/** Of each order of a patient, whether it is told of. */
type Fires = readonly boolean[];

interface Selection {
  readonly rule: RuleId;
  /** Where it is counted. */
  readonly path: readonly string[];
  readonly fires: Fires;
  /** What it is counted against; null for the content in force. */
  readonly now: Fires | null;
}

function* selections(
  thresholds: readonly Threshold[],
  orders: readonly Pick<SweptOrder, 'told' | 'swept'>[],
): Generator<Selection> {
  const nowOf = new Map<RuleId, Fires>();
  for (const { rule, path, steps } of thresholds) {
    const now = nowOf.get(rule) ?? orders.map(({ told }) => told.has(rule));
    if (!nowOf.has(rule)) yield { rule, path: ['told', rule], fires: now, now: null };
    nowOf.set(rule, now);
    if (!orders.some(({ swept }) => swept.has(path))) continue;
    for (const [at, { value }] of steps.entries()) {
      const fires = orders.map(({ swept }, place) => swept.get(path)?.[at] ?? now[place] === true);
      if (fires.some((each, place) => each !== now[place])) {
        yield { rule, path: ['sweep', path, String(value)], fires, now };
      }
    }
  }
}

function howMany(fires: Fires): number {
  let orders = 0;
  for (const each of fires) if (each) orders += 1;
  return orders;
}
