import { type Rule, RULES, type RuleParams } from '../../rules/index.js';
import { CUTS } from './cuts.js';
import { ONE_WAY } from './one-way.js';
import { withNumbers } from './other-numbers.js';
import type { Threshold } from './thresholds.js';

/** One rule, and how each threshold of it is tried. */
export interface SweptRule {
  readonly rule: Rule;
  /** Those that move it one way, together: where all of them at once change nothing, none does alone. null where there is none. */
  readonly oneWay: OneWay | null;
  /** Two values with the same answer have no other between them. */
  readonly byHalves: readonly Threshold[];
  /** Held against numbers of the chart that are known beforehand: one value between two of them is tried. */
  readonly byClass: readonly Threshold[];
}

/** Thresholds that move a rule one way, in halves of halves down to one. */
export interface OneWay {
  readonly thresholds: readonly Threshold[];
  /** The content with all of them at the end where the rule tells most, and least; null where they contradict each other there. */
  readonly most: RuleParams | null;
  readonly least: RuleParams | null;
  readonly halves: readonly [OneWay, OneWay] | null;
}

export type SweepPlan = readonly SweptRule[];

/** Worked out once for each content. */
export function sweepPlanOf(thresholds: readonly Threshold[], params: RuleParams): SweepPlan {
  return RULES.flatMap((rule) => {
    const own = thresholds.filter((threshold) => threshold.rule === rule.id);
    if (own.length === 0) return [];
    const oneWay = own.filter(({ path }) => ONE_WAY[path] !== undefined);
    const others = own.filter(({ path }) => ONE_WAY[path] === undefined);
    return {
      rule,
      oneWay: oneWay.length === 0 ? null : together(oneWay, params),
      byHalves: others.filter(({ path }) => CUTS[path] === undefined),
      byClass: others.filter(({ path }) => CUTS[path] !== undefined),
    };
  });
}

function together(thresholds: readonly Threshold[], params: RuleParams): OneWay {
  const middle = thresholds.length >> 1;
  return {
    thresholds,
    most: atEnds(thresholds, params, 'more'),
    least: atEnds(thresholds, params, 'less'),
    halves:
      thresholds.length === 1
        ? null
        : [together(thresholds.slice(0, middle), params), together(thresholds.slice(middle), params)],
  };
}

function atEnds(thresholds: readonly Threshold[], params: RuleParams, towards: 'more' | 'less'): RuleParams | null {
  const ends = thresholds.flatMap(({ path, steps }) => {
    const usable = steps.filter((step) => step.params !== null);
    const end = ONE_WAY[path] === towards ? usable.at(-1) : usable[0];
    return end === undefined ? [] : [{ path, value: end.value }];
  });
  return withNumbers(params, thresholds[0]?.rule ?? '', ends);
}
