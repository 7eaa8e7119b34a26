import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type RuleParams, RULES } from '../../rules/index.js';
import { settingsRead } from './settings-read.js';
import type { Threshold } from './thresholds.js';

/**
 * At which values of each threshold its rule would have put a card before the clinician, by path, one entry for each step. The rule itself
 * is asked, with one number changed - and only where it looks at that number at all. But for a few, each threshold moves its rule one way
 * (test/rehearse/sweep.test.ts tries all values of all), so that an end of the range and some halves between tell the rest.
 */
export function sweepAll(
  thresholds: readonly Threshold[],
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  isFound: (rule: string) => boolean,
  directions: Directions,
): ReadonlyMap<string, readonly boolean[]> {
  const read = new Map<string, ReadonlySet<string>>();
  return new Map(
    thresholds.map((threshold) => {
      const { rule, path, steps } = threshold;
      const looked = read.get(rule) ?? settingsRead(rule, snapshot, params);
      read.set(rule, looked);
      const inForce = isFound(rule);
      return [path, looked.has(path) ? sweep(threshold, snapshot, inForce, directions) : steps.map(() => inForce)];
    }),
  );
}

/** Between two values without a card there may be one with it: of these every value is tried. */
const NOT_ONE_WAY: ReadonlySet<string> = new Set(['aki.lowEgfr', 'aki.maxAgeDays', 'duration.limitMonths']);

/**
 * Whether a rule tells more towards the upper end of a threshold, by path. A threshold moves its rule one way: which one is the same for
 * all patients of one content, and known from the first on whom the ends differ. Whoever owns a run owns one of these; what it knows
 * saves trials and changes no result.
 */
export type Directions = Map<string, boolean>;

function sweep(
  threshold: Threshold,
  snapshot: ClinicalSnapshot,
  inForce: boolean,
  directions: Directions,
): readonly boolean[] {
  const { steps, site, rule, path } = threshold;
  const tell = (at: number) => {
    const { value, params } = steps[at] ?? { value: site, params: null };
    return params === null || value === site ? inForce : fires(rule, snapshot, params);
  };
  if (NOT_ONE_WAY.has(path)) return steps.map((_, at) => tell(at));
  const usable = steps.flatMap(({ value, params }, at) => (params === null || value === site ? [] : [at]));
  const [first, last] = [usable[0] ?? 0, usable.at(-1) ?? 0];
  const rising = directions.get(path);
  // Towards one end it only ever tells more: only at the other can it differ from what it tells now.
  const least = rising === undefined ? null : rising === inForce ? first : last;
  if (least !== null) {
    if (tell(least) === inForce) return steps.map(() => inForce);
    return between(steps, usable, least === first, inForce, tell);
  }
  const ends = [tell(first), tell(last)] as const;
  if (ends[0] === ends[1]) return ends[0] === inForce ? steps.map(() => inForce) : steps.map((_, at) => tell(at));
  directions.set(path, ends[1]);
  return between(steps, usable, ends[0] !== inForce, inForce, tell);
}

/** Where it begins to tell something else: halves of the way are tried, not every step. */
function between(
  steps: Threshold['steps'],
  usable: readonly number[],
  fromBelow: boolean,
  inForce: boolean,
  tell: (at: number) => boolean,
): readonly boolean[] {
  const order = fromBelow ? usable : [...usable].reverse();
  // order[0] tells something else than now; `same` is the first place that tells the same.
  let [other, same] = [0, order.length];
  while (same - other > 1) {
    const middle = (other + same) >> 1;
    if (tell(order[middle] ?? 0) === inForce) same = middle;
    else other = middle;
  }
  const changed = new Set(order.slice(0, same));
  return steps.map((_, at) => (changed.has(at) ? !inForce : inForce));
}

/** Whether a rule has something to tell, apart from what the site only rehearses. */
function fires(rule: string, snapshot: ClinicalSnapshot, params: RuleParams): boolean {
  const found = RULES.find(({ id }) => id === rule);
  if (found === undefined) return false;
  try {
    const outcome = found.evaluate(snapshot, params);
    return outcome.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
  } catch {
    return false;
  }
}
